import type { Cluster, Index } from './cluster.ts';
import { type Answer, absent, badRequest, type Json, json, prettyJson, type Request, refused } from './message.ts';

type Route = (cluster: Cluster, request: Request, segments: readonly string[]) => Answer | null;

/**
 * What the cluster answers to one request. Shapes, statuses and headers follow the transcripts of a real server in
 * test/engines/elasticsearch; numbers come from the cluster. The same request always has the same answer.
 */
export function answer(cluster: Cluster, request: Request): Answer {
  if (cluster.secured) return refused(request);
  const segments = request.path.split('/').filter(Boolean);
  const [first] = segments;
  if (first === undefined)
    return request.method === 'GET' || request.method === 'HEAD' ? banner(cluster) : noHandler(request);
  const route = ROUTES[first];
  if (route !== undefined) return route(cluster, request, segments) ?? noHandler(request);
  if (first.startsWith('_') && first !== '_all') return noHandler(request);
  return ofIndices(cluster, request, segments) ?? noHandler(request);
}

function banner({ name, uuid, node, build }: Cluster): Answer {
  return prettyJson({
    name: node.name,
    cluster_name: name,
    cluster_uuid: uuid,
    version: {
      number: build.number,
      build_flavor: build.flavor,
      build_type: build.type,
      build_hash: build.hash,
      build_date: build.date,
      build_snapshot: false,
      lucene_version: build.lucene,
      minimum_wire_compatibility_version: build.wire,
      minimum_index_compatibility_version: build.indexCompatibility,
    },
    tagline: 'You Know, for Search',
  });
}

const ROUTES: Readonly<Record<string, Route>> = {
  _cat: (cluster, request, [, what]) => {
    if (what === 'indices') return json(cluster.indices.map((index) => columns(catIndex(index), request)));
    if (what === 'aliases') {
      return json(
        cluster.indices.flatMap((index) => index.aliases.map((alias) => columns(catAlias(index, alias), request))),
      );
    }
    return null;
  },
  _cluster: (cluster, _, [, what]) => {
    if (what === 'health') return json(health(cluster));
    if (what === 'settings') return json({ persistent: {}, transient: {} });
    return null;
  },
  _nodes: (cluster, _, segments) => json(nodes(cluster, segments)),
  _data_stream: () => json({ data_streams: [] }),
  _remote: (_, __, [, what]) => (what === 'info' ? json({}) : null),
  _snapshot: () => json({}),
  _ccr: () => json({ follower_indices: [] }),
  _xpack: (cluster) => json(xpack(cluster)),
  _license: () => json({ license: LICENSE }),
  _resolve: (cluster, _, [, what]) => {
    if (what !== 'index') return null;
    const indices = cluster.indices.map(({ name, aliases }) => ({
      name,
      ...(aliases.length > 0 && { aliases }),
      attributes: ['open'],
    }));
    const aliases = cluster.indices.flatMap(({ name, aliases }) =>
      aliases.map((alias) => ({ name: alias, indices: [name] })),
    );
    return json({ indices, aliases, data_streams: [] });
  },
  _mapping: (cluster) => json(mappings(cluster.indices)),
  _settings: (cluster) => json(settings(cluster.indices)),
  _alias: (cluster) => json(aliases(cluster.indices)),
  _aliases: (cluster) => json(aliases(cluster.indices)),
  _count: (cluster) => json(counted(cluster.indices)),
  _search: (cluster, request) => search(cluster.indices, request),
};

function ofIndices(cluster: Cluster, request: Request, [names, action]: readonly string[]): Answer | null {
  const chosen: Index[] = [];
  for (const name of (names ?? '').split(',')) {
    const found = cluster.indices.filter((index) => name === '_all' || matches(name, index));
    if (found.length === 0 && !name.includes('*') && request.query['ignore_unavailable'] !== 'true')
      return absent(name);
    chosen.push(...found);
  }
  if (action === undefined) return json(whole(chosen));
  if (action === '_mapping' || action === '_mappings') return json(mappings(chosen));
  if (action === '_settings') return json(settings(chosen));
  if (action === '_alias') return json(aliases(chosen));
  if (action === '_count') return json(counted(chosen));
  if (action === '_search') return search(chosen, request);
  return null;
}

function matches(pattern: string, index: Index): boolean {
  const [head = '', ...rest] = pattern.split('*');
  const fits = (name: string) =>
    rest.length === 0 ? name === pattern : name.startsWith(head) && name.endsWith(rest.at(-1) ?? '');
  return fits(index.name) || index.aliases.some(fits);
}

const SHARDS = { total: 1, successful: 1, skipped: 0, failed: 0 };

function counted(indices: readonly Index[]): Json {
  return { count: sum(indices), _shards: { ...SHARDS, total: indices.length, successful: indices.length } };
}

function search(indices: readonly Index[], request: Request): Answer {
  const body = (request.body ?? {}) as Asked;
  const size = body.size ?? Number(request.query['size'] ?? 10);
  if (size !== 0) return badRequest('the stand-in holds no records: only size=0 is answered');
  const total = sum(indices);
  const everything = body.track_total_hits === true || request.query['track_total_hits'] === 'true';
  const hits = everything || total <= 10_000 ? { value: total, relation: 'eq' } : { value: 10_000, relation: 'gte' };
  const asked = Object.entries(body.aggs ?? body.aggregations ?? {});
  const aggregations = Object.fromEntries(
    asked.map(([name, of]) => [name, { value: distinct(indices, of.cardinality?.field) }]),
  );
  return json({
    took: 3,
    timed_out: false,
    _shards: { ...SHARDS, total: indices.length, successful: indices.length },
    hits: { total: request.query['rest_total_hits_as_int'] === 'true' ? total : hits, max_score: null, hits: [] },
    ...(asked.length > 0 && { aggregations }),
  });
}

