/**
 * What Cassandra and ScyllaDB share: the native protocol of CQL, the questions, and how the answers are judged. Both engines ask
 * the same but for three tables of the server's own; what a server says that it supports decides whose it is.
 *
 * **Settings** that rules can lean on (`settings` of the access facts, unless marked *inventory*). What could not be learnt is null.
 *
 * | key | type | meaning |
 * | --- | --- | --- |
 * | `role` | string | `native`, or `another version of the protocol` (before Cassandra 2.2) |
 * | `product` | string or null | a relative that has no engine of its own: `YugabyteDB` |
 * | `authenticator` | string or null | the class that asks for a login, or that asks for none, as the server names it |
 * | `transitional` | boolean | the class that asks lets in everybody, whatever he says (ScyllaDB's for moving over to logins) |
 * | `authorizer` | string or null | the class that keeps rights: `AllowAllAuthorizer` keeps none |
 * | `bindAny` | boolean or null | it listens on all addresses |
 * | `userFunctions` | boolean or null | functions in the user's own code can be made |
 * | `unguardedFunctions` | boolean or null | and nothing stands between them and the server (CVE-2021-44521) |
 * | `dataCenter` | string or null | the node's own |
 * | `nodes` | number or null | nodes of the cluster, as this one knows them |
 * | `keyspaces` | list or null | names of the users' keyspaces |
 * | `rolesShown`, `superusersShown` | number | *inventory*: accounts that could be listed, and how many of them may do all |
 * | `clients` | number or null | *inventory*: networks that clients come from; where is in `egress` |
 *
 * **Proofs**, each the exchanges that show it: `banner`, `control`, `list-collections`, `count-records`, `whoami`,
 * `privileges`, `security-layer`, `refusal`, `functions`, and of the inventory `mappings`, `statistics`, `members`, `clients`,
 * `roles`.
 */
export { identifySteps } from './claims.ts';
export { measurePartitions, takeInventory } from './inventory.ts';
export { climb } from './ladder.ts';
export { type CqlTable, cqlRequests } from './requests.ts';

/** What each level means here, for the pages of both engines. */
export const cqlLevels = {
  banner: 'a session without a login, and its version',
  metadata: 'names of keyspaces and tables',
  read: 'a row of a named table can be read: the hash of its key is asked for',
  write: 'ScyllaDB alone: rights are not kept, or only for some statements, by what it lets read',
  admin: 'rights are not kept at all (AllowAllAuthorizer): anybody may change and drop everything, and make accounts',
} as const;
