import type { Channel } from '../../model/channel.ts';
import type { HttpRequest, RequestTable } from '../../model/request.ts';

const get = {
  kind: 'http',
  method: 'GET',
  safety: 'metadata',
  from: 'access',
  maxBytes: 64 * 1024,
} as const satisfies Partial<HttpRequest>;
const post = { ...get, method: 'POST' } as const;

/** Counts alone; the filter of v1 names the primary key, because v1 takes none without. */
const COUNT = 'count(*)';

/** One question three times: v1 (2.2.9 to 2.3), v2 (2.4 and later), and what the port for management answers. */
export const requests = {
  'v1-control': {
    ...get,
    safety: 'identify',
    from: 'identify',
    path: '/v1/vector/collections/describe',
    query: { collectionName: '{name}' },
    why: 'which server, and the control: a collection that cannot exist has to be missing or refused',
  },
  'api-banner': {
    ...get,
    safety: 'identify',
    from: 'identify',
    path: '/api/v1/collection',
    why: 'whether the port for management answers here: it asks for the name of a collection, in words of its own',
  },
  'v1-list': {
    ...get,
    path: '/v1/vector/collections',
    why: 'names of the collections, before 2.4',
    maxBytes: 4 * 1024 * 1024,
  },
  'v1-describe': {
    ...get,
    path: '/v1/vector/collections/describe',
    query: { collectionName: '{name}' },
    why: 'names and types of the fields of one collection, before 2.4',
  },
  'v1-count': {
    ...post,
    safety: 'count',
    path: '/v1/vector/query',
    body: { collectionName: '{name}', filter: '{filter}', outputFields: [COUNT], limit: 0 },
    why: 'how many records one loaded collection has, one number; before 2.4 no statistics tell it at this port',
  },
  'v2-databases': {
    ...post,
    path: '/v2/vectordb/databases/list',
    body: {},
    why: 'names of the databases (2.4 and later)',
  },
  'v2-list': {
    ...post,
    path: '/v2/vectordb/collections/list',
    body: { dbName: '{database}' },
    why: 'names of the collections of one database (2.4 and later)',
    maxBytes: 4 * 1024 * 1024,
  },
  'v2-describe': {
    ...post,
    path: '/v2/vectordb/collections/describe',
    body: { dbName: '{database}', collectionName: '{name}' },
    why: 'names and types of the fields of one collection (2.4 and later)',
  },
  'v2-statistics': {
    ...post,
    safety: 'count',
    from: 'inventory',
    path: '/v2/vectordb/collections/get_stats',
    body: { dbName: '{database}', collectionName: '{name}' },
    why: 'how many records one collection has, by the statistics that the server keeps (2.4 and later)',
  },
  'v2-count': {
    ...post,
    safety: 'count',
    path: '/v2/vectordb/entities/query',
    body: { dbName: '{database}', collectionName: '{name}', filter: '', outputFields: [COUNT] },
    why: 'the proof: records of one named collection can be queried; they are counted, none is sent (2.4 and later)',
  },
  'v1-sample': {
    ...post,
    safety: 'sample',
    from: 'inventory',
    path: '/v1/vector/query',
    body: { collectionName: '{name}', filter: '{filter}', outputFields: '{fields}', limit: '{size}' },
    why: 'records whose values are classified in memory and kept nowhere; only with --sample (before 2.4)',
    maxBytes: 4 * 1024 * 1024,
  },
  'v2-sample': {
    ...post,
    safety: 'sample',
    from: 'inventory',
    path: '/v2/vectordb/entities/query',
    body: { dbName: '{database}', collectionName: '{name}', filter: '', outputFields: '{fields}', limit: '{size}' },
    why: 'the same from 2.4 on',
    maxBytes: 4 * 1024 * 1024,
  },
  'api-control': {
    ...get,
    path: '/api/v1/collection',
    body: { collection_name: '{name}' },
    why: 'the control at the port for management',
  },
  'api-list': {
    ...get,
    path: '/api/v1/collections',
    why: 'names of the collections, at the port for management',
    maxBytes: 4 * 1024 * 1024,
  },
  'api-describe': {
    ...get,
    path: '/api/v1/collection',
    body: { collection_name: '{name}' },
    why: 'names and types of the fields of one collection, at the port for management',
  },
  'api-statistics': {
    ...get,
    safety: 'count',
    from: 'inventory',
    path: '/api/v1/collection/statistics',
    body: { collection_name: '{name}' },
    why: 'how many records one collection has, by the statistics that the server keeps',
  },
  'api-count': {
    ...post,
    safety: 'count',
    path: '/api/v1/query',
    body: { collection_name: '{name}', expr: '', output_fields: [COUNT] },
    why: 'the proof: records of one named, loaded collection can be queried; they are counted, none is sent',
  },
  'api-users': {
    ...get,
    safety: 'identify',
    path: '/api/v1/credential/users',
    why: 'whether this port takes us for an administrator: it lists users to nobody else; they are counted, not kept',
  },
} as const satisfies RequestTable;

export type Table = typeof requests;
export type MilvusChannel = Channel<Table>;
