/**
 * What Redis, Valkey and their relatives share: RESP, the questions, and how the answers are judged. Both engines ask the same;
 * what a server says of itself decides whose it is.
 *
 * **Settings** that rules can lean on (`settings` of the access facts, unless marked *inventory*). A key that could not be
 * learnt is absent or null, never false.
 *
 * | key | type | meaning |
 * | --- | --- | --- |
 * | `role` | string | `store`, or `sentinel` (watches stores, and holds no data) |
 * | `product` | string or null | `Redis`, `Valkey`, `KeyDB`, `Dragonfly`, `Kvrocks`, `Garnet`, `Redict`, as it says itself |
 * | `mode` | string or null | `standalone`, `cluster`, `sentinel` |
 * | `replication` | string or null | `master`, or `slave`: it follows a master |
 * | `modules` | list | names of the modules that it runs |
 * | `databases` | number or null | databases that hold keys |
 * | `userRights` | string or null | what the anonymous user may do by its own rules: `banner`, `read`, `write`, `admin` |
 * | `protectedMode` | boolean | it refuses by address, which it does only while a password is missing |
 * | `commandsHidden` | boolean | commands that every version has are not known here: renamed |
 * | `honeypot` | boolean | a key that cannot exist has a type |
 * | `keysSeen` | number | *inventory*: keys that were looked at; where they are fewer than there are, counts are estimates |
 * | `replicas`, `clientNetworks` | number | *inventory*: how many; where they are is in `egress` |
 * | `snapshotDirectory`, `snapshotFile` | string | *inventory*: where snapshots are written |
 *
 * **Proofs**, each the exchanges that show it: `banner`, `control`, `list-collections`, `count-records`, `whoami`,
 * `privileges`, `security-layer`, `replication`, `refusal`, and of the inventory `scan`, `clients`, `members`, `snapshots`,
 * `ransom-note`.
 */
export { identifySteps, soundsLikeRedis } from './claims.ts';
export { takeInventory } from './inventory.ts';
export { climb } from './ladder.ts';
export { redisRequests } from './requests.ts';
export { redisLevels, redisPorts } from './words.ts';
