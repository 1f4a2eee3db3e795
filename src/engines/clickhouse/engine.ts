/**
 * ClickHouse from 18 on, over HTTP and in its native protocol.
 *
 * What it sends: `GET /`; over HTTP each statement of ./statements.ts as a GET, which the server itself keeps from changing
 * anything, and in the native protocol with the setting `readonly`; one SELECT without either, of the account's own `readonly`
 * setting. All are SELECT or SHOW GRANTS, of the server's own tables, but for the proof: `SELECT toString(1) … LIMIT 1`, of a
 * table that lies here. Tables of other kinds (Kafka, MySQL, URL, Distributed …) are not read, since that would take from a queue or
 * reach other servers. A visitor who says nothing is taken for the account `default`; in the native protocol that name is
 * said, without a password. What could be written follows from the grants and settings that the server tells.
 * Wire format: https://clickhouse.com/docs/interfaces/http and https://clickhouse.com/docs/native-protocol/basics
 *
 * **Settings**: `role` (`http`, `native`), `guardedByAddress` (the account is not for visitors from here), `readonly` (of the
 * account: 0 may change, 1 and 2 may not), `reachesOthers` (it may make the server ask other hosts or read files), `databases`; of
 * the inventory `enginesElsewhere` (kinds of tables that lead to other places), `usersShown`, `usersWithoutPassword`. **Proofs**:
 * `banner`, `control`, `whoami`, `privileges`, `security-layer`, `list-collections`, `count-records`, `refusal`, and of the
 * inventory `mappings`, `statistics`, `members`, `clients`, `users`.
 */
import type { Engine } from '../../model/engine.ts';
import { access } from './access.ts';
import { claimByHello, claimByRoot, claimByVersion, hungUp, saysOk } from './claim.ts';
import { takeInventory } from './inventory.ts';
import { requests, type Table } from './requests.ts';

export const engine: Engine<Table> = {
  id: 'clickhouse',
  title: 'ClickHouse',
  ports: [
    { port: 8123, transport: 'tcp', tls: 'plain', role: 'http' },
    { port: 8443, transport: 'tcp', tls: 'tls', role: 'http over TLS' },
    { port: 9000, transport: 'tcp', tls: 'plain', role: 'native' },
    { port: 9440, transport: 'tcp', tls: 'tls', role: 'native over TLS' },
  ],
  requests,
  identify: [
    { request: 'root', claim: claimByRoot },
    { request: 'http-version', when: saysOk, claim: claimByVersion },
    { request: 'hello', when: hungUp, claim: claimByHello },
  ],
  levels: {
    banner: 'version, which errors tell as well (21.8 and later)',
    metadata: 'names of databases and tables',
    read: 'a row of a named table can be read',
    write: 'rights to insert, alter or drop, by the server’s own answer',
    admin: 'rights to make accounts or stop the server; before 20.1, an account whose settings forbid no changes',
  },
  tested: 'real server',
  access,
  inventory: takeInventory,
};
