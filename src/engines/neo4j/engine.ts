/**
 * Neo4j 3.5 and later, through HTTP and through Bolt; Memgraph, which speaks Bolt too, is named for what it is.
 *
 * What it sends: the requests of ./requests.ts: a GET of the discovery page, or a handshake, HELLO and LOGON with the scheme
 * none; then the statements of ./statements.ts, each in a transaction of its own that may only read (`access-mode: READ`,
 * `mode: r`): the server refuses to write in it. Counts come from the statistics that the server keeps. Names of properties are
 * taken from at most 50 nodes of a label, names alone; values are asked for with `--sample` only. `db.schema.nodeTypeProperties`,
 * which reads every node, is not called. That data can be changed follows from authentication being off, and is not tried.
 * Wire format: https://neo4j.com/docs/bolt/current/bolt/, https://neo4j.com/docs/http-api/5/ and, of the statements,
 * https://neo4j.com/docs/operations-manual/5/procedures/.
 *
 * Settings that rules can lean on: `product`, `door` (`http`, `bolt`), `nodes` (number), `loadCsv` (flag; null: not told),
 * `unrestricted` (names of procedures without bounds) and `unrestrictedProcedures` (how many), `boundTo` (text), `cors` (text), `corsAny` (flag), `databases` (names).
 */
import type { Engine } from '../../model/engine.ts';
import { climb } from './access.ts';
import { claimByHello, claimByRoot, greetingFor, ID } from './claim.ts';
import { measureDistinct, takeInventory } from './inventory.ts';
import { requests, type Table } from './requests.ts';

export const engine: Engine<Table> = {
  id: ID,
  title: 'Neo4j',
  ports: [
    { port: 7474, transport: 'tcp', tls: 'plain', role: 'http' },
    { port: 7473, transport: 'tcp', tls: 'tls', role: 'https' },
    { port: 7687, transport: 'tcp', tls: 'plain', role: 'bolt' },
  ],
  requests,
  identify: [
    // Bolt first: its port answers `GET /` without TLS even where it speaks Bolt over TLS alone. Whose it is, the greeting says.
    { request: 'handshake', claim: () => null },
    { request: 'hello', when: ([handshake]) => greetingFor(handshake) === 'hello', soon: true, claim: claimByHello },
    {
      request: 'hello-none',
      when: ([handshake]) => greetingFor(handshake) === 'hello-none',
      soon: true,
      claim: claimByHello,
    },
    { request: 'root', claim: claimByRoot },
  ],
  levels: {
    banner: 'version and edition',
    metadata: 'names of labels are listed',
    read: 'nodes are counted, for which the right to see them is asked',
    write: 'not told apart: without authentication there are no rights but all',
    admin: 'nobody is asked who they are: authentication is off',
  },
  tested: 'real server',
  access: climb,
  inventory: takeInventory,
  measure: (channel, subject, _context, access) => measureDistinct(channel, access, subject),
};
