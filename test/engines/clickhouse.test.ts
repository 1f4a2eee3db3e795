import { describe, expect, test } from 'vitest';
import { claimByRoot, claimByVersion, saysOk } from '../../src/engines/clickhouse/claim.ts';
import { engine } from '../../src/engines/clickhouse/engine.ts';
import { type ClickHouseChannel, questionOf } from '../../src/engines/clickhouse/requests.ts';
import { rightsIn } from '../../src/engines/clickhouse/rights.ts';
import { meaningOf, readHttpError, said } from '../../src/engines/clickhouse/speak.ts';
import { answerLength, query, readAnswer } from '../../src/engines/clickhouse/wire.ts';
import type { ProbeContext } from '../../src/model/engine.ts';
import { contractOf, play, transcriptOf } from '../kit/contract.ts';
import { type FakeAnswer, fakeChannel, replyOf } from '../kit/fake-channel.ts';
import { probeContext } from '../kit/probe-context.ts';

contractOf('clickhouse');

const stateOf = (state: string) => transcriptOf('clickhouse', state);

describe('access', () => {
  test('over HTTP all is a GET, but one SELECT; in the native protocol all is read-only, but that one', async () => {
    const posts = (await play(stateOf('18.16.1-open'))).exchanges.filter(({ request }) => request.startsWith('POST'));
    expect(posts.map(({ name }) => name)).toEqual(['http-readonly']);
    const { exchanges } = stateOf('18.16.1-native-open');
    const guarded = exchanges.filter(({ sent }) => Buffer.from(sent, 'hex').includes('\u0008readonly\u0001'));
    const asked = exchanges.filter(({ name }) => name.startsWith('native-'));
    expect(asked.filter((exchange) => !guarded.includes(exchange)).map(({ name }) => name)).toEqual([
      'native-readonly',
    ]);
  });

  test('a password and an address are told apart, where the version tells them', async () => {
    const seen: unknown[] = [];
    for (const state of ['18.16.1-locked', '18.16.1-native-locked', '18.16.1-guarded', '24.8-locked']) {
      const { facts } = await play(stateOf(state));
      seen.push([facts?.access.protection, facts?.settings['guardedByAddress'], facts?.service.version]);
    }
    expect(seen).toEqual([
      ['authentication', false, null],
      ['authentication', false, null],
      ['network', true, null],
      ['authentication', false, '24.8.14'],
    ]);
  });

  test('tables that lead to other servers, or are queues, are named and never read', async () => {
    const { exchanges, inventory } = await play(stateOf('24.8-open'));
    expect(inventory?.settings['enginesElsewhere']).toEqual(['Distributed', 'Kafka']);
    expect(exchanges.filter(({ name }) => name === 'http-row').map(({ params }) => params['question'])).toEqual([
      'SELECT toString(1) FROM `shop`.`users` LIMIT 1',
    ]);
    expect(inventory?.collections.map(({ name, records }) => [name, records])).toEqual([
      ['shop.orders_queue', null],
      ['shop.users', 2_400_000],
      ['shop.users_everywhere', null],
    ]);
  });

  test('grants say what may be written and administered, and a setting takes all of it away', async () => {
    const level = async (grants: readonly string[], readonly = '0') =>
      (await climbed(grants, readonly)).access.inferred;
    expect(await level(['GRANT SELECT ON *.* TO default'])).toBe('read');
    expect(await level(['GRANT SELECT, ALTER UPDATE(a, b) ON shop.* TO default'])).toBe('write');
    expect(await level(['GRANT CREATE TEMPORARY TABLE ON *.* TO default'])).toBe('read');
    expect(await level(['GRANT SYSTEM RELOAD CONFIG, SHOW ON *.* TO default'])).toBe('read');
    expect(await level(['GRANT ALL ON *.* TO default WITH GRANT OPTION'])).toBe('admin');
    expect(await level(['GRANT ALL ON shop.* TO default'])).toBe('write');
    expect(await level(['GRANT ALL ON *.* TO default'], '1')).toBe('read');
    expect(await level(['REVOKE ALL ON *.* FROM default', 'GRANT'])).toBe('read');
    expect(rightsIn(`GRANT ${'a, '.repeat(20_000)} ON *.* TO x`)).toEqual([]);
  });

  test('a table that cannot exist is read: nothing is believed', async () => {
    const { access } = await climbed([], '0', { 'http-control': rows(['1']) });
    expect(access).toMatchObject({ proved: 'unknown', inferred: 'unknown', control: 'failed' });
  });
});

