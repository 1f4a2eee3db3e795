import { describe, expect, test } from 'vitest';
import { readAnswer, readCount, readDescribed, readNames } from '../../src/engines/milvus/answers.ts';
import { engine } from '../../src/engines/milvus/engine.ts';
import type { MilvusChannel } from '../../src/engines/milvus/requests.ts';
import type { ProbeContext } from '../../src/model/engine.ts';
import type { Json } from '../../src/model/request.ts';
import { contractOf } from '../kit/contract.ts';
import { type FakeAnswer, fakeChannel, replyOf } from '../kit/fake-channel.ts';
import { probeContext } from '../kit/probe-context.ts';

contractOf('milvus');

const context = (role: 'client' | 'management'): ProbeContext => probeContext({ engine: 'milvus', role });
const ok = (json: Json): FakeAnswer => ({ status: 200, json });
const read = (json: Json) => readAnswer(replyOf(ok(json)));
const missing = ok({ code: 100, message: "can't find collection[database=default][collection=unl_0]" });
const noLogin: FakeAnswer = { status: 401, json: { code: 1800, message: "user hasn't authenticated" } };

/** A server of 2.4 and later, as the reference of v2 describes it. */
const v2 = {
  'v1-control': missing,
  'v2-list': ok({ code: 0, data: ['notes'] }),
  'v2-count': ok({ code: 0, data: [{ 'count(*)': 7 }] }),
  'v2-databases': ok({ code: 0, data: ['default', 'shop'] }),
  'v2-describe': ok({
    code: 0,
    data: {
      collectionName: 'notes',
      fields: [
        { name: 'id', type: 'Int64', primaryKey: true },
        { name: 'owner_email', type: 'VarChar', params: [{ key: 'max_length', value: '200' }] },
        { name: 'vector', type: 'FloatVector', params: [{ key: 'dim', value: '2' }] },
      ],
    },
  }),
  'v2-statistics': ok({ code: 0, data: { rowCount: 7 } }),
};
const probe = (answers: Parameters<typeof fakeChannel>[0]) => fakeChannel(answers) as unknown as MilvusChannel;

test.for<[string, FakeAnswer]>([
  ['another code', ok({ code: 404, message: 'collection not found' })],
  ['other words', ok({ code: 100, message: 'not found' })],
  ['a login of somebody else', { status: 401, json: { code: 401, message: 'Unauthorized' } }],
  ['a status that is a text', ok({ status: 'ok' })],
  ['other words at the port for management', ok({ status: { error_code: 5, reason: 'no' } })],
])('%s is no Milvus', ([, answer]) => {
  for (const { claim } of engine.identify) expect(claim(replyOf(answer))).toBeNull();
});

test('from 2.4 on v2 is asked, database by database', async () => {
  const facts = await engine.access(probe(v2), context('client'));
  expect(facts.access).toMatchObject({ proved: 'read', inferred: 'admin', control: 'passed' });
  const inventory = await engine.inventory?.(probe(v2), facts, context('client'));
  expect(inventory?.collections.map(({ name, records }) => [name, records])).toEqual([
    ['default.notes', 7],
    ['shop.notes', 7],
  ]);
  expect(inventory?.collections[0]?.fields.map(({ name, type }) => [name, type])).toEqual([
    ['id', 'Int64'],
    ['owner_email', 'VarChar'],
  ]);
});

test('with --sample values go to the sink, vectors are not asked for', async () => {
  const seen: unknown[] = [];
  const sink = { see: (...value: readonly unknown[]) => seen.push(value) };
  const channel = fakeChannel({ ...v2, 'v2-sample': ok({ code: 0, data: [{ id: 1, owner_email: 'a@example.com' }] }) });
  const given = { ...context('client'), sample: { records: 5, sink } };
  const facts = await engine.access(channel as unknown as MilvusChannel, given);
  await engine.inventory?.(channel as unknown as MilvusChannel, facts, given);
  expect(seen).toContainEqual(['default.notes', 'owner_email', 'a@example.com']);
  expect(channel.asked.find(({ name }) => name === 'v2-sample')?.params['fields']).toEqual(['id', 'owner_email']);
});

describe('what is no success', () => {
  const climbed = async (answers: Parameters<typeof fakeChannel>[0], role: 'client' | 'management' = 'client') =>
    (await engine.access(probe(answers), context(role))).access;

  test('a collection that cannot exist is described: nothing is believed', async () => {
    const said = await climbed({ ...v2, 'v1-control': ok({ code: 200, data: { collectionName: 'x' } }) });
    expect(said).toMatchObject({ proved: 'unknown', control: 'failed' });
  });

  test('rights that are wanted come with a status of 200', async () => {
    const denied = ok({ code: 1401, message: 'privilege not permitted' });
    expect(await climbed({ ...v2, 'v2-list': denied })).toMatchObject({
      proved: 'banner',
      protection: 'authentication',
    });
    expect(await climbed({ 'v1-control': noLogin, 'v2-list': noLogin })).toMatchObject({
      proved: 'banner',
      protection: 'authentication',
    });
  });

  test('a server that is not ready is not called protected', async () => {
    const said = await climbed({ 'v1-control': ok({ code: 1, message: 'service not ready' }) });
    expect(said).toMatchObject({ proved: 'unknown', protection: null });
  });

  test('a port for management that lists no users takes nobody for an administrator', async () => {
    const answers = { 'api-control': ok({ status: { error_code: 1, code: 100 } }), 'api-list': ok({ status: {} }) };
    expect(await climbed(answers, 'management')).toMatchObject({ proved: 'metadata', inferred: 'metadata' });
    const users = ok({ status: {}, usernames: ['root'] });
    expect((await climbed({ ...answers, 'api-users': users }, 'management')).inferred).toBe('admin');
  });
});

test('what is no answer of it says nothing; a name that could end a condition stands in none', () => {
  expect(readNames(read({ code: 200, data: 'x' }))).toBeNull();
  expect(readNames(read({ code: 200, data: ['a', 'b"c', 7] }))).toEqual(['a']);
  expect(readCount(read({ code: 200, data: [{ 'count(*)': '-1' }] }))).toBeNull();
  expect(readDescribed(read({ code: 200, data: {} }))).toBeNull();
  const field = (name: string, type: string) => ({ name, type, primaryKey: true });
  const all = (name: string, type: string) =>
    readDescribed(read({ code: 200, data: { fields: [field(name, type)] } }))?.all;
  expect([all('id', 'Int64'), all('key', 'VarChar(20)'), all('a >= 0 || b', 'Int64')]).toEqual([
    'id >= 0',
    'key >= ""',
    null,
  ]);
});
