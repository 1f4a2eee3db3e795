/**
 * Elasticsearch 0.90 to 9, on its HTTP port, and its transport port for what it is.
 *
 * What it sends: the requests of src/families/search/requests.ts, and below who-am-I and own privileges. All are GET, HEAD,
 * or POST to `_search`, which the REST reference lists as searches; nothing is indexed, no setting is touched, and
 * `_cluster/settings` is never asked (before 6.4.1 it could hold secrets). To the transport port it sends the keep-alive
 * ping (`ES` and -1), which asks for nothing.
 * Wire format: https://www.elastic.co/docs/api/doc/elasticsearch, older versions under
 * https://www.elastic.co/guide/en/elasticsearch/reference/; transport frames: org.elasticsearch.transport.TcpHeader.
 */

import {
  claimByControl,
  claimByNode,
  claimByRoot,
  climb,
  elasticsearchSecurity,
  measureDistinct,
  searchRequests,
  takeInventory,
  wantsHiddenVersion,
} from '../../families/search/index.ts';
import type { Channel } from '../../model/channel.ts';
import type { Engine } from '../../model/engine.ts';
import type { RequestTable } from '../../model/request.ts';
import { claimTransport, transportAccess, transportRequests } from './transport.ts';

const requests = {
  ...searchRequests,
  whoami: {
    kind: 'http',
    safety: 'identify',
    from: 'access',
    method: 'GET',
    path: '/_security/_authenticate',
    why: 'who the server says that we are, or that its security layer is off',
    maxBytes: 64 * 1024,
  },
  'whoami-old': {
    kind: 'http',
    safety: 'identify',
    from: 'access',
    method: 'GET',
    path: '/_xpack/security/_authenticate',
    why: 'the same before 6.6',
    maxBytes: 64 * 1024,
  },
  'own-privileges': {
    kind: 'http',
    safety: 'identify',
    from: 'access',
    method: 'GET',
    path: '/_security/user/_privileges',
    why: 'what an anonymous visitor may do, by the server’s own answer: nothing is tried',
    maxBytes: 512 * 1024,
  },
  ...transportRequests,
} as const satisfies RequestTable;

type Table = typeof requests;

const ID = 'elasticsearch';

export const engine: Engine<Table> = {
  id: ID,
  title: 'Elasticsearch',
  ports: [
    { port: 9200, transport: 'tcp', tls: 'plain', role: 'http' },
    { port: 9300, transport: 'tcp', tls: 'plain', role: 'transport' },
  ],
  requests,
  identify: [
    { request: 'root', claim: (reply) => claimByRoot(reply, ID) ?? claimTransport(reply) },
    { request: 'control', params: ({ control }) => ({ control }), claim: (reply) => claimByControl(reply, ID) },
    { request: 'hidden-version', when: wantsHiddenVersion, claim: (reply) => claimByNode(reply, ID) },
  ],
  levels: {
    banner: 'version, cluster name, who-am-I; or the transport port answers',
    metadata: 'names of indices',
    read: 'documents of a named index can be searched',
    write: 'privileges to index or delete documents, by the server’s own answer',
    admin: 'privileges to manage the cluster, or no security layer at all',
  },
  tested: 'real server',
  access(channel: Channel<Table>, context) {
    if (context.claim.role === 'transport') return transportAccess(channel, context);
    return climb(channel, context, {
      engine: ID,
      security: (nodes, version) => elasticsearchSecurity(channel, nodes, version),
    });
  },
  inventory: (channel, access, context) => takeInventory(channel, access, context),
  measure: (channel, subject, context) => measureDistinct(channel, subject, context),
};