test('sampled values go straight to classification, of tables that lie here alone', async () => {
  const seen: unknown[] = [];
  const tables = [
    ['shop', 'queue', 'Kafka', '', ''],
    ['shop', 'users', 'MergeTree', '5', '5'],
  ];
  const channel = fakeChannel({
    'http-tables': rows(...tables),
    'http-sample': { status: 200, json: { meta: [], data: [{ owner_email: 'a@example.com', age: 7 }] } },
  });
  const sink = { see: (...value: unknown[]) => void seen.push(value) };
  const { facts } = await play(stateOf('24.8-open'));
  if (facts === null) throw new Error('nothing was claimed');
  await engine.inventory?.(channel as unknown as ClickHouseChannel, facts, {
    ...context,
    sample: { records: 3, sink },
  });
  expect(seen).toEqual([
    ['shop.users', 'owner_email', 'a@example.com'],
    ['shop.users', 'age', 7],
  ]);
  const sampled = channel.asked.filter(({ name }) => name === 'http-sample');
  expect(sampled.map(({ params }) => params)).toEqual([{ database: 'shop', table: 'users', size: 3 }]);
});

describe('whose words these are', () => {
  const text = (status: number, words: string, headers: Record<string, string> = {}) =>
    replyOf({ status, text: words, headers });

  test('the native port, asked in HTTP', () => {
    const words = 'Port 9000 is for clickhouse-client program.\r\nYou must use port 8123 for HTTP.\r\n';
    expect(claimByRoot(text(400, words))).toMatchObject({ confidence: 'certain', role: 'native' });
    expect(claimByRoot(text(200, words))).toBeNull();
    expect(claimByRoot(text(400, `<p>${words}`))).toBeNull();
  });

  test('`Ok.` alone is nobody’s; a query’s version or an error with a code is', () => {
    expect(saysOk([text(200, 'Ok.\n')])).toBe(true);
    expect(saysOk([text(200, 'Ok.')])).toBe(false);
    expect(saysOk([text(404, '', { 'x-clickhouse-summary': '{}' })])).toBe(true);
    expect(claimByVersion(text(200, 'Ok.\n'))).toBeNull();
    expect(claimByVersion(replyOf({ status: 200, json: { meta: [{ name: 'a' }], data: [['yes']] } }))).toBeNull();
    expect(claimByVersion(text(500, 'Code: 1000 of something'))).toBeNull();
    expect(claimByVersion(text(401, 'Code: 194. DB::Exception: x. (y) (version 21.8.15.7)'))).toMatchObject({
      version: '21.8.15',
    });
  });

  test('errors of old and new, and what they mean', () => {
    const old = "Code: 81, e.displayText() = DB::Exception: Database `x` doesn't exist, e.what() = DB::Exception";
    expect(readHttpError(old)?.code).toBe(81);
    expect(readHttpError('Code: 516. DB::Exception: default: Authentication failed')?.code).toBe(516);
    expect([192, 193, 194, 516, 195, 291, 497, 60, 202, 999].map(meaningOf)).toEqual(
      'login login login login address refused refused missing busy odd'.split(' '),
    );
    expect(said(text(503, '')).meaning).toBe('busy');
  });
});

describe('the wire', () => {
  test('no name can leave its place in a statement', () => {
    const evil = 'x`; DROP TABLE users; --\\';
    const { question } = questionOf('row', { database: evil, table: 'b' });
    expect(question).toBe('SELECT toString(1) FROM `x\\`; DROP TABLE users; --\\\\`.`b` LIMIT 1');
  });

  test.for<[string, string]>([
    ['another protocol', '48545450'],
    ['a number without an end', `00${'ff'.repeat(12)}`],
    ['a name of a length that cannot be', '00ffffffff0f'],
    ['a block with more columns than anybody asks for', '010001000000ffff03ffff03'],
    ['a column that is no text, with rows', '010000010101610655496e743634'],
    ['errors within errors without end', `02${'0100000000000001'.repeat(20)}`],
  ])('%s is refused at once', ([, hex]) => {
    expect(() => answerLength(Buffer.from(hex, 'hex'))).toThrow(RangeError);
    expect(readAnswer(Buffer.from(hex, 'hex'))).toBeNull();
  });

  test('what is not whole yet is waited for', () => {
    for (const hex of ['', '00', '000a436c69', '0100', '0251000000'])
      expect(answerLength(Buffer.from(hex, 'hex')), hex).toBeUndefined();
    expect(readAnswer(query('SELECT 1', true))).toBeNull();
  });
});

const context: ProbeContext = probeContext({ engine: 'clickhouse', role: 'http' });

function rows(...data: readonly (readonly string[])[]): FakeAnswer {
  return { status: 200, json: { meta: [{ name: 'a', type: 'String' }], data } };
}

function climbed(grants: readonly string[], readonly: string, answers: Readonly<Record<string, FakeAnswer>> = {}) {
  const channel = fakeChannel({
    'http-version': rows(['24.8.14.39']),
    'http-control': { status: 404, text: 'Code: 81. DB::Exception: none' },
    'http-readonly': rows(['readonly', readonly]),
    'http-grants': rows(...grants.map((line) => [line])),
    'http-databases': rows(['shop', 'Atomic']),
    'http-tables': rows(['shop', 'users', 'MergeTree', '5', '5']),
    'http-row': rows(['1']),
    ...answers,
  });
  return engine.access(channel as unknown as ClickHouseChannel, context);
}
