import { describe, expect, test } from 'vitest';
import { engine } from '../../src/engines/etcd/engine.ts';
import type { EtcdChannel } from '../../src/engines/etcd/requests.ts';
import { gatewayOf, hasV2 } from '../../src/engines/etcd/versions.ts';
import { walk } from '../../src/engines/etcd/walk.ts';
import type { Params } from '../../src/model/request.ts';
import { byText } from '../../src/support/stable-json.ts';
import { contractOf, play, transcriptOf } from '../kit/contract.ts';
import { type FakeAnswer, fakeChannel, replyOf } from '../kit/fake-channel.ts';
import { probeContext } from '../kit/probe-context.ts';

contractOf('etcd');

const stateOf = (state: string) => transcriptOf('etcd', state);

test('v2 open beside a guarded v3 is told, with what refuses and what does not', async () => {
  const { facts, inventory } = await play(stateOf('3.4.23-side-door'));
  expect(facts?.settings).toMatchObject({ role: 'client', v3: 'refused', v2: 'open', sideDoor: true });
  expect(facts?.access).toMatchObject({ filtered: true, securityLayer: 'absent', control: 'passed' });
  expect(facts?.proofs['refusal']).toHaveLength(1);
  expect(inventory?.collections.map(({ name, records }) => `${name} ${records}`)).toEqual([
    '/config null',
    '/services null',
  ]);
});

test('both open: v3 is counted, v2 is named, and no value of either was asked for', async () => {
  const { inventory, exchanges } = await play(stateOf('3.4.23-both'));
  const told = inventory?.collections.map(({ name, records }) => `${name} ${records}`);
  expect(told?.toSorted(byText)).toEqual([
    '/shop/config/* 2',
    '/shop/customers/*/created_at 40',
    '/shop/customers/*/owner_email 40',
    'v2:/config null',
    'v2:/services null',
  ]);
  expect(exchanges.every(({ safety }) => safety !== 'sample')).toBe(true);
});

test('the visitor of v2 who may read a part: read was shown, the rest was refused', async () => {
  const { facts } = await play(stateOf('3.4.23-anonymous-limited'));
  expect(facts?.settings).toMatchObject({ v3: 'refused', v2: 'open', sideDoor: false });
  expect(facts?.access).toMatchObject({ proved: 'read', inferred: 'read', filtered: true, securityLayer: 'present' });
});

test('kinds of Kubernetes objects are counted one by one, and no object is named', async () => {
  const { inventory } = await play(stateOf('3.4.23-kubernetes'));
  expect(inventory?.settings).toEqual({ kubernetesSecrets: 3 });
  expect(inventory?.collections.map(({ name, records }) => `${name} ${records}`)).toEqual([
    '/registry/configmaps/* 2',
    '/registry/namespaces/* 2',
    '/registry/pods/* 4',
    '/registry/secrets/* 3',
  ]);
});

test('users without authentication are counted, and their names are not kept', async () => {
  const { facts } = await play(stateOf('3.5.1-turned-off'));
  expect(facts?.settings['usersWithoutAuthentication']).toBe(1);
  expect(JSON.stringify(facts)).not.toContain('root');
});

test('members, and where they are', async () => {
  const { inventory } = await play(stateOf('3.6.5-open'));
  expect(inventory?.egress).toEqual([
    { kind: 'member', name: 'lab', location: 'http://127.0.0.1:2379', host: '127.0.0.1' },
  ]);
});

test.for<[string | null, ReturnType<typeof gatewayOf>, boolean]>([
  ['2.3.8', null, true],
  ['3.2.32', 'v3alpha', true],
  ['3.3.27', 'v3beta', true],
  ['3.4.23', 'v3', true],
  ['3.5.1', 'v3', true],
  ['3.6.5', 'v3', false],
  ['4.0.0', 'v3', false],
  [null, 'v3', true],
])('%s is asked by %s', ([version, gateway, v2]) => {
  expect(gatewayOf(version)).toBe(gateway);
  expect(hasV2(version)).toBe(v2);
});

const header = { cluster_id: '10144879847569953045' };

/** A server with these keys, which answers as the real one does. */
function serverOf(keys: readonly string[]) {
  const sorted = keys.map((key) => Buffer.from(key)).toSorted((left, right) => left.compare(right));
  return fakeChannel({
    keys: ({ from }: Params): FakeAnswer => {
      const start = Buffer.from(String(from), 'hex');
      const rest = sorted.filter((key) => key.compare(start) >= 0);
      const page = rest.slice(0, 400).map((key) => ({ key: key.toString('base64') }));
      return {
        status: 200,
        json: {
          header,
          ...(rest.length > 0 && { kvs: page, count: `${rest.length}` }),
          ...(rest.length > 400 && { more: true }),
        },
      };
    },
  });
}

const numbered = (count: number, make: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => make(index));

