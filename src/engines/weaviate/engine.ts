/**
 * Weaviate 1, on its HTTP port.
 *
 * What it sends: the requests of ./requests.ts, GETs, and POSTs to `/v1/graphql` that ask for the counts of classes that the
 * server named, and nothing else (GraphQL has no mutation here). No object is read but with `--sample`; none is written,
 * no class is made, and no backup or restore is asked for. What a visitor may do is taken from one question that only who has all
 * rights is let ask. gRPC is not spoken.
 * Wire format: https://docs.weaviate.io/weaviate/api/rest and https://docs.weaviate.io/weaviate/api/graphql/aggregate.
 *
 * Settings that rules can lean on: `anonymous` (flag), `modules` (names), `cors` (text), `corsAny` (flag).
 */
import type { Engine } from '../../model/engine.ts';
import { climb } from './access.ts';
import { claimByLinks, claimByMeta } from './claim.ts';
import { takeInventory } from './inventory.ts';
import { requests, type Table } from './requests.ts';

export const engine: Engine<Table> = {
  id: 'weaviate',
  title: 'Weaviate',
  ports: [{ port: 8080, transport: 'tcp', tls: 'plain', role: 'http' }],
  requests,
  identify: [
    { request: 'meta', claim: claimByMeta },
    { request: 'links', claim: claimByLinks },
  ],
  levels: {
    banner: 'version and modules',
    metadata: 'names of classes are listed',
    read: 'objects of a class are counted, for which the right to read them is asked',
    write: 'not told apart: who may write is not told to visitors',
    admin: 'an anonymous visitor is let ask what only who has all rights may ask',
  },
  tested: 'real server',
  access: climb,
  inventory: takeInventory,
};
