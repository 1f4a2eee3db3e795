import type { Channel } from '../../model/channel.ts';
import type { HttpRequest, RequestTable } from '../../model/request.ts';

const get = {
  kind: 'http',
  method: 'GET',
  from: 'access',
  maxBytes: 256 * 1024,
} as const satisfies Partial<HttpRequest>;

export const meilisearchRequests = {
  version: {
    ...get,
    safety: 'identify',
    from: 'identify',
    path: '/version',
    why: 'which server, which version; or that a key is asked for, in its own words',
    maxBytes: 64 * 1024,
  },
  control: {
    ...get,
    safety: 'metadata',
    path: '/indexes/{index}',
    why: 'the control: an index that cannot exist has to be missing, otherwise no success is believed',
    maxBytes: 64 * 1024,
  },
  statistics: {
    ...get,
    safety: 'count',
    path: '/stats',
    why: 'names of indexes, how many documents each has and how many have each field, by the statistics that the server keeps',
    maxBytes: 8 * 1024 * 1024,
  },
  keys: {
    ...get,
    safety: 'identify',
    path: '/keys',
    query: { limit: '0' },
    why: 'whether there is a master key: without one no keys can be had, and the server says so',
  },
  count: {
    ...get,
    safety: 'count',
    path: '/indexes/{index}/documents',
    query: { limit: '0' },
    why: 'whether documents can be read: how many there are, and none of them',
  },
  indexes: {
    ...get,
    safety: 'metadata',
    from: 'inventory',
    path: '/indexes',
    query: { limit: '1000' },
    why: 'when indexes were made, and which field tells their documents apart',
    maxBytes: 1024 * 1024,
  },
  network: {
    ...get,
    safety: 'metadata',
    from: 'inventory',
    path: '/network',
    why: 'other servers that searches are sent to, where that is turned on; their keys are not kept',
  },
  documents: {
    ...get,
    safety: 'sample',
    from: 'inventory',
    path: '/indexes/{index}/documents',
    query: { limit: '{limit}' },
    why: 'a few documents (only with --sample)',
    maxBytes: 2 * 1024 * 1024,
  },
} as const satisfies RequestTable;

export type MeilisearchTable = typeof meilisearchRequests;
export type MeilisearchChannel = Channel<MeilisearchTable>;