describe('the walk over the keys', () => {
  test('few keys are all seen', async () => {
    const channel = serverOf(numbered(1_000, (index) => `user:${index}`));
    const walked = await walk(channel as unknown as EtcdChannel, 'v3');
    expect(walked).toMatchObject({ unseen: 0, estimated: false });
    expect(walked.keys.size).toBe(1_000);
    expect(channel.asked).toHaveLength(3);
  });

  test('a long prefix is listed in part and counted whole; what lies behind it is not missed', async () => {
    const many = numbered(50_000, (index) => `session:${String(index).padStart(6, '0')}`);
    const channel = serverOf([
      ...numbered(10, (index) => `a:${index}`),
      ...many,
      ...numbered(7, (index) => `user:${index}`),
    ]);
    const { keys, unseen, estimated } = await walk(channel as unknown as EtcdChannel, 'v3');
    const sum = (prefix: string) =>
      [...keys].reduce((total, [key, stands]) => total + (key.startsWith(prefix) ? stands : 0), 0);
    expect([sum('a:'), sum('session:'), sum('user:')]).toEqual([10, 50_000, 7]);
    expect({ unseen, estimated }).toEqual({ unseen: 0, estimated: true });
    expect(keys.size).toBeLessThan(4_000);
    expect(channel.asked.length).toBeLessThan(12);
  });

  test('keys without a mark end the walk at its limit, and the rest is said to be unseen', async () => {
    const channel = serverOf(numbered(20_000, (index) => `k${String(index).padStart(6, '0')}`));
    const { keys, unseen } = await walk(channel as unknown as EtcdChannel, 'v3');
    expect(channel.asked).toHaveLength(40);
    expect(keys.size + unseen).toBe(20_000);
  });

  test('a server that always says that there is more, and gives none, ends it', async () => {
    const channel = fakeChannel({ keys: { status: 200, json: { header, more: true, count: '9' } } });
    const { keys, unseen } = await walk(channel as unknown as EtcdChannel, 'v3');
    expect([keys.size, unseen, channel.asked.length]).toEqual([0, 0, 1]);
  });
});

describe('what is no etcd, and what is no success', () => {
  const [step] = engine.identify;
  test.for<FakeAnswer>([
    { status: 200, json: { major: '1', minor: '31', gitVersion: 'v1.31.0' } },
    { status: 200, json: { etcdserver: 3, etcdcluster: '3.4.0' } },
    { status: 200, json: { etcdserver: '3.4.23' } },
    { status: 404, json: { etcdserver: '3.4.23', etcdcluster: '3.4.0' } },
    { status: 200, text: 'etcdserver etcdcluster' },
    { failure: 'closed' },
  ])('%j is not claimed', (answer) => {
    expect(step?.claim(replyOf(answer))).toBeNull();
  });

  const version = { status: 200, json: { etcdserver: '3.5.1', etcdcluster: '3.5.0' } };
  const context = probeContext({ engine: 'etcd', version: '3.5.1', role: 'client' });
  const climbed = async (answers: Parameters<typeof fakeChannel>[0]) => {
    const channel = fakeChannel({ version, ...answers });
    const { access } = await engine.access(channel as unknown as EtcdChannel, context);
    return { ...access, asked: channel.asked.map(({ name }) => name) };
  };
  const counted = { status: 200, json: { header, count: '12' } };

  test('a key that cannot exist is counted: no success is believed', async () => {
    const said = await climbed({ control: counted, 'count-keys': counted });
    expect(said).toMatchObject({
      proved: 'unknown',
      inferred: 'unknown',
      control: 'failed',
      asked: ['version', 'control'],
    });
  });

  test('a v2 key that cannot exist is there: no success is believed', async () => {
    const said = await climbed({ 'v2-control': { status: 200, json: { action: 'get' } } });
    expect(said).toMatchObject({ proved: 'unknown', control: 'failed' });
  });

  test.for([
    [{ status: 503, json: { error: 'etcdserver: no leader', code: 14 } }, 'no leader'],
    [{ status: 429, json: { error: 'etcdserver: too many requests', code: 8 } }, 'too many requests'],
  ] as const)('a cluster in trouble is asked no more, and not called protected: %j', async ([answer, why]) => {
    const said = await climbed({ control: answer });
    expect(said).toMatchObject({ proved: 'unknown', protection: null, asked: ['version', 'control'] });
    expect(said.reason).toContain(why);
  });

  test.for([
    { status: 400, json: { error: 'etcdserver: user name is empty', code: 3 } },
    { status: 403, json: { error: 'etcdserver: permission denied', code: 7 } },
    { status: 401, json: { message: 'etcdserver: invalid auth token', code: 16 } },
    { status: 401, text: 'Unauthorized' },
  ])('a refusal is one: %j', async (answer) => {
    expect(
      await climbed({
        control: answer,
        'count-keys': answer,
        'v2-control': { status: 404, text: '404 page not found' },
      }),
    ).toMatchObject({
      proved: 'banner',
      protection: 'authentication',
      securityLayer: 'present',
    });
  });

  test('200 with another shape is neither a success nor a refusal', async () => {
    const said = await climbed({
      control: { status: 200, json: {} },
      'count-keys': { status: 200, json: { count: '12' } },
    });
    expect(said).toMatchObject({ proved: 'unknown', protection: null });
  });
});
