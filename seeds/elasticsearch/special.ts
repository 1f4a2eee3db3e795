import { customer } from '../cast.ts';
import type { Truth } from './collection.ts';
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

/** Very many indices, one in ten with a document: the rest cost the server memory all the same. */
export async function many(store: Store, count: number): Promise<Truth> {
  await store.ask('PUT', '/_cluster/settings', { persistent: { 'cluster.max_shards_per_node': count * 2 } });
  const names = Array.from({ length: count }, (_, index) => `day-${String(index).padStart(5, '0')}`);
  const body = {
    settings: { index: { number_of_shards: 1, number_of_replicas: 0 } },
    mappings: { properties: { owner_email: { type: 'keyword' }, visits: { type: 'long' } } },
  };
  for (let at = 0; at < names.length; at += 20) {
    const chunk = names.slice(at, at + 20);
    await Promise.all(chunk.map((name) => store.ask('PUT', `/${name}?wait_for_active_shards=0`, body)));
  }
  await store.ask('GET', '/_cluster/health?wait_for_status=green&timeout=100s');
  const filled = names.filter((_, index) => index % 10 === 0);
  const lines = filled.flatMap((name, index) => [
    JSON.stringify({ index: { _index: name } }),
    JSON.stringify({ owner_email: customer(index).owner_email, visits: index }),
  ]);
  const answer = (await store.ask('POST', '/_bulk?refresh=true', `${lines.join('\n')}\n`)) as { errors: boolean };
  if (answer.errors) throw new Error(`many: ${JSON.stringify(answer).slice(0, 500)}`);
  return { records: filled.length, collections: count, people: 1 };
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
