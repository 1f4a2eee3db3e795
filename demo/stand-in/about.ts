import type { Cluster } from './cluster.ts';
import { type Answer, type Json, prettyJson } from './message.ts';

export function banner({ name, uuid, node, build }: Cluster): Answer {
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

export function health({ name, indices }: Cluster): Json {
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

/** A real server lists who asks among its clients. */
const ASKER = { agent: 'unlatched/0.0.0', remote_address: '127.0.0.1:40000' };

/** `what`: the steps behind `_nodes`: `_local`, `stats`, a comma-separated list of sections. */
export function nodes({ name, node, build, indices }: Cluster, what: readonly string[]): Json {
  const at = `${node.address}:${node.port}`;
  const stats = what.includes('stats');
  const sections = new Set(what.flatMap((step) => step.split(',')));
  const said: Record<string, Json> = stats
    ? {
        http: { current_open: 1, total_opened: 9, clients: [ASKER] },
        indices: { docs: { count: documentsOf(indices), deleted: 0 } },
      }
    : {
        settings: { cluster: { name }, node: { name: node.name }, xpack: { security: { enabled: 'false' } } },
        plugins: [],
        http: { bound_address: [at], publish_address: at, max_content_length_in_bytes: 104_857_600 },
      };
  const chosen = Object.entries(said).filter(([section]) => sections.has(section));
  return {
    _nodes: { total: 1, successful: 1, failed: 0 },
    cluster_name: name,
    nodes: {
      [node.id]: {
        name: node.name,
        transport_address: `${node.address}:9300`,
        host: node.address,
        ip: node.address,
        ...(!stats && {
          version: build.number,
          build_flavor: build.flavor,
          build_type: build.type,
          build_hash: build.hash,
        }),
        roles: ['data', 'data_content', 'data_hot', 'ingest', 'master'],
        ...Object.fromEntries(chosen.length === 0 ? Object.entries(said) : chosen),
      },
    },
  };
}

export function clusterStats({ indices }: Cluster): Json {
  const bytes = indices.reduce((total, index) => total + index.bytes, 0);
  const docs = { count: documentsOf(indices), deleted: 0 };
  return { status: 'green', indices: { count: indices.length, docs, store: { size_in_bytes: bytes } } };
}

export const LICENSE = {
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

export function xpack({ build }: Cluster): Json {
  return {
    build: { hash: build.hash, date: build.date },
    license: { uid: LICENSE.uid, type: 'basic', mode: 'basic', status: 'active' },
    features: { security: { available: true, enabled: false } },
    tagline: 'You know, for X',
  };
}

/** Documents of some indices together. */
export function documentsOf(indices: Cluster['indices']): number {
  return indices.reduce((total, index) => total + index.documents, 0);
}
