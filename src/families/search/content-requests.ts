import type { RequestTable } from '../../model/request.ts';

const MIB = 1024 * 1024;

/** The questions of the depths `inventory` and `impact`: fields, what is around the data, one distinct count. All read. */
export const contentRequests = {
  health: {
    kind: 'http',
    safety: 'metadata',
    from: 'impact',
    method: 'GET',
    path: '/_cluster/health',
    query: { filter_path: 'status,relocating_shards,initializing_shards,unassigned_shards' },
    why: 'a store in trouble is asked nothing dear',
    maxBytes: 64 * 1024,
  },
  mappings: {
    kind: 'http',
    safety: 'metadata',
    from: 'inventory',
    method: 'GET',
    path: '/{indices}/_mapping',
    why: 'names and types of the fields, a batch of named indices at a time',
    maxBytes: 4 * MIB,
  },
  'field-names': {
    kind: 'http',
    safety: 'metadata',
    from: 'inventory',
    method: 'GET',
    path: '/{index}/_field_caps',
    query: { fields: '*' },
    why: 'names and types of the fields that may be searched, where mappings are refused',
    maxBytes: 4 * MIB,
  },
  'foreign-origin': {
    kind: 'http',
    safety: 'metadata',
    from: 'inventory',
    method: 'HEAD',
    path: '/',
    headers: { origin: 'https://unlatched.invalid' },
    why: 'whether any web page may read the answers (CORS)',
    maxBytes: 64 * 1024,
  },
  'http-clients': {
    kind: 'http',
    safety: 'metadata',
    from: 'inventory',
    method: 'GET',
    path: '/_nodes/stats/http',
    query: { filter_path: 'nodes.*.http.clients.remote_address,nodes.*.http.clients.agent' },
    why: 'which networks the HTTP clients of the nodes come from',
    maxBytes: 2 * MIB,
  },
  repositories: {
    kind: 'http',
    safety: 'metadata',
    from: 'inventory',
    method: 'GET',
    path: '/_snapshot',
    query: {
      filter_path: ['type', ...['url', 'bucket', 'container', 'location', 'path', 'uri', 'endpoint'].map(ofSettings)]
        .map((key) => `*.${key}`)
        .join(','),
    },
    why: 'where snapshots of the data are written to; credentials are left out of the answer',
    maxBytes: 512 * 1024,
  },
  remotes: {
    kind: 'http',
    safety: 'metadata',
    from: 'inventory',
    method: 'GET',
    path: '/_remote/info',
    why: 'which other clusters it is joined to (5.4 and later)',
    maxBytes: 512 * 1024,
  },
  followers: {
    kind: 'http',
    safety: 'metadata',
    from: 'inventory',
    method: 'GET',
    path: '/_all/_ccr/info',
    query: {
      filter_path: 'follower_indices.follower_index,follower_indices.remote_cluster,follower_indices.leader_index',
    },
    why: 'which indices follow a leader in another cluster (6.7 and later, asked where there are remote clusters)',
    maxBytes: 1 * MIB,
  },
  'note-payment': noteSign(
    'bitcoin OR btc OR monero OR xmr OR /[13][a-km-zA-HJ-NP-Z1-9]{25,34}/ OR /bc1[a-z0-9]{25,59}/',
    'a payment address',
  ),
  'note-onion': noteSign('onion OR /[a-z2-7.]+\\.onion/', 'an .onion address'),
  'note-recover': noteSign(
    '(recover OR restore OR decrypt OR return) AND (data OR database OR databases OR backup)',
    'a recovery offer',
  ),
  'index-state': {
    kind: 'http',
    safety: 'metadata',
    from: 'impact',
    method: 'GET',
    path: '/{index}/_settings',
    query: { filter_path: '*.settings.index.store.type,*.settings.index.frozen,*.settings.index.search.throttled' },
    why: 'whether the index is frozen or a searchable snapshot, which a count would load',
    maxBytes: 256 * 1024,
  },
  distinct: {
    kind: 'http',
    safety: 'count',
    from: 'impact',
    method: 'POST',
    path: '/{index}/_search',
    body: {
      size: 0,
      track_total_hits: false,
      timeout: '20s',
      aggs: { distinct: { cardinality: { field: '{field}', precision_threshold: 40_000 } } },
    },
    why: 'how many people: distinct values of one field, counted by the server within its own time limit',
    maxBytes: 64 * 1024,
  },
  'distinct-old': {
    kind: 'http',
    safety: 'count',
    from: 'impact',
    method: 'POST',
    path: '/{index}/_search',
    body: {
      size: 0,
      timeout: '20s',
      aggs: { distinct: { cardinality: { field: '{field}', precision_threshold: 40_000 } } },
    },
    why: 'the same before 6.0, which does not know track_total_hits',
    maxBytes: 64 * 1024,
  },
  sample: {
    kind: 'http',
    safety: 'sample',
    from: 'inventory',
    method: 'GET',
    path: '/{index}/_search',
    query: { size: '{size}' },
    why: 'records whose values are classified in memory and kept nowhere; only with --sample',
    maxBytes: 4 * MIB,
  },
} as const satisfies RequestTable;

/** Counts, within one small index that is named like a ransom note, the documents that read like one. */
function noteSign(query: string, what: string) {
  return {
    kind: 'http',
    safety: 'count',
    from: 'inventory',
    method: 'GET',
    path: '/{index}/_count',
    query: { q: query, lenient: 'true' },
    why: `whether an index that is named like a ransom note holds ${what}; no document is read`,
    maxBytes: 64 * 1024,
  } as const;
}

function ofSettings(key: string): string {
  return `settings.${key}`;
}
