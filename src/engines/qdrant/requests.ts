import type { Channel } from '../../model/channel.ts';
import type { HttpRequest, RequestTable } from '../../model/request.ts';

const get = {
  kind: 'http',
  method: 'GET',
  from: 'access',
  maxBytes: 256 * 1024,
} as const satisfies Partial<HttpRequest>;

export const qdrantRequests = {
  root: {
    ...get,
    safety: 'identify',
    from: 'identify',
    path: '/',
    why: 'which server, which version',
    maxBytes: 64 * 1024,
  },
  control: {
    ...get,
    safety: 'metadata',
    path: '/collections/{collection}',
    why: 'the control: a collection that cannot exist has to be missing, otherwise no success is believed',
    maxBytes: 64 * 1024,
  },
  collections: {
    ...get,
    safety: 'metadata',
    path: '/collections',
    why: 'names of collections',
    maxBytes: 2 * 1024 * 1024,
  },
  collection: {
    ...get,
    safety: 'count',
    path: '/collections/{collection}',
    why: 'how many points a collection has, and which fields of its payload have an index',
    maxBytes: 1024 * 1024,
  },
  aliases: {
    ...get,
    safety: 'metadata',
    from: 'inventory',
    path: '/aliases',
    why: 'names that lead to collections',
    maxBytes: 1024 * 1024,
  },
  cluster: {
    ...get,
    safety: 'metadata',
    from: 'inventory',
    path: '/cluster',
    why: 'which other peers hold parts of the collections',
  },
  points: {
    ...get,
    method: 'POST',
    safety: 'sample',
    from: 'inventory',
    path: '/collections/{collection}/points/scroll',
    body: { limit: '{limit}', with_payload: true, with_vector: false },
    why: 'payloads of a few points, without their vectors (only with --sample)',
    maxBytes: 2 * 1024 * 1024,
  },
} as const satisfies RequestTable;

export type QdrantTable = typeof qdrantRequests;
export type QdrantChannel = Channel<QdrantTable>;
