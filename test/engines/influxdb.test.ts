import { describe, expect, test } from 'vitest';
import { readQuery, readReply, readStatistics } from '../../src/engines/influxdb/answers.ts';
import { engine } from '../../src/engines/influxdb/engine.ts';
import { measureTag } from '../../src/engines/influxdb/inventory.ts';
import type { InfluxdbChannel } from '../../src/engines/influxdb/requests.ts';
import type { Collection } from '../../src/model/facts.ts';
import type { Json } from '../../src/model/request.ts';
import { contractOf, play, transcriptOf } from '../kit/contract.ts';
import { type FakeAnswer, fakeChannel, replyOf } from '../kit/fake-channel.ts';
import { probeContext } from '../kit/probe-context.ts';

contractOf('influxdb');

const stateOf = (state: string) => transcriptOf('influxdb', state);

test('people are counted in the index of a tag, and no points are asked for', async () => {
  const { measurement, exchanges } = await play(stateOf('1.6.7-open'), {
    measure: { collection: 'shop.devices', field: 'owner_email' },
  });
  expect(measurement).toMatchObject({ distinct: 120, approximate: false, skipped: null });
  const statements = exchanges.map(({ request }) => decodeURIComponent(/[?&]q=(\S+)$/.exec(request)?.[1] ?? 'SHOW'));
  expect(statements.every((statement) => statement.startsWith('SHOW'))).toBe(true);
});

test('a subscription is a way out', async () => {
  const { inventory } = await play(stateOf('1.6.7-open'));
  expect(inventory?.egress).toEqual([
    { kind: 'replica', name: 'subscription copy', location: 'http://127.0.0.1:9', host: '127.0.0.1' },
  ]);
});

test('the statistics pass by the login: databases are named, and it is said who guards the rest', async () => {
  const { facts, inventory } = await play(stateOf('1.6.7-statistics'));
  expect(facts?.access).toMatchObject({ proved: 'metadata', protection: 'authentication', filtered: true });
  expect(inventory?.collections.filter(({ system }) => !system)).toMatchObject([{ name: 'shop', records: 134 }]);
});

test.for(['1.6.7-unclaimed', '2.7.11-unclaimed'])(
  '%s: neither open nor protected, and the reason is said',
  async (state) => {
    const { facts } = await play(stateOf(state));
    expect(facts?.access).toMatchObject({ proved: 'banner', inferred: 'admin', protection: null });
    expect(facts?.access.reason).toContain('whoever comes first');
  },
);

test('3 Core: rows of files are an understatement, and it is said', async () => {
  const { inventory } = await play(stateOf('3.2.1-open'));
  expect(inventory?.notes.join()).toContain('written last');
});

describe('what is no InfluxDB', () => {
  const claims = (answer: FakeAnswer) => engine.identify.map(({ claim }) => claim(replyOf(answer)));

  test.for<[string, FakeAnswer]>([
    [
      'a version alone, as QuestDB and VictoriaMetrics give it',
      { status: 204, text: '', headers: { 'x-influxdb-version': '1.8.0' } },
    ],
    [
      'no words of a version',
      { status: 204, text: '', headers: { 'x-influxdb-version': '<b>', 'x-influxdb-build': 'OSS' } },
    ],
    ['a page', { status: 200, text: '<title>InfluxDB</title>' }],
    ['nothing', { failure: 'closed' }],
  ])('%s', ([, answer]) => {
    expect(claims(answer)).toEqual([null, null]);
  });

  test('a build of somebody is known without its version', () => {
    const headers = { 'x-influxdb-version': 'unknown', 'x-influxdb-build': 'OSS' };
    expect(claims({ status: 204, text: '', headers })[0]).toMatchObject({ version: null });
  });
});

describe('what is no success', () => {
  const context = probeContext({ engine: 'influxdb', version: '1.8.10', role: 'http' });
  const climbed = async (answers: Parameters<typeof fakeChannel>[0]) =>
    (await engine.access(fakeChannel(answers) as unknown as InfluxdbChannel, context)).access;
  const series = (columns: string[], ...values: Json[][]): FakeAnswer => ({
    status: 200,
    json: { results: [{ statement_id: 0, series: [{ name: 'databases', columns, values }] }] },
  });
  const none: FakeAnswer = { status: 200, json: { results: [{ statement_id: 0 }] } };

  test('a database that cannot exist has measurements: nothing is believed', async () => {
    const said = await climbed({ control: series(['name'], ['m']), databases: series(['name'], ['a']) });
    expect(said).toMatchObject({ proved: 'unknown', control: 'failed' });
  });

  test('a server in trouble is not called protected', async () => {
    const said = await climbed({ control: { status: 503, json: { error: 'timeout' } } });
    expect(said).toMatchObject({ proved: 'unknown', protection: null });
  });

  test('where administrators’ questions are refused, administering is not inferred', async () => {
    const refused: FakeAnswer = { status: 403, json: { error: 'error authorizing query' } };
    const said = await climbed({ control: none, databases: series(['name'], ['a']), users: refused });
    expect(said).toMatchObject({ proved: 'metadata', inferred: 'metadata', securityLayer: 'unknown' });
  });

  test('answers of another shape are read as nothing', () => {
    const read = (json: Json) => readQuery(replyOf({ status: 200, json })).tables;
    expect(read({ results: [{ name: 'databases', columns: ['name'], values: [['a']] }] })).toBeNull();
    expect(read({ results: [{ statement_id: 0, series: [7, { columns: {}, values: [[{}], 3] }] }] })).toHaveLength(2);
    expect(
      readStatistics(readReply(replyOf({ status: 200, json: { 'database:a': { name: 'database' } } }))),
    ).toBeNull();
  });

  test('a name that would end the quotes is not put into a statement', async () => {
    const channel = fakeChannel({});
    const collection = { name: 'shop.a" WITH KEY = "b' } as Collection;
    const measured = await measureTag(channel as unknown as InfluxdbChannel, { collection, field: 'email' });
    expect(measured.skipped).toContain('cannot be put');
    expect(channel.asked).toEqual([]);
  });
});
