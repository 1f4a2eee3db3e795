/**
 * OpenSearch 1 to 3, also where it gives itself out as 7.10.2 (`compatibility.override_main_response_version`).
 *
 * What it sends: the requests of src/families/search/requests.ts, and the security plugin's `authinfo`, which says who we
 * are. All are GET, HEAD, or POST to `_search`, which the API reference lists as searches; nothing is written, no setting is
 * touched. The plugin has no question for one's own privileges: they are not guessed.
 * Wire format: https://docs.opensearch.org/latest/api-reference/ and
 * https://docs.opensearch.org/latest/security/access-control/api/
 */

import {
  claimByControl,
  claimByNode,
  claimByRoot,
  climb,
  measureDistinct,
  openSearchSecurity,
  searchRequests,
  takeInventory,
  wantsHiddenVersion,
} from '../../families/search/index.ts';
import type { Channel } from '../../model/channel.ts';
import type { Engine } from '../../model/engine.ts';
import type { RequestTable } from '../../model/request.ts';

const requests = {
  ...searchRequests,
  whoami: {
    kind: 'http',
    safety: 'identify',
    from: 'access',
    method: 'GET',
    path: '/_plugins/_security/authinfo',
    why: 'who the security plugin says that we are, or that there is none',
    maxBytes: 64 * 1024,
  },
} as const satisfies RequestTable;

type Table = typeof requests;

const ID = 'opensearch';

export const engine: Engine<Table> = {
  id: ID,
  title: 'OpenSearch',
  ports: [{ port: 9200, transport: 'tcp', tls: 'plain', role: 'http' }],
  requests,
  identify: [
    { request: 'root', claim: (reply) => claimByRoot(reply, ID) },
    { request: 'control', params: ({ control }) => ({ control }), claim: (reply) => claimByControl(reply, ID) },
    { request: 'hidden-version', when: wantsHiddenVersion, claim: (reply) => claimByNode(reply, ID) },
  ],
  levels: {
    banner: 'version, cluster name, who-am-I',
    metadata: 'names of indices',
    read: 'documents of a named index can be searched',
    write: 'not shown: the security plugin tells nobody his own privileges',
    admin: 'no security plugin at all, or the role all_access',
  },
  tested: 'real server',
  access: (channel: Channel<Table>, context) =>
    climb(channel, context, { engine: ID, security: (nodes) => openSearchSecurity(channel, nodes) }),
  inventory: (channel, access, context) => takeInventory(channel, access, context),
  measure: (channel, subject, context) => measureDistinct(channel, subject, context),
};
