import { describe, expect, test } from 'vitest';
import { engine } from '../../src/engines/solr/engine.ts';
import type { SolrChannel } from '../../src/engines/solr/requests.ts';
import type { Json } from '../../src/model/request.ts';
import { contractOf, play, transcriptOf } from '../kit/contract.ts';
import { type FakeAnswer, fakeChannel, replyOf } from '../kit/fake-channel.ts';
import { probeContext } from '../kit/probe-context.ts';

contractOf('solr');

const stateOf = (state: string) => transcriptOf('solr', state);

test('people are counted by a sketch over doc values, and no document is asked for', async () => {
  const { measurement, exchanges } = await play(stateOf('9.8.0-open'), {
    measure: { collection: 'customers', field: 'owner_email' },
  });
  expect(measurement?.distinct).toBeGreaterThan(392);
  expect(measurement?.distinct).toBeLessThan(408);
  const searches = exchanges.map(({ request }) => request).filter((request) => request.includes('/select'));
  expect(searches.length).toBeGreaterThan(0);
  expect(searches.every((request) => request.includes('rows=0'))).toBe(true);
});

test('in a cluster collections are counted over their shards, and nodes are members', async () => {
  const { inventory } = await play(stateOf('9.10.1-cluster'));
  expect(inventory?.collections).toMatchObject([{ name: 'users', records: 2400, aliases: ['customers'] }]);
  expect(inventory?.egress.map(({ name, host }) => `${name} ${host}`)).toEqual([
    'node 192.0.2.7',
    'node 192.0.2.8',
    'zookeeper 192.0.2.5',
    'zookeeper 192.0.2.6',
  ]);
});

test('visitors who pass a login: what they have is said, and that hashes are shown them', async () => {
  const { facts } = await play(stateOf('9.8.0-unknown'));
  expect(facts?.access).toMatchObject({ inferred: 'admin', securityLayer: 'present' });
  expect(facts?.settings).toMatchObject({ authentication: true, authorization: false, hashesShown: true });
});

test('a part is guarded: administering is not inferred', async () => {
  const { facts } = await play(stateOf('9.8.0-anonymous'));
  expect(facts?.access).toMatchObject({ proved: 'read', inferred: 'read', filtered: true });
});

describe('what is no Solr', () => {
  const claims = (answer: FakeAnswer) => engine.identify.map(({ claim }) => claim(replyOf(answer)));
  const lucene = { 'solr-spec-version': '9.8.0' };

  test.for<[string, FakeAnswer]>([
    ['no header of its own', { status: 200, json: { mode: 'std', lucene } }],
    ['an error', { status: 200, json: { responseHeader: { status: 400 }, mode: 'std', lucene } }],
    [
      'a realm of somebody else',
      { status: 401, text: '', headers: { 'www-authenticate': 'Basic realm="solr admin"' } },
    ],
    ['a page', { status: 200, text: '<title>Solr Admin</title>' }],
    ['nothing', { failure: 'closed' }],
  ])('%s', ([, answer]) => {
    expect(claims(answer)).toEqual([null]);
  });
});

describe('what is no success', () => {
  const context = probeContext({ engine: 'solr', version: '9.8.0', role: 'http' });
  const climbed = async (answers: Parameters<typeof fakeChannel>[0]) =>
    (await engine.access(fakeChannel(answers) as unknown as SolrChannel, context)).access;
  const fine = (told: Record<string, Json>): FakeAnswer => ({
    status: 200,
    json: { responseHeader: { status: 0 }, ...told },
  });

  test('a core that cannot exist has a status: nothing is believed', async () => {
    const said = await climbed({ control: fine({ status: { any: { name: 'any' } } }) });
    expect(said).toMatchObject({ proved: 'unknown', control: 'failed' });
  });

  test('a server in trouble is not called protected', async () => {
    const said = await climbed({ control: { status: 503, text: 'starting' } });
    expect(said).toMatchObject({ proved: 'unknown', protection: null });
  });

  test('the security of a Solr that does not tell it stays unknown', async () => {
    const said = await climbed({ control: fine({ status: {} }), cores: fine({ status: { a: { name: 'a' } } }) });
    expect(said).toMatchObject({ proved: 'metadata', inferred: 'metadata', securityLayer: 'unknown' });
  });
});
