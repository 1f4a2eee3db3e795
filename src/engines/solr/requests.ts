import type { Channel } from '../../model/channel.ts';
import type { HttpRequest, RequestTable } from '../../model/request.ts';

const MIB = 1024 * 1024;

const get = {
  kind: 'http',
  method: 'GET',
  from: 'access',
  maxBytes: 256 * 1024,
} as const satisfies Partial<HttpRequest>;

export const solrRequests = {
  system: {
    ...get,
    safety: 'identify',
    from: 'identify',
    path: '/solr/admin/info/system',
    query: { wt: 'json' },
    why: 'which server, which version, whether it is one of a cluster',
  },
  control: {
    ...get,
    safety: 'metadata',
    path: '/solr/admin/cores',
    query: { action: 'STATUS', core: '{core}', indexInfo: 'false', wt: 'json' },
    why: 'the control: a core that cannot exist has no status, otherwise no success is believed',
  },
  cores: {
    ...get,
    safety: 'count',
    path: '/solr/admin/cores',
    query: { action: 'STATUS', indexInfo: 'true', wt: 'json' },
    why: 'names of cores, how many documents each has, and its bytes',
    maxBytes: 8 * MIB,
  },
  authentication: {
    ...get,
    safety: 'identify',
    path: '/solr/admin/authentication',
    query: { wt: 'json' },
    why: 'whether anybody is asked who they are, and whether unknown visitors pass',
  },
  authorization: {
    ...get,
    safety: 'identify',
    path: '/solr/admin/authorization',
    query: { wt: 'json' },
    why: 'whether rules say who may do what',
  },
  count: {
    ...get,
    safety: 'count',
    path: '/solr/{core}/select',
    query: { q: '*:*', rows: '0', wt: 'json' },
    why: 'whether documents can be searched: how many one core or collection has, one number',
  },
  fields: {
    ...get,
    safety: 'metadata',
    from: 'inventory',
    path: '/solr/{core}/admin/luke',
    query: { numTerms: '0', wt: 'json' },
    why: 'names and types of fields; no terms of them',
    maxBytes: 4 * MIB,
  },
  dispatcher: {
    ...get,
    safety: 'metadata',
    from: 'inventory',
    path: '/solr/{core}/config/requestDispatcher',
    query: { wt: 'json' },
    why: 'whether a request may make the server read files and addresses of the visitor’s choice',
  },
  cluster: {
    ...get,
    safety: 'metadata',
    from: 'inventory',
    path: '/solr/admin/collections',
    query: { action: 'CLUSTERSTATUS', wt: 'json' },
    why: 'of a cluster: its nodes, collections and aliases',
    maxBytes: 8 * MIB,
  },
  distinct: {
    ...get,
    safety: 'count',
    from: 'impact',
    path: '/solr/{core}/select',
    query: {
      q: '*:*',
      rows: '0',
      stats: 'true',
      'stats.field': '{statistic}',
      timeAllowed: '5000',
      wt: 'json',
    },
    why: 'about how many values one field has, by a sketch over its doc values; the server stops after five seconds',
  },
} as const satisfies RequestTable;

export type SolrTable = typeof solrRequests;
export type SolrChannel = Channel<SolrTable>;
