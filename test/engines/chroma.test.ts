import { describe, expect, test } from 'vitest';
import { engine } from '../../src/engines/chroma/engine.ts';
import type { ChromaChannel } from '../../src/engines/chroma/requests.ts';
import type { ProbeContext } from '../../src/model/engine.ts';
import type { Json } from '../../src/model/request.ts';
import { contractOf } from '../kit/contract.ts';
import { type FakeAnswer, fakeChannel, replyOf } from '../kit/fake-channel.ts';
import { probeContext } from '../kit/probe-context.ts';

contractOf('chroma');

const context = (role: 'v1' | 'v2', sample: ProbeContext['sample'] = null): ProbeContext =>
  probeContext({ engine: 'chroma', role }, { sample });

const ID = '00000000-0000-4000-8000-000000000001';
const ok = (json: Json): FakeAnswer => ({ status: 200, json });
const missing: FakeAnswer = { status: 404, json: { error: 'NotFoundError', message: 'no' } };
const refused: FakeAnswer = { status: 403, json: { error: 'AuthError', message: 'Forbidden' } };
const server = {
  version: ok('1.0.0'),
  control: missing,
  whoami: ok({ user_id: '', tenant: 'default_tenant', databases: ['default_database'] }),
  databases: ok([{ id: ID, name: 'default_database', tenant: 'default_tenant' }]),
  collections: ok([{ id: ID, name: 'notes' }]),
  count: ok(3),
};

const climbed = async (answers: Parameters<typeof fakeChannel>[0], role: 'v1' | 'v2' = 'v2') =>
  engine.access(fakeChannel(answers) as unknown as ChromaChannel, context(role));

test.for<[string, Json]>([
  ['another name', { heartbeat: 1 }],
  ['more than the heartbeat', { 'nanosecond heartbeat': 1, status: 'ok' }],
  ['no number', { 'nanosecond heartbeat': 'now' }],
  ['a list', [1]],
])('%s is no Chroma', ([, json]) => {
  for (const { claim } of engine.identify) expect(claim(replyOf(ok(json)))).toBeNull();
});

describe('what a visitor has', () => {
  test('a tenant that cannot exist is there: nothing is believed', async () => {
    const { access } = await climbed({ ...server, control: ok({ name: 'unl-0000000000000000' }) });
    expect(access).toMatchObject({ proved: 'unknown', control: 'failed' });
  });

  test('paths that a guard forgot: what was shown, and no more', async () => {
    const { access } = await climbed({ ...server, control: refused, whoami: refused });
    expect(access).toMatchObject({ proved: 'read', inferred: 'read', protection: 'authentication', filtered: true });
  });

  test('a server in trouble is not called protected', async () => {
    const { access } = await climbed({ version: ok('0.6.3'), control: { status: 503, text: 'no' } });
    expect(access).toMatchObject({ proved: 'unknown', protection: null });
  });

  test('the server in Rust tells no version of its own, the one in Python does', async () => {
    const python = { status: 200, json: '1.0.0', headers: { server: 'uvicorn' } };
    expect((await climbed(server)).service.version).toBeNull();
    const facts = await climbed({ ...server, version: python });
    expect([facts.service.version, facts.settings['implementation']]).toEqual(['1.0.0', 'python']);
  });

  test('before 0.6 the paths name no tenant, and a missing collection is an error of the server', async () => {
    const facts = await climbed(
      {
        version: ok('0.4.24'),
        'control-v1': { status: 500, json: { error: "ValueError('Collection unl-0000000000000000 does not exist.')" } },
        'collections-v1': ok([{ id: ID, name: 'notes', metadata: null }]),
        'count-v1': ok(2),
      },
      'v1',
    );
    expect([facts.service.version, facts.access.proved, facts.access.control]).toEqual(['0.4.24', 'read', 'passed']);
  });

  test('with --sample values go to the sink', async () => {
    const seen: unknown[] = [];
    const sink = { see: (...value: readonly unknown[]) => seen.push(value) };
    const facts = await climbed(server);
    const answers = {
      ...server,
      sample: ok({ ids: ['a'], metadatas: [{ email: 'a@example.com' }, null], documents: ['x'] }),
    };
    const channel = fakeChannel(answers) as unknown as ChromaChannel;
    await engine.inventory?.(channel, facts, context('v2', { records: 5, sink }));
    expect(seen).toEqual([
      ['default_database.notes', 'email', 'a@example.com'],
      ['default_database.notes', 'document', 'x'],
    ]);
  });
});
