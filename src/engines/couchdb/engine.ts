/**
 * CouchDB 1 to 3, and what answers like it: IBM Cloudant and PouchDB's server, by their own word.
 *
 * What it sends: the requests of ./requests.ts, all GETs: who a visitor is, names of databases, how many documents they have
 * (a listing with a limit of zero: no document comes with it), whom they admit, indexes, members and replications. `/_config`
 * is asked for one address alone, so that no password hash is sent. Documents are read with `--sample` alone. That anybody may
 * write follows from a database that admits everybody, or from visitors being administrators, and is not tried. Since 3.0 names
 * of databases are told to administrators alone: a public one is audited by naming it in the target's path.
 * Wire format: https://docs.couchdb.org/en/stable/api/index.html
 *
 * **Settings**: `product`, `role` (server; database where the path names one), `adminParty` (no administrator was made:
 * everybody is one), `database`, `databases`, `usersReadable`; of the inventory `replications`, `bindAny`. **Proofs**: `banner`,
 * `control`, `whoami`, `privileges`, `security-layer`, `list-collections`, `count-records`, `users`, `refusal`, and of the
 * inventory `mappings`, `members`, `replicas`.
 */
import type { Engine } from '../../model/engine.ts';
import { climb } from './access.ts';
import { claimByRoot } from './claim.ts';
import { takeInventory } from './inventory.ts';
import { type CouchTable, couchRequests } from './requests.ts';

export const engine: Engine<CouchTable> = {
  id: 'couchdb',
  title: 'CouchDB',
  ports: [
    { port: 5984, transport: 'tcp', tls: 'plain', role: 'http' },
    { port: 6984, transport: 'tcp', tls: 'tls', role: 'https' },
  ],
  requests: couchRequests,
  identify: [{ request: 'root', claim: claimByRoot }],
  levels: {
    banner: 'version, and who a visitor is',
    metadata: 'names of databases are listed',
    read: 'documents of a named database are counted by a listing, for which the right to read them is asked',
    write: 'the database admits everybody, by its own list',
    admin: 'visitors have the role of an administrator, by the server’s own answer',
  },
  tested: 'replayed',
  access: climb,
  inventory: takeInventory,
};
