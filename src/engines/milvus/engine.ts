/**
 * Milvus 2.2.9 and later, through its REST interfaces: v1 and v2 at the port of clients, and the one at the port for management.
 *
 * What it sends: the requests of ./requests.ts: names, descriptions, statistics and counts. Those that are POSTs are named as reads
 * in the reference; of `query` the count of records is asked for alone. No vector is searched, nothing is inserted, loaded or
 * flushed, `/expr` (which runs code) is never asked, and no header that the server would take for a login of its own is sent. gRPC
 * is not spoken, so the version stays unknown.
 * Wire format: https://milvus.io/api-reference/restful/v2.4.x/About.md, of v1 https://milvus.io/api-reference/restful/v2.3.x/About.md;
 * at the port for management the paths and bodies of a real 2.3.5.
 *
 * Settings that rules can lean on: `role` (`client`, `management`), `form` (`v1`, `v2`, `api`), `users` (number), `cors` (text),
 * `corsAny` (flag).
 */
import type { Engine } from '../../model/engine.ts';
import { climb } from './access.ts';
import { claimByControl, claimByManagement, controlName } from './claim.ts';
import { takeInventory } from './inventory.ts';
import { requests, type Table } from './requests.ts';

export const engine: Engine<Table> = {
  id: 'milvus',
  title: 'Milvus',
  ports: [
    { port: 19530, transport: 'tcp', tls: 'plain', role: 'client' },
    { port: 9091, transport: 'tcp', tls: 'plain', role: 'management' },
  ],
  requests,
  identify: [
    { request: 'v1-control', params: (tokens) => ({ name: controlName(tokens) }), claim: claimByControl },
    { request: 'api-banner', claim: claimByManagement },
  ],
  levels: {
    banner: 'it says what it is, by its own numbers of errors',
    metadata: 'names of collections are listed',
    read: 'records of a collection are counted by a query',
    write: 'not told apart: without authorization there are no rights but all',
    admin: 'authorization is off; or the port for management takes a visitor for an administrator',
  },
  tested: 'real server',
  access: climb,
  inventory: takeInventory,
};
