/**
 * OpenSearch Dashboards 1 to 3.
 *
 * What it sends: the requests of src/families/search/console-requests.ts and who-am-I. Without `--through-kibana` all are
 * GETs to its own interface, which read saved objects by name. With it three POSTs go to the console's proxy, which
 * sends on `GET _cat/indices`, `GET _mapping` and a `_search` of size 0: reads, though a firewall may call a POST a write.
 * Wire format: https://docs.opensearch.org/latest/dashboards/ and github.com/opensearch-project/OpenSearch-Dashboards
 * (src/core/server/http for the header `osd-name`, src/plugins/console for the proxy); who-am-I:
 * github.com/opensearch-project/security-dashboards-plugin, whose issue 563 of the documentation tells when `/api/status` asks for a login.
 */

import {
  type ConsoleDialect,
  claimConsole,
  consoleAccess,
  consoleInventory,
  consoleRequests,
  readDashboardsUser,
} from '../../families/search/index.ts';
import type { Channel } from '../../model/channel.ts';
import type { Engine } from '../../model/engine.ts';
import type { RequestTable } from '../../model/request.ts';

const requests = {
  ...consoleRequests('osd-xsrf'),
  whoami: {
    kind: 'http',
    safety: 'identify',
    from: 'access',
    method: 'GET',
    path: '/api/v1/configuration/account',
    why: 'whether we are an anonymous user, or there is no security plugin (404)',
    maxBytes: 64 * 1024,
  },
} as const satisfies RequestTable;

type Table = typeof requests;

const dialect: ConsoleDialect = {
  engine: 'opensearch-dashboards',
  nameHeader: 'osd-name',
  store: 'opensearch',
  readUser: readDashboardsUser,
};

export const engine: Engine<Table> = {
  id: 'opensearch-dashboards',
  title: 'OpenSearch Dashboards',
  ports: [{ port: 5601, transport: 'tcp', tls: 'plain', role: 'console' }],
  requests,
  identify: [
    { request: 'root', claim: (reply) => claimConsole(reply, dialect) },
    { request: 'status', claim: (reply) => claimConsole(reply, dialect) },
  ],
  levels: {
    banner: 'version and status',
    metadata: 'names of index patterns: the console works without a login',
    read: 'documents of a named index can be searched through the console',
    write: 'not asked',
    admin: 'there is no security plugin: anybody may use the console',
  },
  tested: 'replayed',
  access: (channel: Channel<Table>, context) => consoleAccess(channel, context, dialect),
  inventory: (channel, access, context) => consoleInventory(channel, access, context),
};
