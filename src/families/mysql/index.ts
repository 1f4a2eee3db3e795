/**
 * What MySQL, MariaDB, TiDB and their relatives share: the client/server protocol, the questions, and how the answers are
 * judged. Each engine asks the same; the server's greeting decides whose it is.
 *
 * **Settings** that rules can lean on. A key that could not be learnt is absent or null, never false.
 *
 * | key | type | meaning |
 * | --- | --- | --- |
 * | `product`, `build` | string or null | `MariaDB`, `MySQL`, `Percona Server`, `TiDB`, `Aurora MySQL` …, and what the packager says |
 * | `authentication` | string or null | the method by which a password is asked for, or that the greeting names |
 * | `account` | string or null | as whom we were let in: `root`, `anonymous`, or `any` where nobody is asked |
 * | `accountsUnchecked` | boolean or null | the grant tables are not read (`skip-grant-tables`) |
 * | `anonymousAccount` | boolean or null | an account without a name takes in whoever comes |
 * | `rootAsked` | boolean | whether root was tried with an empty password (not with `--no-login`) |
 * | `readOnlyBy` | string or null | `session`, or `statement` where the session took no such setting |
 * | `serverReadOnly` | boolean or null | the server takes no writes, as replicas do |
 * | `hostFiles` | string or null | which files of the host the account may read and write: `none`, `folder`, `anywhere` |
 * | `bindAny`, `tlsRequired`, `filesOfClients`, `logsStatements` | boolean or null | `bind_address`, `require_secure_transport`, `local_infile`, `general_log` |
 * | `within` | string | `tls` or `plain`: where the logins went |
 * | `databases` | list | names of the databases that are not the server's own |
 * | `replicas`, `upstream`, `foreignServers`, `members`, `clients` | number | *inventory*: how many; where they are is in `egress` |
 *
 * **Proofs**, each the exchanges that show it: `banner`, `control`, `whoami`, `privileges`, `security-layer`,
 * `list-collections`, `count-records`, `settings`, `refusal`, and of the inventory `mappings`, `replicas`, `members`,
 * `remote-clusters`, `clients`, `ransom-note`.
 */
export { climb } from './access.ts';
export { identifySteps } from './claims.ts';
export { measureDistinct, takeInventory } from './inventory.ts';
export { requests as mysqlRequests, type Table as MysqlTable } from './requests.ts';
export { mysqlLevels } from './words.ts';
