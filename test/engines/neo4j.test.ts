import { describe, expect, test } from 'vitest';
import { HANDSHAKE, handshakeLength, readAnswer, resultLength, summaryLength } from '../../src/engines/neo4j/bolt.ts';
import { engine } from '../../src/engines/neo4j/engine.ts';
import type { Neo4jChannel } from '../../src/engines/neo4j/requests.ts';
import { cypherOf, isPlain, statements } from '../../src/engines/neo4j/statements.ts';
import type { BytesReply, Failure, Reply } from '../../src/model/channel.ts';
import type { ProbeContext } from '../../src/model/engine.ts';
import type { Json } from '../../src/model/request.ts';
import { packStructure } from '../../src/wire/packstream.ts';
import { contractOf, play, transcriptOf } from '../kit/contract.ts';
import { fakeChannel, replyOf } from '../kit/fake-channel.ts';
import { probeContext } from '../kit/probe-context.ts';

contractOf('neo4j');

const stateOf = (state: string) => transcriptOf('neo4j', state);

const [SUCCESS, RECORD, IGNORED, FAILURE] = [0x70, 0x71, 0x7e, 0x7f];

function said(tag: number, ...fields: readonly Json[]): Buffer {
  const body = packStructure({ tag, fields });
  return Buffer.concat([Buffer.from([body.length >> 8, body.length & 0xff]), body, Buffer.alloc(2)]);
}

const bytes = (...parts: readonly Uint8Array[]): BytesReply => ({
  ok: true,
  kind: 'bytes',
  exchange: 0,
  bytes: Buffer.concat(parts),
});
const rows = (...told: readonly Json[][]): BytesReply =>
  bytes(said(SUCCESS, {}), said(SUCCESS, { fields: [] }), ...told.map((row) => said(RECORD, row)), said(SUCCESS, {}));
const failure = (code: string): Buffer => said(FAILURE, { code, message: 'no' });

test('people are counted by an index, and statements only read', async () => {
  const { measurement, exchanges } = await play(stateOf('5.26.0-open'), {
    measure: { collection: 'neo4j.Customer', field: 'owner_email' },
  });
  expect(measurement).toMatchObject({ distinct: 1_200, skipped: null });
  expect(exchanges.filter(({ name }) => name.startsWith('bolt-')).length).toBeGreaterThan(5);
  for (const name of Object.keys(statements) as (keyof typeof statements)[]) {
    const cypher = cypherOf(name, { label: 'Customer', size: 1 });
    expect(cypher).toMatch(/^(?:MATCH|CALL (?:db|dbms)\.|SHOW) ?/);
    expect(cypher).not.toMatch(/\b(?:CREATE|MERGE|SET|DELETE|REMOVE|DROP|LOAD|FOREACH|ALTER|GRANT)\b/);
  }
});

test('nodes with several labels and with none are told of', async () => {
  const { inventory } = await play(stateOf('5.26.0-odd'));
  expect(inventory?.collections.map(({ name, records }) => [name, records])).toEqual([
    ['neo4j.Customer', 30],
    ['neo4j.Subscriber', 15],
    ['neo4j.READ_ME_TO_RECOVER', 1],
  ]);
  expect(inventory?.signs.map(({ kind, collection }) => [kind, collection])).toEqual([
    ['ransom-note', 'READ_ME_TO_RECOVER'],
  ]);
});

test('a label that could end its quotes stands in no statement', () => {
  for (const label of ['a`b', 'a\\u0060b', 'a/b', 'a*', '', ' a', '`', 'a\nb', 'x'.repeat(200)])
    expect(isPlain(label), label).toBe(false);
  for (const label of ['Customer', 'BETA_TESTER', 'Käufer', 'Beta Tester', 'a-b'])
    expect(isPlain(label), label).toBe(true);
});

describe('messages of Bolt', () => {
  test('a handshake is answered by a version that was offered, or by none of ours', () => {
    expect(HANDSHAKE).toHaveLength(20);
    expect(Buffer.from(HANDSHAKE).toString('latin1')).toMatch(/\r\n$/);
    expect(handshakeLength(Uint8Array.of(0, 0, 8))).toBeUndefined();
    expect(handshakeLength(Uint8Array.of(0, 0, 8, 5))).toBe(4);
    expect(handshakeLength(Uint8Array.of(0, 0, 0, 3))).toBe(4);
    for (const wrong of [
      [0, 0, 0, 0],
      [0, 0, 9, 5],
      [0, 1, 0, 3],
      [0x48, 0x54],
      [0, 0, 1, 6],
    ]) {
      expect(() => handshakeLength(Uint8Array.from(wrong)), wrong.join(' ')).toThrow(RangeError);
    }
  });

  test('a result ends with its third summary, whatever its chunks and pauses', () => {
    const record = packStructure({ tag: RECORD, fields: [['a'.repeat(40)]] });
    const chunks = [record.subarray(0, 10), record.subarray(10)].flatMap((part) => [
      Buffer.from([0, part.length]),
      part,
    ]);
    const whole = Buffer.concat([
      said(SUCCESS, {}),
      Buffer.alloc(2),
      said(SUCCESS, {}),
      ...chunks,
      Buffer.alloc(4),
      said(SUCCESS, {}),
    ]);
    for (let end = 0; end < whole.length; end += 1)
      expect(resultLength(whole.subarray(0, end)), `${end}`).toBeUndefined();
    expect(resultLength(Buffer.concat([whole, said(RECORD, [1])]))).toBe(whole.length);
    expect(readAnswer(whole)?.rows).toEqual([['a'.repeat(40)]]);
    expect(resultLength(Buffer.concat([said(SUCCESS, {}), failure('a'), said(IGNORED, {})]))).toBeDefined();
  });

  test('what is none is refused at its first bytes; a hostile value makes no answer', () => {
    expect(() => summaryLength(Buffer.from('HTTP/1.1 200 OK\r\n'))).toThrow(RangeError);
    expect(() => summaryLength(Uint8Array.of(0, 3, 0xb1, 0x01, 1, 0, 0))).toThrow(RangeError);
    expect(readAnswer(Uint8Array.of(0, 7, 0xb1, 0x70, 0xd6, 0xff, 0xff, 0xff, 0xff, 0, 0))).toBeNull();
  });
});

