/**
 * MongoDB 2.4 to 8, and what speaks its protocol: FerretDB, Percona's server, DocumentDB and Cosmos DB by their own word.
 *
 * What it sends: the commands of ./requests.ts, a closed table in which only names of databases, collections and fields vary, as
 * OP_MSG; as OP_QUERY to servers before 3.6 alone. All are reads by MongoDB's reference: descriptions of the server, names,
 * counts that it keeps, indexes. No document is read without `--sample`; the fields that are named stand in indexes, validators
 * and views. `find` keeps no cursor open. The distinct count steps over one index with a time limit and writes nothing to disk.
 * No login is begun. What a visitor could write follows from `connectionStatus`, or from being served as nobody, and is not tried.
 * Wire format: https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/ and https://bsonspec.org/
 *
 * **Settings**: `product`, `productVersion`, `role` (standalone, primary, secondary, arbiter, router, other member), `hidden`,
 * `setName`, `me`, `hosts`, `arbiters`, `wireVersion`, `messages` (message, query), `compression`, `zlib`, `databases`,
 * `accessControl` (false: the server warned itself that it is off), `runsAsRoot`; of the inventory `hiddenMembers`, `shards`,
 * `clientNetworks`, `users` (made although nobody is asked). **Proofs**: `banner`, `control`, `whoami`, `privileges`,
 * `security-layer`, `warnings`, `list-collections`, `count-records`, `refusal`, and of the inventory `mappings`, `members`,
 * `clients`, `users`, `ransom-note`.
 */
import type { Engine } from '../../model/engine.ts';
import { access } from './access.ts';
import { claimByHello, hungUp } from './hello.ts';
import { takeInventory } from './inventory.ts';
import { measureDistinct } from './measure.ts';
import { requests, type Table } from './requests.ts';

export const engine: Engine<Table> = {
  id: 'mongodb',
  title: 'MongoDB',
  ports: [
    { port: 27017, transport: 'tcp', tls: 'plain', role: 'server or router' },
    { port: 27018, transport: 'tcp', tls: 'plain', role: 'shard' },
    { port: 27019, transport: 'tcp', tls: 'plain', role: 'configuration server' },
  ],
  requests,
  identify: [
    { request: 'hello', claim: claimByHello },
    { request: 'hello-old', when: hungUp, claim: claimByHello },
  ],
  levels: {
    banner: 'version, role and members, which every server tells',
    metadata: 'names of databases are listed',
    read: 'documents of a named collection are counted, for which the right to read them is asked',
    write: 'the account that a visitor is made allows it, by the server’s own answer',
    admin: 'access control is off: a visitor is nobody, and is served all the same',
  },
  tested: 'real server',
  access,
  inventory: takeInventory,
  measure: (channel, subject, _context, facts) => measureDistinct(channel, subject, facts),
};
