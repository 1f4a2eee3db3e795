import { customer } from '../cast.ts';
import type { CollectionPlan, Truth } from './collection.ts';
import { fill, fillAll, generationOf } from './collection.ts';
import { archive, hidden, numbered, visible } from './plans.ts';
import type { Store } from './store.ts';

/** A hidden index counts as data; of a closed one the server tells no number. */
export async function hiddenAndClosed(store: Store): Promise<Truth> {
  const seen = await fillAll(store, [visible(), hidden()]);
  const closed = archive();
  await fill(store, closed);
  await store.ask('POST', `/${closed.name}/_close`);
  return { ...seen, collections: seen.collections + 1 };
}

const PATTERN = 100;

/**
 * Very many indices, one in ten with a document. Made one by one they would take a quarter of an hour, each being a change
 * of the whole cluster's state: a hundred are made, and restored from a snapshot under ever new names.
 */
export async function many(store: Store, count: number): Promise<Truth> {
  await store.ask('PUT', '/_cluster/settings', {
    persistent: {
      'cluster.max_shards_per_node': count * 2,
      'cluster.routing.allocation.node_concurrent_recoveries': PATTERN,
      'cluster.routing.allocation.node_initial_primaries_recoveries': PATTERN,
    },
  });
  const plans = Array.from({ length: PATTERN }, (_, index) => ({
    name: `day-00-${String(index).padStart(2, '0')}`,
    fields: { owner_email: { type: 'keyword' }, visits: { type: 'long' } },
    identifying: ['owner_email'],
    documents: index % 10 === 0 ? [{ owner_email: customer(index).owner_email, visits: index }] : [],
  })) satisfies CollectionPlan[];
  const made = await fillAll(store, plans);
  await store.ask('PUT', '/_snapshot/lab', { type: 'fs', settings: { location: 'lab' } });
  await store.ask('PUT', '/_snapshot/lab/days?wait_for_completion=true', {
    indices: 'day-*',
    include_global_state: false,
  });
  for (let copy = 1; copy < count / PATTERN; copy += 1) {
    await store.ask('POST', '/_snapshot/lab/days/_restore?wait_for_completion=true', {
      indices: 'day-00-*',
      rename_pattern: 'day-00-(.+)',
      rename_replacement: `day-${String(copy).padStart(2, '0')}-$1`,
      include_global_state: false,
    });
  }
  await store.ask('DELETE', '/_snapshot/lab');
  const copies = count / PATTERN;
  return { records: made.records * copies, collections: made.collections * copies, people: 1 };
}

/** 150 of 400 documents are marked public, and the visitor sees of these the public fields and an address made unreadable. */
export async function filtered(store: Store): Promise<Truth> {
  const isPublic = (index: number): boolean => index % 8 < 3;
  const plan = {
    name: 'customers',
    fields: {
      public_flag: { type: 'boolean' },
      public_city: { type: 'keyword' },
      email: { type: 'keyword' },
      phone: { type: 'keyword' },
      user_name: { type: 'keyword' },
    },
    identifying: ['email'],
    documents: numbered(400, (index) => ({
      public_flag: isPublic(index),
      public_city: `Town ${index % 20}`,
      email: customer(index).owner_email,
      phone: `+1 202-555-0${100 + (index % 90)}`,
      user_name: customer(index).user_name,
    })),
  } as const;
  await fill(store, plan);
  const shown = Array.from({ length: 400 }, (_, index) => index).filter(isPublic).length;
  return { records: shown, collections: 1, people: shown };
}

/** A stream of events: its index has a name like the server's own and is not. */
export async function dataStream(store: Store): Promise<Truth> {
  await store.ask('PUT', '/_index_template/lab-events', {
    index_patterns: ['events-*'],
    data_stream: {},
    template: {
      settings: { number_of_shards: 1, number_of_replicas: 0 },
      mappings: { properties: { '@timestamp': { type: 'date' }, owner_email: { type: 'keyword' } } },
    },
  });
  await store.ask('PUT', '/_data_stream/events-shop');
  const lines = Array.from({ length: 160 }, (_, index) => {
    const { created_at, owner_email } = customer(index % 120);
    return `{"create":{}}\n${JSON.stringify({ '@timestamp': created_at, owner_email })}\n`;
  });
  const answer = (await store.ask('POST', '/events-shop/_bulk?refresh=true', lines.join(''))) as { errors: boolean };
  if (answer.errors) throw new Error(`data-stream: ${JSON.stringify(answer).slice(0, 500)}`);
  return { records: 160, collections: 1, people: 120 };
}

/** A user of the server's own list, which makes the server keep an index for its users. Elasticsearch 6 only. */
export async function nativeUsers(store: Store): Promise<void> {
  if (generationOf(store) !== 6) throw new Error(`native users are set up on Elasticsearch 6, not ${store.version}`);
  await store.ask('PUT', '/_xpack/security/user/labreader', {
    password: 'ropass123',
    roles: ['lab_anonymous'],
    full_name: 'A native user of the lab',
  });
}
