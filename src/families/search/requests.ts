import type { Failure, HttpReply } from '../../model/channel.ts';
import type { Params, RequestTable } from '../../model/request.ts';
import { contentRequests } from './content-requests.ts';

const MIB = 1024 * 1024;

/**
 * The questions that Elasticsearch and OpenSearch answer alike. All read: GET and HEAD, and POST to `_search` and `_count`
 * alone, which the REST reference lists as searches. None names an index that the server did not name, but for the control.
 * Wire format: https://www.elastic.co/docs/api/doc/elasticsearch and https://docs.opensearch.org/latest/api-reference/
 */
export const searchRequests = {
  root: {
    kind: 'http',
    safety: 'identify',
    from: 'identify',
    method: 'GET',
    path: '/',
    why: 'which server, which version, which cluster',
    maxBytes: 64 * 1024,
  },
  control: {
    kind: 'http',
    safety: 'identify',
    from: 'identify',
    method: 'GET',
    path: '/{control}/_count',
    why: 'the control: an index that cannot exist has to be refused or missing, otherwise no success is believed',
    maxBytes: 64 * 1024,
  },
  'hidden-version': {
    kind: 'http',
    safety: 'identify',
    from: 'identify',
    method: 'GET',
    path: '/_nodes/_local/plugins',
    query: { filter_path: 'nodes.*.version,nodes.*.build_flavor,nodes.*.build_type' },
    why: 'which server and version, where / is hidden or refused',
    maxBytes: 256 * 1024,
  },
  list: {
    kind: 'http',
    safety: 'metadata',
    from: 'access',
    method: 'GET',
    path: '/_cat/indices',
    query: {
      format: 'json',
      bytes: 'b',
      h: 'index,status,health,docs.count,pri.store.size,creation.date',
    },
    why: 'names, documents and bytes of the indices',
    maxBytes: 16 * MIB,
  },
  'list-all': {
    kind: 'http',
    safety: 'metadata',
    from: 'access',
    method: 'GET',
    path: '/_cat/indices',
    query: {
      format: 'json',
      bytes: 'b',
      h: 'index,status,health,docs.count,pri.store.size,creation.date',
      expand_wildcards: 'all',
    },
    why: 'names, documents and bytes of the indices, hidden ones too (7.7 and later)',
    maxBytes: 16 * MIB,
  },
  names: {
    kind: 'http',
    safety: 'metadata',
    from: 'access',
    method: 'GET',
    path: '/_resolve/index/*',
    query: { expand_wildcards: 'all' },
    why: 'aliases, data streams and which indices are hidden (7.9 and later)',
    maxBytes: 8 * MIB,
  },
  aliases: {
    kind: 'http',
    safety: 'metadata',
    from: 'access',
    method: 'GET',
    path: '/_aliases',
    why: 'names of indices and aliases (before 7.9)',
    maxBytes: 8 * MIB,
  },
  statistics: {
    kind: 'http',
    safety: 'count',
    from: 'access',
    method: 'GET',
    path: '/_stats',
    query: { clear: 'true', docs: 'true', store: 'true' },
    why: 'documents and bytes of the indices (0.90, which has no _cat)',
    maxBytes: 8 * MIB,
  },
  totals: {
    kind: 'http',
    safety: 'count',
    from: 'access',
    method: 'GET',
    path: '/_cluster/stats',
    query: { filter_path: 'indices.count,indices.docs.count,indices.store.size_in_bytes' },
    why: 'how many indices and documents there are, where the list is too long to be read',
    maxBytes: 256 * 1024,
  },
  count: {
    kind: 'http',
    safety: 'count',
    from: 'access',
    method: 'GET',
    path: '/{index}/_count',
    why: 'the proof: documents of one named index can be searched; no document is read',
    maxBytes: 64 * 1024,
  },
  wildcard: {
    kind: 'http',
    safety: 'count',
    from: 'access',
    method: 'POST',
    path: '/_search',
    body: { size: 0, aggs: { indices: { terms: { field: '_index', size: 1000 } } } },
    why: 'which indices an anonymous visitor may search, where none could be listed (guards answer it with the permitted ones); no document is read',
    maxBytes: 1 * MIB,
  },
  nodes: {
    kind: 'http',
    safety: 'metadata',
    from: 'access',
    method: 'GET',
    path: '/_nodes/settings,plugins,http',
    query: {
      filter_path: [
        'nodes.*.name',
        'nodes.*.version',
        'nodes.*.transport_address',
        'nodes.*.http.publish_address',
        'nodes.*.http.bound_address',
        'nodes.*.plugins.name',
        'nodes.*.settings.script',
        'nodes.*.settings.xpack.security.enabled',
        'nodes.*.settings.plugins.security.disabled',
        'nodes.*.settings.shield.enabled',
      ].join(','),
    },
    why: 'security plugins and settings, scripting, where the nodes listen',
    maxBytes: 2 * MIB,
  },
  'nodes-narrow': {
    kind: 'http',
    safety: 'metadata',
    from: 'access',
    method: 'GET',
    path: '/_nodes/plugins,http',
    why: 'the same before 1.6, which cannot narrow its answer: settings are left out, they may hold secrets',
    maxBytes: 2 * MIB,
  },
  'nodes-oldest': {
    kind: 'http',
    safety: 'metadata',
    from: 'access',
    method: 'GET',
    path: '/_nodes',
    query: { plugin: 'true', http: 'true' },
    why: 'the same before 1.0, which takes the words behind _nodes for names of nodes',
    maxBytes: 2 * MIB,
  },
  ...contentRequests,
} as const satisfies RequestTable;

export type SearchRequest = keyof typeof searchRequests;

/** The part of an engine's channel that the family asks through. */
export interface SearchChannel {
  ask(name: SearchRequest, params?: Params): Promise<HttpReply | Failure>;
}

/**
 * Whether a name may stand in a path: no server allows the others, so one that tells them lies, and they could turn one
 * question into another.
 */
export function isAskable(name: string): boolean {
  return (
    name.length > 0 && name.length <= 255 && !/^[_\-+<.]{1,2}$|^[_\-+<]|[*,/\\?#%"<>|\s\u0000-\u001f\u007f]/.test(name)
  );
}
