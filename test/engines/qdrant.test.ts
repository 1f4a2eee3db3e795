import { describe, expect, test } from 'vitest';
import { namesIn, pointsIn, readQdrant } from '../../src/engines/qdrant/answers.ts';
import { engine } from '../../src/engines/qdrant/engine.ts';
import type { QdrantChannel } from '../../src/engines/qdrant/requests.ts';
import type { Json } from '../../src/model/request.ts';
import { contractOf, play, transcriptOf } from '../kit/contract.ts';
import { type FakeAnswer, fakeChannel, replyOf } from '../kit/fake-channel.ts';
import { probeContext } from '../kit/probe-context.ts';

contractOf('qdrant');

const stateOf = (state: string) => transcriptOf('qdrant', state);

test('collections by their own description, with aliases and the fields that have an index', async () => {
  const { inventory, exchanges } = await play(stateOf('1.18.2-open'));
  expect(inventory?.collections).toMatchObject([
    { name: 'tickets', records: 0 },
    { name: 'customers', records: 48_200, aliases: ['people'] },
  ]);
  const own = exchanges.filter(({ engine: id }) => id === 'qdrant');
  expect(own.every(({ request }) => request.startsWith('GET '))).toBe(true);
});

test('peers are members', async () => {
  const { inventory } = await play(stateOf('1.18.2-cluster'));
  expect(inventory?.egress.map(({ host }) => host)).toEqual(['192.0.2.7', '192.0.2.8']);
});

const context = probeContext({ engine: 'qdrant', version: '1.18.2', role: 'http' });
const fine = (result: Json): FakeAnswer => ({ status: 200, json: { result, status: 'ok', time: 0 } });
const missing: FakeAnswer = { status: 404, json: { status: { error: 'Not found' }, time: 0 } };
const channelOf = (answers: Parameters<typeof fakeChannel>[0]) => fakeChannel(answers) as unknown as QdrantChannel;

test('with --sample payloads go to the sink, each value by the path of its field', async () => {
  const seen: string[] = [];
  const sample = {
    records: 2,
    sink: {
      see: (...told: unknown[]) =>
        seen.push(
          told
            .slice(0, 3)
            .map((one) => String(one))
            .join(' '),
        ),
    },
  };
  const points = [{ id: 1, payload: { email: 'a@example.com', tags: ['x', 'y'], address: { city: 'z' } } }];
  const channel = channelOf({ collections: fine({ collections: [{ name: 'c' }] }), points: fine({ points }) });
  const access = await engine.access(channel, context);
  await engine.inventory?.(channel, access, { ...context, sample });
  expect(seen).toEqual(['c email a@example.com', 'c tags x', 'c tags y', 'c address.city z']);
});

describe('what is no success', () => {
  const climbed = async (answers: Parameters<typeof fakeChannel>[0]) =>
    (await engine.access(channelOf(answers), context)).access;

  test('a collection that cannot exist is described: nothing is believed', async () => {
    const said = await climbed({ control: fine({ config: {} }), collections: fine({ collections: [] }) });
    expect(said).toMatchObject({ proved: 'unknown', control: 'failed' });
  });

  test('a server in trouble is not called protected', async () => {
    expect(await climbed({ control: { status: 503, text: '' } })).toMatchObject({
      proved: 'unknown',
      protection: null,
    });
  });

  test('a proxy that guards a part: administering is not inferred', async () => {
    const said = await climbed({
      control: { status: 401, text: 'no' },
      collections: fine({ collections: [{ name: 'c' }] }),
    });
    expect(said).toMatchObject({ proved: 'metadata', inferred: 'metadata', filtered: true });
    const empty = await climbed({ control: missing, collections: fine({ collections: [] }) });
    expect(empty).toMatchObject({ proved: 'metadata', inferred: 'admin', securityLayer: 'absent' });
  });

  test('answers of another shape are read as nothing', () => {
    const read = (json: Json) => readQdrant(replyOf({ status: 200, json }));
    expect(read({ result: { collections: [] } }).meaning).toBe('odd');
    expect(namesIn(read({ status: 'ok', result: { collections: {} } }))).toBeNull();
    expect(namesIn(read({ status: 'ok', result: { collections: [1, { name: 2 }] } }))).toEqual([]);
    expect(pointsIn(read({ status: 'ok', result: { points_count: 3 } }))).toBeNull();
  });

  test.for<[string, FakeAnswer]>([
    ['another title', { status: 200, json: { title: 'search engine', version: '1.18.2' } }],
    ['no version', { status: 200, json: { title: 'qdrant - vector search engine', version: 'new' } }],
    ['a page', { status: 200, text: 'qdrant - vector search engine' }],
  ])('%s is no Qdrant', ([, answer]) => {
    expect(engine.identify[0]?.claim(replyOf(answer))).toBeNull();
  });
});
