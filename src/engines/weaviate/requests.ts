import type { Channel } from '../../model/channel.ts';
import type { HttpRequest, RequestTable } from '../../model/request.ts';

const get = {
  kind: 'http',
  method: 'GET',
  safety: 'identify',
  from: 'access',
  maxBytes: 256 * 1024,
} as const satisfies Partial<HttpRequest>;

export const requests = {
  meta: {
    ...get,
    from: 'identify',
    path: '/v1/meta',
    why: 'which server, which version, which modules; it is refused where a login is wanted, and proves nothing where it is not',
  },
  links: {
    ...get,
    from: 'identify',
    path: '/v1',
    why: 'which server, where /v1/meta is refused: its page of links is shown to everybody',
  },
  control: {
    ...get,
    path: '/v1/schema/{control}',
    why: 'the control: a class that cannot exist has to be missing or refused, otherwise no success is believed',
    maxBytes: 64 * 1024,
  },
  schema: {
    ...get,
    safety: 'metadata',
    path: '/v1/schema',
    why: 'names of the classes, and names and types of their properties',
    maxBytes: 8 * 1024 * 1024,
  },
  rights: {
    ...get,
    path: '/v1/authz/roles/admin',
    why: 'whether we have all rights: only who has them is let look at the role of that name (1.29 and later); nothing is tried',
    maxBytes: 64 * 1024,
  },
  count: {
    ...get,
    method: 'POST',
    safety: 'count',
    path: '/v1/graphql',
    body: { query: '{query}' },
    why: 'how many objects classes have: `Aggregate { CLASS { meta { count } } }`, for which the right to read data is asked; no object is read',
    maxBytes: 1024 * 1024,
  },
  nodes: {
    ...get,
    safety: 'count',
    from: 'inventory',
    path: '/v1/nodes',
    query: { output: 'verbose' },
    why: 'objects of each shard by the statistics that the nodes keep, where GraphQL does not count them',
    maxBytes: 4 * 1024 * 1024,
  },
  members: {
    ...get,
    safety: 'metadata',
    from: 'inventory',
    path: '/v1/cluster/statistics',
    why: 'which members the cluster has, and where they are',
    maxBytes: 1024 * 1024,
  },
  sample: {
    ...get,
    safety: 'sample',
    from: 'inventory',
    path: '/v1/objects',
    query: { class: '{class}', limit: '{size}' },
    why: 'records whose values are classified in memory and kept nowhere; only with --sample',
    maxBytes: 4 * 1024 * 1024,
  },
} as const satisfies RequestTable;

export type Table = typeof requests;
export type WeaviateChannel = Channel<Table>;
