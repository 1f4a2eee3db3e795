import type { Channel } from '../../model/channel.ts';
import type { HttpRequest, RequestTable } from '../../model/request.ts';

const get = {
  kind: 'http',
  method: 'GET',
  safety: 'metadata',
  from: 'access',
  maxBytes: 64 * 1024,
} as const satisfies Partial<HttpRequest>;

/** Collections of a page. */
export const PAGE = 200;
const LISTED = { limit: String(PAGE), offset: '{offset}' } as const;

export const requests = {
  heartbeat: {
    ...get,
    safety: 'identify',
    from: 'identify',
    path: '/api/v2/heartbeat',
    why: 'which server: the name of its heartbeat is its own',
  },
  'heartbeat-v1': {
    ...get,
    safety: 'identify',
    from: 'identify',
    path: '/api/v1/heartbeat',
    why: 'the same before 0.6',
  },
  version: { ...get, safety: 'identify', path: '/api/{api}/version', why: 'which version; it is told without a login' },
  whoami: {
    ...get,
    safety: 'identify',
    path: '/api/v2/auth/identity',
    why: 'who the server says that we are, and of which tenant and databases',
  },
  control: {
    ...get,
    path: '/api/v2/tenants/{control}',
    why: 'the control: a tenant that cannot exist has to be missing or refused, otherwise no success is believed',
  },
  databases: {
    ...get,
    path: '/api/v2/tenants/{tenant}/databases',
    why: 'names of the databases of one tenant',
    maxBytes: 1024 * 1024,
  },
  collections: {
    ...get,
    path: '/api/v2/tenants/{tenant}/databases/{database}/collections',
    query: LISTED,
    why: 'names of the collections, a page at a time, and from 1.1 on names and types of their metadata',
    maxBytes: 4 * 1024 * 1024,
  },
  count: {
    ...get,
    safety: 'count',
    path: '/api/v2/tenants/{tenant}/databases/{database}/collections/{id}/count',
    why: 'how many records one collection has, one number',
  },
  sample: {
    ...get,
    method: 'POST',
    safety: 'sample',
    from: 'inventory',
    path: '/api/v2/tenants/{tenant}/databases/{database}/collections/{id}/get',
    body: { limit: '{size}', include: ['metadatas', 'documents'] },
    why: 'records whose values are classified in memory and kept nowhere; only with --sample',
    maxBytes: 4 * 1024 * 1024,
  },
  'control-v1': {
    ...get,
    path: '/api/v1/collections/{control}',
    why: 'the control before 0.6: a collection that cannot exist',
  },
  'collections-v1': {
    ...get,
    path: '/api/v1/collections',
    query: LISTED,
    why: 'names of the collections of the default tenant and database, before 0.6',
    maxBytes: 4 * 1024 * 1024,
  },
  'count-v1': {
    ...get,
    safety: 'count',
    path: '/api/v1/collections/{id}/count',
    why: 'how many records one collection has, before 0.6',
  },
} as const satisfies RequestTable;

export type Table = typeof requests;
export type ChromaChannel = Channel<Table>;
