/**
 * What Elasticsearch, OpenSearch and their consoles share. The engines name the requests; the judging is done here once.
 *
 * **Settings** that rules can lean on (`settings` of the access facts, unless marked *inventory*). A key that could not be
 * learnt is absent or null, never false.
 *
 * | key | type | meaning |
 * | --- | --- | --- |
 * | `distribution` | string or null | `version.distribution` as the server says it (`opensearch`, a fork's name) |
 * | `buildFlavor`, `buildType` | string or null | `default`, `oss`, `serverless`; `deb`, `rpm`, `docker`, `tar`, … |
 * | `luceneVersion` | string or null | from the banner |
 * | `productHeader` | boolean | `X-Elastic-Product: Elasticsearch` was sent |
 * | `compatibilityMode` | boolean | OpenSearch that gives itself out as 7.10.2 |
 * | `rootHidden` | boolean | `/` was refused or is not the server's, yet the server answers below it |
 * | `role` | string | `http`, `transport` (the node-to-node port) or `console` |
 * | `plugins` | list | plugin names of all nodes, sorted |
 * | `securityPlugins` | list | those of them that guard access |
 * | `securitySetting` | boolean or null | `xpack.security.enabled` as written in the nodes' settings |
 * | `securityInitialized` | boolean | false: "Security not initialized", the cluster cannot judge requests yet |
 * | `privileges` | list | what privilege answers grant: `cluster:manage`, `cluster:all`, `index:read`, `index:write`, `index:delete`, `index:manage` |
 * | `honeypot` | boolean | an index that cannot exist answers like one that does |
 * | `nodes` | number or null | nodes that node information names |
 * | `bindAny` | boolean or null | HTTP is bound to every address (`0.0.0.0`, `[::]`) |
 * | `dynamicScripting` | boolean or null | inline scripts can be sent by anybody: 1.x before 1.2 by default, or the setting says so |
 * | `scriptSettings` | list | the script settings that the nodes state, as `script.inline=true` |
 * | `transportKeepAlive` | boolean | the transport port sent its keep-alive back (6.x and later do) |
 * | `consoleOpen` | boolean | Kibana, Dashboards: the console's own interface answers without a login |
 * | `consoleLogin` | boolean | Kibana, Dashboards: a login is asked for |
 * | `consoleAnonymous` | boolean | Kibana, Dashboards: a user behind an anonymous provider is what we are |
 * | `indexPatterns` | number or null | Kibana, Dashboards: index patterns named without a login |
 * | `cors` | string or null | *inventory*: the `Access-Control-Allow-Origin` that a foreign origin gets |
 * | `corsAny` | boolean | *inventory*: any web page may read the answers (`*`, or our made-up origin sent back) |
 * | `corsCredentials` | boolean | *inventory*: with the visitor's credentials |
 * | `snapshotRepositories`, `remoteClusters`, `followers` | number | *inventory*: how many; where they lead is in `egress` |
 * | `httpClients` | number | *inventory*: client addresses that the nodes' HTTP statistics name |
 * | `maskedFields` | boolean | *inventory*, with `--sample`: values that look like OpenSearch's field masking |
 * | `securityIndexReadable` | boolean | the index that holds users and roles is listed to anonymous visitors with documents |
 *
 * **Proofs**, each the exchanges that show it: `banner`, `control`, `list-collections`, `count-records`, `whoami`,
 * `privileges`, `security-layer`, `refusal`, `nodes`, `scripting`, `transport`, `console`, `through-console`, and of the
 * inventory `mappings`, `aliases`, `cors`, `snapshot-repositories`, `remote-clusters`, `followers`, `http-clients`,
 * `ransom-note`.
 */
export { claimByControl, claimByNode, claimByRoot, wantsHiddenVersion } from './claims.ts';
export { type ConsoleDialect, claimConsole, consoleAccess } from './console.ts';
export { consoleRequests } from './console-requests.ts';
export { consoleInventory } from './console-through.ts';
export { elasticsearchSecurity, openSearchSecurity } from './dialects.ts';
export { takeInventory } from './inventory.ts';
export { climb } from './ladder.ts';
export { measureDistinct } from './measure.ts';
export { searchRequests } from './requests.ts';
export { readDashboardsUser, readKibanaUser } from './security.ts';
