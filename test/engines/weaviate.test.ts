import { describe, expect, test } from 'vitest';
import { readAnswer, readSchema, readShards } from '../../src/engines/weaviate/answers.ts';
import { engine } from '../../src/engines/weaviate/engine.ts';
import type { WeaviateChannel } from '../../src/engines/weaviate/requests.ts';
import type { ProbeContext } from '../../src/model/engine.ts';
import type { Json } from '../../src/model/request.ts';
import { contractOf } from '../kit/contract.ts';
import { type FakeAnswer, fakeChannel, replyOf } from '../kit/fake-channel.ts';
import { probeContext } from '../kit/probe-context.ts';

contractOf('weaviate');

const context: ProbeContext = probeContext({ engine: 'weaviate', version: '1.20.0', role: 'http' });
const ok = (json: Json): FakeAnswer => ({ status: 200, json });
const refused: FakeAnswer = { status: 403, json: { error: [{ message: 'forbidden' }] } };
const missing: FakeAnswer = { status: 404, text: '' };
const server = {
  meta: ok({ hostname: 'http://[::]:8080', modules: {}, version: '1.20.0' }),
  control: missing,
  schema: ok({ classes: [{ class: 'Note', properties: [] }] }),
  count: ok({ data: { Aggregate: { Note: [{ meta: { count: 3 } }] } } }),
  rights: missing,
};
const climbed = async (answers: Parameters<typeof fakeChannel>[0]) =>
  (await engine.access(fakeChannel(answers) as unknown as WeaviateChannel, context)).access;

test.for<[string, Json]>([
  ['a version alone', { version: '1.35.2' }],
  ['modules that are no object', { hostname: 'a', modules: [], version: '1.35.2' }],
  ['other links', { links: [{ href: '/v1/meta' }] }],
])('%s is no Weaviate', ([, json]) => {
  for (const { claim } of engine.identify) expect(claim(replyOf(ok(json)))).toBeNull();
});

describe('what a visitor has', () => {
  test('a class that cannot exist is there: nothing is believed', async () => {
    expect(await climbed({ ...server, control: ok({ class: 'Unl' }) })).toMatchObject({
      proved: 'unknown',
      control: 'failed',
    });
  });

  test('all rights only where the server itself says so', async () => {
    expect(await climbed(server)).toMatchObject({ proved: 'read', inferred: 'admin', securityLayer: 'absent' });
    const older: FakeAnswer = { status: 404, json: { code: 404, message: 'path /v1/authz/roles/admin was not found' } };
    expect(await climbed({ ...server, rights: older })).toMatchObject({ proved: 'read', inferred: 'read' });
    expect(await climbed({ ...server, rights: refused })).toMatchObject({ proved: 'read', inferred: 'read' });
  });

  test('an empty list to somebody who is refused all else is no success', async () => {
    expect(await climbed({ ...server, control: refused, schema: ok({ classes: [] }) })).toMatchObject({
      proved: 'banner',
      inferred: 'banner',
      protection: 'authentication',
    });
  });

  test('a server in trouble is not called protected', async () => {
    expect(await climbed({ ...server, control: { status: 503, text: '' } })).toMatchObject({
      proved: 'unknown',
      protection: null,
    });
  });
});

test('objects within objects are fields under a dotted path; names that are none stand in no question', () => {
  const nested = { name: 'body', dataType: ['object'], nestedProperties: [{ name: 'height', dataType: ['number'] }] };
  const classes = [
    { class: 'Tester', properties: [nested] },
    { class: 'a { evil }' },
    { class: 'Tenants', multiTenancyConfig: { enabled: true } },
  ];
  const read = readSchema(readAnswer(replyOf(ok({ classes }))));
  expect(read?.map(({ name, tenants }) => [name, tenants])).toEqual([
    ['Tester', false],
    ['Tenants', true],
  ]);
  expect(read?.[0]?.fields.map(({ name, type }) => [name, type])).toEqual([['body.height', 'number']]);
});

test('a shard that lies on two nodes is counted once', () => {
  const shard = (name: string, objectCount: number) => ({ class: 'Note', name, objectCount });
  const nodes = [{ shards: [shard('a', 3), shard('b', 4)] }, { shards: [shard('a', 3)] }, { shards: null }];
  expect(readShards(readAnswer(replyOf(ok({ nodes }))))).toEqual(new Map([['Note', 7]]));
});
