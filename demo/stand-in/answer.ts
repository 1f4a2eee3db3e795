import { banner, clusterStats, documentsOf, health, LICENSE, nodes, xpack } from './about.ts';
import type { Cluster, Index } from './cluster.ts';
import { filterPath } from './filter.ts';
import { type Answer, absent, badRequest, type Json, json, type Request, refused } from './message.ts';

type Route = (cluster: Cluster, request: Request, segments: readonly string[]) => Answer | null;

/**
 * What the cluster answers to one request. Shapes, statuses and headers follow the transcripts of a real server in
 * test/engines/elasticsearch; numbers come from the cluster. The same request always has the same answer.
 */
export function answer(cluster: Cluster, request: Request): Answer {
  if (cluster.secured) return refused(request);
  const whole = routed(cluster, request);
  const filter = request.query['filter_path'];
  if (filter === undefined || whole.status >= 400) return whole;
  return { ...whole, body: JSON.stringify(filterPath(JSON.parse(whole.body) as Json, filter)) };
}

function routed(cluster: Cluster, request: Request): Answer {
  const segments = request.path.split('/').filter(Boolean);
  const [first] = segments;
  if (first === undefined)
    return request.method === 'GET' || request.method === 'HEAD' ? banner(cluster) : noHandler(request);
  const route = ROUTES[first];
  if (route !== undefined) return route(cluster, request, segments) ?? noHandler(request);
  if (first.startsWith('_') && first !== '_all') return noHandler(request);
  return ofIndices(cluster, request, segments) ?? noHandler(request);
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
    if (what === 'stats') return json(clusterStats(cluster));
    return null;
  },
  _nodes: (cluster, _, [, ...what]) => json(nodes(cluster, what)),
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
  return { count: documentsOf(indices), _shards: { ...SHARDS, total: indices.length, successful: indices.length } };
}

function search(indices: readonly Index[], request: Request): Answer {
  const body = (request.body ?? {}) as Asked;
  const size = body.size ?? Number(request.query['size'] ?? 10);
  const total = documentsOf(indices);
  const counts = body.track_total_hits;
  const hits =
    counts === true || total <= 10_000 ? { value: total, relation: 'eq' } : { value: 10_000, relation: 'gte' };
  const found = records(indices).slice(0, size);
  const asked = Object.entries(body.aggs ?? {});
  const aggregations = Object.fromEntries(
    asked.map(([name, of]) => [name, { value: distinct(indices, of.cardinality?.field) }]),
  );
  return json({
    took: 3,
    timed_out: false,
    _shards: { ...SHARDS, total: indices.length, successful: indices.length },
    hits: { ...(counts !== false && { total: hits }), max_score: found.length === 0 ? null : 1, hits: found },
    ...(asked.length > 0 && { aggregations }),
  });
}

function records(indices: readonly Index[]): Json[] {
  return indices.flatMap(({ name, records }) =>
    records.map((record, place) => ({
      _index: name,
      _type: '_doc',
      _id: String(place + 1),
      _score: 1,
      _source: record as Json,
    })),
  );
}

type Aggregations = Readonly<Record<string, { readonly cardinality?: { readonly field: string } }>>;
interface Asked {
  readonly size?: number;
  readonly track_total_hits?: boolean;
  readonly aggs?: Aggregations;
}

function distinct(indices: readonly Index[], field: string | undefined): number {
  if (field === undefined) return 0;
  return indices.reduce((most, index) => Math.max(most, index.distinct[field] ?? index.documents), 0);
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

function noHandler(request: Request): Answer {
  return badRequest(`no handler found for uri [${request.target}] and method [${request.method}]`);
}
