/**
 * Kibana 4 to 9.
 *
 * What it sends: the requests of src/families/search/console-requests.ts and who-am-I. Without `--through-kibana` all are
 * GETs to Kibana's own interface, which read saved objects by name. With it three POSTs go to the console's proxy, which
 * sends on `GET _cat/indices`, `GET _mapping` and a `_search` of size 0: reads, though a firewall may call a POST a write.
 * Wire format: https://www.elastic.co/docs/api/doc/kibana; the header `kbn-name` is put on every answer by
 * src/core/packages/http/server-internal of github.com/elastic/kibana; the redacted status and the redirect to `/login`
 * are described in its issues 9745 and pull request 159768. The saved objects interface begins with 6.x.
 */

import {
  type ConsoleDialect,
  claimConsole,
  consoleAccess,
  consoleInventory,
  consoleRequests,
  readKibanaUser,
} from '../../families/search/index.ts';
import type { Channel } from '../../model/channel.ts';
import type { Engine } from '../../model/engine.ts';
import type { RequestTable } from '../../model/request.ts';

const requests = {
  ...consoleRequests('kbn-xsrf'),
  whoami: {
    kind: 'http',
    safety: 'identify',
    from: 'access',
    method: 'GET',
    path: '/internal/security/me',
    headers: { 'x-elastic-internal-origin': 'unlatched' },
    why: 'whether we are an anonymous user, or security is off (404)',
    maxBytes: 64 * 1024,
  },
} as const satisfies RequestTable;

type Table = typeof requests;

const dialect: ConsoleDialect = {
  engine: 'kibana',
  nameHeader: 'kbn-name',
  store: 'elasticsearch',
  readUser: readKibanaUser,
};

export const engine: Engine<Table> = {
  id: 'kibana',
  title: 'Kibana',
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
    admin: 'security is off: anybody may use the console with the rights of Kibana’s own user',
  },
  tested: 'replayed',
  access: (channel: Channel<Table>, context) => consoleAccess(channel, context, dialect),
  inventory: (channel, access, context) => consoleInventory(channel, access, context),
};
