/**
 * PostgreSQL 9 to 18, and what speaks its protocol: PGlite, CockroachDB and other forks by their own word, PgBouncer in front.
 *
 * What it sends: SSLRequest; startup messages for the account `postgres` without any password, first for a database that
 * cannot exist; and the statements of ./requests.ts, a closed table in which only names of tables and columns vary. A password
 * that is asked for is never given, and no other account is tried. Sessions are read-only (`default_transaction_read_only`) with
 * time limits for statements and locks; where a pooler takes no such option, each statement begins with SET TRANSACTION READ
 * ONLY in the same message, so that nothing stays behind on a connection which others use. All statements are SELECT: of the
 * catalogue, of the planner's statistics, and `SELECT 1` of one row as the proof. What could be written follows from the
 * catalogue and `has_table_privilege`, and is not tried. Connection strings, logins to other servers and password hashes are
 * not asked for. Sessions end with Terminate.
 * Wire format: https://www.postgresql.org/docs/current/protocol.html
 *
 * **Settings**: `product` (PostgreSQL, PGlite, CockroachDB, …), `build`, `pooler` (something without the server's own function
 * names answers), `authentication` (what is asked for: `scram-sha-256`, `md5`, `password`, …), `trust` (let in without a
 * password, whatever came of it), `plainOnly` (open without TLS alone), `superuser`, `replica`, `serverPrograms` (the role may
 * run programs of the host or write its files), `readOnlyBy` (`session`, `statement`), `door`, `database`, `databases`; of the
 * inventory `replicas`, `upstream`, `foreignServers`, `clients`, `replicationSlots`, `bindAny`, `passwordEncryption`,
 * `logsConnections`, `clusterName`. **Proofs**: `banner`, `control`, `whoami`, `privileges`, `security-layer`,
 * `list-collections`, `count-records`, `refusal`, and of the inventory `mappings`, `replicas`, `members`, `remote-clusters`,
 * `clients`, `slots`, `ransom-note`.
 */
import type { Engine } from '../../model/engine.ts';
import { access } from './access.ts';
import { claimByOpening, speaksProtocol } from './claim.ts';
import { sessionOf, takeInventory } from './inventory.ts';
import { measureDistinct } from './measure.ts';
import { requests, type Table } from './requests.ts';

export const engine: Engine<Table> = {
  id: 'postgresql',
  title: 'PostgreSQL',
  ports: [
    { port: 5432, transport: 'tcp', tls: 'plain', role: 'server' },
    { port: 6432, transport: 'tcp', tls: 'plain', role: 'pooler' },
    { port: 26257, transport: 'tcp', tls: 'plain', role: 'CockroachDB' },
  ],
  requests,
  identify: [
    { request: 'ssl', claim: () => null },
    {
      request: 'control',
      params: ({ control }) => ({ control }),
      when: speaksProtocol,
      claim: claimByOpening,
    },
  ],
  levels: {
    banner: 'a session without a password, and its version',
    metadata: 'names of databases and tables',
    read: 'a row of a named table can be read',
    write: 'the role may change a table or make databases, by the server’s own answer',
    admin: 'a superuser, or a role that makes roles or runs programs of the host',
  },
  often: true,
  tested: 'real server',
  access,
  inventory: takeInventory,
  measure: (channel, subject, _context, facts) => measureDistinct(channel, subject, sessionOf(facts)),
};