describe('which server it is', () => {
  const [, hello, , root] = engine.identify;

  test.for<[string, Json, string | null, string | null]>([
    [
      'from 4.0 on',
      { bolt_direct: 'bolt://a:7687', neo4j_version: '4.4.39', neo4j_edition: 'community' },
      '4.4.39',
      'http',
    ],
    ['before', { data: 'http://a:7474/db/data/', management: 'http://a:7474/db/manage/' }, null, 'http'],
    ['somebody else', { data: 'http://a:7474/db/data/' }, null, null],
    ['a version alone', { neo4j_version: '5.26.0' }, null, null],
  ])('by its discovery page: %s', ([, json, version, role]) => {
    const claim = root?.claim(replyOf({ status: 200, json }));
    expect([claim?.version ?? null, claim?.role ?? null]).toEqual([version, role]);
  });

  test.for<[string, Uint8Array, string | null, string | null]>([
    ['Neo4j', said(SUCCESS, { server: 'Neo4j/2025.08.0' }), '2025.08.0', 'bolt'],
    [
      'Memgraph',
      said(SUCCESS, { server: 'Neo4j/v5.11.0 compatible graph database server - Memgraph' }),
      null,
      'memgraph',
    ],
    ['a login before the greeting', failure('Neo.ClientError.Security.Unauthorized'), null, 'bolt'],
    ['another server', said(SUCCESS, { server: 'ArcadeDB/25.1' }), null, null],
    ['an error of another kind', failure('Neo.ClientError.Request.Invalid'), null, null],
  ])('by its greeting: %s', ([, answer, version, role]) => {
    const claim = hello?.claim(bytes(answer));
    expect([claim?.version ?? null, claim?.role ?? null]).toEqual([version, role]);
  });
});

describe('what a visitor has', () => {
  const context = (role: string, version: string | null): ProbeContext =>
    probeContext({ engine: 'neo4j', version, role });
  const overBolt = async (role: string, answers: Readonly<Record<string, Reply | Failure>>) => {
    const other = bytes(said(SUCCESS, {}), failure('Neo.ClientError.Statement.SyntaxError'), said(IGNORED, {}));
    const channel = { ask: (name: string) => Promise.resolve(answers[name] ?? other) };
    return engine.access(channel as unknown as Neo4jChannel, context(role, '5.26.0'));
  };
  const entered = {
    handshake: bytes(Uint8Array.of(0, 0, 8, 5)),
    hello: bytes(said(SUCCESS, { server: 'Neo4j/5.26.0' })),
    logon: bytes(said(SUCCESS, {})),
    'bolt-control': rows([0]),
    'bolt-nodes': rows([7]),
  };

  test('nodes of a label that cannot exist: nothing is believed', async () => {
    const { access } = await overBolt('bolt', { ...entered, 'bolt-control': rows([7]) });
    expect(access).toMatchObject({ proved: 'unknown', control: 'failed' });
  });

  test('authentication that is on by the server’s own word: no more than was shown', async () => {
    const on = rows(['dbms.security.auth_enabled', 'true']);
    const { access } = await overBolt('bolt', { ...entered, 'bolt-labels': rows(['A']), 'bolt-settings': on });
    expect(access).toMatchObject({ proved: 'read', inferred: 'read', securityLayer: 'present' });
  });

  test('a login that takes too many attempts is no refusal', async () => {
    const limit = bytes(failure('Neo.ClientError.Security.AuthenticationRateLimit'));
    expect((await overBolt('bolt', { ...entered, logon: limit })).access).toMatchObject({
      proved: 'unknown',
      protection: null,
    });
  });

  test('where the usual database has another name, the first one is asked', async () => {
    const none = { errors: [{ code: 'Neo.ClientError.Database.DatabaseNotFound', message: 'no' }] };
    const one = (row: Json[]) => ({ results: [{ columns: ['a'], data: [{ row }] }], errors: [] });
    const channel = fakeChannel({
      root: { status: 200, json: {} },
      'http-control': ({ database }) => ({
        status: database === 'shop' ? 200 : 404,
        json: database === 'shop' ? one([0]) : none,
      }),
      'http-databases': { status: 200, json: one(['shop', 'a:7687', 'online', 'primary']) },
      'http-nodes': { status: 200, json: one([5]) },
    });
    const facts = await engine.access(channel as unknown as Neo4jChannel, context('http', '5.26.0'));
    expect([facts.access.proved, facts.settings['database']]).toEqual(['read', 'shop']);
  });

  test('Memgraph is named for what it is, and its nodes are counted', async () => {
    const answers = { ...entered, hello: bytes(said(SUCCESS, { server: 'Neo4j/v5.11.0 - Memgraph' })) };
    const facts = await overBolt('memgraph', answers);
    expect([facts.service.name, facts.access.proved, facts.access.inferred]).toEqual(['Memgraph', 'read', 'admin']);
  });

  test('before 4.0 the way leads over another path', async () => {
    const channel = fakeChannel({ root: { status: 200, json: {} } });
    await engine.access(channel as unknown as Neo4jChannel, context('http', null));
    expect(channel.asked.find(({ name }) => name === 'http-control')?.params).toMatchObject({
      database: 'data',
      form: 'transaction',
    });
  });
});