type Aggregations = Readonly<Record<string, { readonly cardinality?: { readonly field: string } }>>;
interface Asked {
  readonly size?: number;
  readonly track_total_hits?: boolean;
  readonly aggs?: Aggregations;
  readonly aggregations?: Aggregations;
}

function distinct(indices: readonly Index[], field: string | undefined): number {
  if (field === undefined) return 0;
  return indices.reduce((most, index) => Math.max(most, index.distinct[field] ?? index.documents), 0);
}

function sum(indices: readonly Index[]): number {
  return indices.reduce((total, index) => total + index.documents, 0);
}

function catIndex(index: Index): Record<string, string> {
  return {
    health: 'green',
    status: 'open',
    index: index.name,
    uuid: index.uuid,
    pri: '1',
    rep: '0',
    'docs.count': String(index.documents),
    'docs.deleted': '0',
    'store.size': String(index.bytes),
    'pri.store.size': String(index.bytes),
    'creation.date': String(index.created),
    'creation.date.string': new Date(index.created).toISOString(),
  };
}

function catAlias(index: Index, alias: string): Record<string, string> {
  return { alias, index: index.name, filter: '-', 'routing.index': '-', 'routing.search': '-', is_write_index: '-' };
}

const SHOWN_UNASKED = new Set(['creation.date', 'creation.date.string']);

/** `h` picks columns and their order; without it those of the default list are shown. */
function columns(row: Record<string, string>, request: Request): Record<string, string> {
  const wanted = request.query['h']?.split(',') ?? Object.keys(row).filter((name) => !SHOWN_UNASKED.has(name));
  return Object.fromEntries(wanted.flatMap((name) => (row[name] === undefined ? [] : [[name, row[name]]])));
}

function mappings(indices: readonly Index[]): Json {
  return Object.fromEntries(
    indices.map(({ name, properties }) => [name, { mappings: { properties: properties as Json } }]),
  );
}

function aliases(indices: readonly Index[]): Json {
  return Object.fromEntries(
    indices.map(({ name, aliases }) => [name, { aliases: Object.fromEntries(aliases.map((alias) => [alias, {}])) }]),
  );
}

function settings(indices: readonly Index[]): Json {
  return Object.fromEntries(
    indices.map((index) => [
      index.name,
      {
        settings: {
          index: {
            routing: { allocation: { include: { _tier_preference: 'data_content' } } },
            number_of_shards: '1',
            provided_name: index.name,
            creation_date: String(index.created),
            number_of_replicas: '0',
            uuid: index.uuid,
            version: { created: '7172899' },
          },
        },
      },
    ]),
  );
}

function whole(indices: readonly Index[]): Json {
  const parts = [aliases(indices), mappings(indices), settings(indices)] as Record<string, Record<string, Json>>[];
  return Object.fromEntries(indices.map(({ name }) => [name, Object.assign({}, ...parts.map((part) => part[name]))]));
}

function health({ name, indices }: Cluster): Json {
  return {
    cluster_name: name,
    status: 'green',
    timed_out: false,
    number_of_nodes: 1,
    number_of_data_nodes: 1,
    active_primary_shards: indices.length,
    active_shards: indices.length,
    relocating_shards: 0,
    initializing_shards: 0,
    unassigned_shards: 0,
    delayed_unassigned_shards: 0,
    number_of_pending_tasks: 0,
    number_of_in_flight_fetch: 0,
    task_max_waiting_in_queue_millis: 0,
    active_shards_percent_as_number: 100,
  };
}

function nodes({ name, node, build }: Cluster, segments: readonly string[]): Json {
  const at = `${node.address}:${node.port}`;
  const stats = segments.includes('stats');
  const common = { name: node.name, transport_address: `${node.address}:9300`, host: node.address, ip: node.address };
  const http = stats
    ? { current_open: 1, total_opened: 9, clients: [] }
    : { bound_address: [at], publish_address: at, max_content_length_in_bytes: 104_857_600 };
  return {
    _nodes: { total: 1, successful: 1, failed: 0 },
    cluster_name: name,
    nodes: {
      [node.id]: {
        ...common,
        ...(!stats && {
          version: build.number,
          build_flavor: build.flavor,
          build_type: build.type,
          build_hash: build.hash,
        }),
        roles: ['data', 'data_content', 'data_hot', 'ingest', 'master'],
        http,
      },
    },
  };
}

const LICENSE = {
  status: 'active',
  uid: '00000000-0000-0000-0000-000000000000',
  type: 'basic',
  issue_date: '2019-07-01T00:00:00.000Z',
  issue_date_in_millis: 1_561_939_200_000,
  max_nodes: 1000,
  issued_to: 'stand-in',
  issuer: 'elasticsearch',
  start_date_in_millis: -1,
};

function xpack({ build }: Cluster): Json {
  return {
    build: { hash: build.hash, date: build.date },
    license: { uid: LICENSE.uid, type: 'basic', mode: 'basic', status: 'active' },
    features: { security: { available: true, enabled: false } },
    tagline: 'You know, for X',
  };
}

function noHandler(request: Request): Answer {
  return badRequest(`no handler found for uri [${request.target}] and method [${request.method}]`);
}
