import { describe, expect, test } from 'vitest';
import { takeFields } from '../../../../src/families/search/fields.ts';
import { measureDistinct } from '../../../../src/families/search/index.ts';
import { sampleHits } from '../../../../src/families/search/sampling.ts';
import { lookForSigns } from '../../../../src/families/search/signs.ts';
import type { ProbeContext } from '../../../../src/model/engine.ts';
import type { Collection } from '../../../../src/model/facts.ts';
import { type FakeAnswer, fakeChannel } from '../../../kit/fake-channel.ts';

function collection(name: string, more: Partial<Collection> = {}): Collection {
  return {
    name,
    kind: 'index',
    records: 5,
    bytes: 1,
    created: null,
    system: false,
    state: [],
    aliases: [],
    fields: [],
    fieldsOmitted: 0,
    ...more,
  };
}

function context(version: string): ProbeContext {
  return {
    depth: 'impact',
    tokens: { control: 'unl-0000000000000000' },
    claim: { engine: 'elasticsearch', confidence: 'certain', version, because: 'a test', role: 'http' },
    limits: { collections: 10, fieldsPerCollection: 10 },
    sample: null,
    throughConsole: false,
    login: true,
  };
}

describe('distinct values', () => {
  const GREEN: FakeAnswer = { status: 200, json: { status: 'green' } };
  const FOUND: FakeAnswer = {
    status: 200,
    json: { timed_out: false, _shards: { failed: 0 }, aggregations: { distinct: { value: 41 } } },
  };
  const measure = (answers: Record<string, FakeAnswer>, subject: Collection, version = '8.4.3') => {
    const channel = fakeChannel({
      health: GREEN,
      'index-state': { status: 200, json: {} },
      distinct: FOUND,
      'distinct-old': FOUND,
      ...answers,
    });
    return measureDistinct(channel, { collection: subject, field: 'email' }, context(version)).then((measured) => ({
      ...measured,
      asked: channel.asked.map(({ name }) => name),
    }));
  };

  test('are counted once, where nothing speaks against it', async () => {
    expect(await measure({}, collection('users'))).toMatchObject({
      distinct: 41,
      skipped: null,
      asked: ['health', 'index-state', 'distinct'],
    });
    expect(await measure({}, collection('users'), '5.6.16')).toMatchObject({
      distinct: 41,
      asked: ['health', 'index-state', 'distinct-old'],
    });
  });

  test.each([
    ['the cluster is red', { health: { status: 200, json: { status: 'red' } } }, collection('users'), 'red'],
    ['the index is closed', {}, collection('users', { state: ['closed'] }), 'closed'],
    ['the index is frozen', {}, collection('users', { state: ['frozen'] }), 'frozen'],
    [
      'it is a searchable snapshot',
      { 'index-state': { status: 200, json: { users: { settings: { index: { store: { type: 'snapshot' } } } } } } },
      collection('users'),
      'snapshot',
    ],
    ['it is too large', {}, collection('users', { records: 300_000_000 }), 'more than'],
    [
      'the server timed out',
      { distinct: { status: 200, json: { timed_out: true } } },
      collection('users'),
      'time limit',
    ],
    [
      'a shard failed',
      { distinct: { status: 200, json: { _shards: { failed: 1 }, aggregations: { distinct: { value: 3 } } } } },
      collection('users'),
      'all of it',
    ],
    ['the server is busy', { distinct: { status: 503, text: '' } }, collection('users'), '503'],
  ] as const)('are not counted where %s', async (_, answers, subject, why) => {
    const measured = await measure(answers, subject);
    expect(measured.distinct).toBeNull();
    expect(measured.skipped).toContain(why);
    expect(measured.asked.filter((name) => name === 'distinct').length).toBeLessThanOrEqual(1);
  });

  test('are not counted where the version cannot', async () => {
    expect(await measure({}, collection('users'), '0.90.13')).toMatchObject({ distinct: null, asked: [] });
  });
});

describe('ransom notes', () => {
  const counted = (count: number): FakeAnswer => ({ status: 200, json: { count } });

  test('name, few documents and what they say: confirmed', async () => {
    const channel = fakeChannel({ 'note-payment': counted(1), 'note-onion': counted(0), 'note-recover': counted(1) });
    const { signs } = await lookForSigns(channel, [
      collection('read_me_to_recover_database', { records: 1 }),
      collection('users'),
    ]);
    expect(signs).toEqual([
      {
        kind: 'ransom-note',
        certainty: 'confirmed',
        collection: 'read_me_to_recover_database',
        because: ['name', 'few-documents', 'payment-address', 'recovery-offer'],
      },
    ]);
  });

  test('the name alone is suspicious, and many documents are not asked', async () => {
    const channel = fakeChannel({});
    const { signs } = await lookForSigns(channel, [collection('readme', { records: 90_000 })]);
    expect(signs).toMatchObject([{ certainty: 'suspicious', because: ['name'] }]);
    expect(channel.asked).toEqual([]);
  });

  test.each(['threads', 'spread_measures', 'breadmenu', 'warnings_by_day', 'homeowners', 'restored_orders'])(
    '%s is no such name',
    async (name) => {
      expect((await lookForSigns(fakeChannel({}), [collection(name)])).signs).toEqual([]);
    },
  );

  test('a wiper leaves its mark', async () => {
    const { signs } = await lookForSigns(fakeChannel({}), [collection('gh7sk2lq0a-meow')]);
    expect(signs).toMatchObject([{ kind: 'wiper', certainty: 'confirmed' }]);
  });
});

describe('fields', () => {
  test('are asked for in batches that fit a request line, and again in halves where the answer is too large', async () => {
    const names = Array.from({ length: 120 }, (_, index) => `logs-${String(index).padStart(4, '0')}`);
    const channel = fakeChannel({
      mappings: ({ indices }) => {
        const batch = indices as readonly string[];
        if (batch.length > 20) return { failure: 'too-large' };
        return {
          status: 200,
          json: Object.fromEntries(batch.map((name) => [name, { mappings: { properties: { a: { type: 'long' } } } }])),
        };
      },
    });
    const taken = await takeFields(channel, names, { collections: 200, fieldsPerCollection: 10 });
    expect([...taken.mapped.keys()].sort()).toEqual(names);
    expect(taken.missing).toBeNull();
  });

  test('of one index are asked for by what may be searched where mappings are refused', async () => {
    const channel = fakeChannel({
      mappings: { status: 403, json: { error: { type: 'security_exception' } } },
      'field-names': { status: 200, json: { fields: { email: { keyword: { type: 'keyword', aggregatable: true } } } } },
    });
    const taken = await takeFields(channel, ['public'], { collections: 9, fieldsPerCollection: 9 });
    expect(taken.mapped.get('public')?.fields.map(({ name }) => name)).toEqual(['email']);
    expect(taken.missing).toBe('mappings are refused');
  });
});

test('sampled values go to the sink by dotted path, and masked columns are seen', () => {
  const seen: unknown[] = [];
  const digest = 'a'.repeat(64);
  const json = { hits: { hits: [{ _source: { email: digest, device: [{ ssid: 'x' }, { ssid: 'y' }] } }] } };
  const { masked } = sampleHits(json, 'users', { see: (...value) => seen.push(value) });
  expect(masked).toBe(true);
  expect(seen).toEqual([
    ['users', 'email', digest],
    ['users', 'device.ssid', 'x'],
    ['users', 'device.ssid', 'y'],
  ]);
});
