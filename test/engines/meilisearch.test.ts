import { describe, expect, test } from 'vitest';
import { indexesIn, readMeili, readStatistics } from '../../src/engines/meilisearch/answers.ts';
import { engine } from '../../src/engines/meilisearch/engine.ts';
import type { MeilisearchChannel } from '../../src/engines/meilisearch/requests.ts';
import type { Json } from '../../src/model/request.ts';
import { contractOf, play, transcriptOf } from '../kit/contract.ts';
import { type FakeAnswer, fakeChannel, replyOf } from '../kit/fake-channel.ts';
import { probeContext } from '../kit/probe-context.ts';

contractOf('meilisearch');

const stateOf = (state: string) => transcriptOf('meilisearch', state);

test('the field that tells documents apart is counted with them; no other is', async () => {
  const state = stateOf('1.26.0-open');
  const { measurement, inventory } = await play(state, { measure: { collection: 'customers', field: 'email' } });
  expect(measurement).toMatchObject({ distinct: 5200, approximate: false });
  const fields = inventory?.collections.flatMap(({ fields: all }) => all.filter(({ countAs }) => countAs !== null));
  expect(fields?.map(({ name }) => name)).toEqual(['email', 'id']);
  expect(inventory?.collections[0]?.created).toBe('2024-05-06T07:08:09.000Z');
});

test('servers that searches are sent to are members; their keys are told nowhere', async () => {
  const { inventory } = await play(stateOf('1.26.0-network'));
  expect(inventory?.egress.map(({ host }) => host)).toEqual(['192.0.2.7', 'search.example.com']);
  expect(JSON.stringify(inventory)).not.toContain('made-up');
});

describe('what is no success', () => {
  const context = probeContext({ engine: 'meilisearch', version: '1.26.0', role: 'http' });
  const climbed = async (answers: Parameters<typeof fakeChannel>[0]) =>
    (await engine.access(fakeChannel(answers) as unknown as MeilisearchChannel, context)).access;
  const fails = (status: number, code: string): FakeAnswer => ({
    status,
    json: { message: '', code, type: 'auth', link: `https://docs.meilisearch.com/errors#${code}` },
  });
  const statistics: FakeAnswer = { status: 200, json: { databaseSize: 1, indexes: { a: { numberOfDocuments: 3 } } } };

  test('an index that cannot exist is described: nothing is believed', async () => {
    const said = await climbed({ control: { status: 200, json: {} }, statistics });
    expect(said).toMatchObject({ proved: 'unknown', control: 'failed' });
  });

  test('a server in trouble is not called protected', async () => {
    expect(await climbed({ control: { status: 503, text: '' } })).toMatchObject({
      proved: 'unknown',
      protection: null,
    });
  });

  test('keys are refused for another reason than that there are none: administering is not inferred', async () => {
    const control = fails(404, 'index_not_found');
    const guarded = await climbed({ control, statistics, keys: fails(403, 'invalid_api_key') });
    expect(guarded).toMatchObject({ proved: 'metadata', inferred: 'metadata', securityLayer: 'present' });
    const open = await climbed({ control, statistics, keys: fails(401, 'missing_master_key') });
    expect(open).toMatchObject({ proved: 'metadata', inferred: 'admin', protection: null });
  });

  test('answers of another shape are read as nothing', () => {
    const read = (json: Json) => readMeili(replyOf({ status: 200, json }));
    expect(readStatistics(read({ databaseSize: 1, indexes: [] }))).toBeNull();
    expect(readStatistics(read({ indexes: {} }))).toBeNull();
    expect(indexesIn(read({ results: [3, { uid: 1 }] })).size).toBe(0);
  });

  test.for<[string, FakeAnswer]>([
    [
      'a refusal with another link',
      { status: 401, json: { code: 'missing_authorization_header', type: 'auth', link: 'https://example.com/' } },
    ],
    ['a version of somebody else', { status: 200, json: { pkgVersion: '1.26.0' } }],
    ['a page', { status: 200, text: 'Meilisearch is running' }],
  ])('%s is no Meilisearch', ([, answer]) => {
    expect(engine.identify[0]?.claim(replyOf(answer))).toBeNull();
  });
});
