import { describe, expect, test } from 'vitest';
import { readContainers, readVersion } from '../../src/engines/docker/answers.ts';
import { engine } from '../../src/engines/docker/engine.ts';
import type { DockerChannel } from '../../src/engines/docker/requests.ts';
import type { Json } from '../../src/model/request.ts';
import { contractOf, play, transcriptOf } from '../kit/contract.ts';
import { type FakeAnswer, fakeChannel, replyOf } from '../kit/fake-channel.ts';
import { probeContext } from '../kit/probe-context.ts';

contractOf('docker');

const stateOf = (state: string) => transcriptOf('docker', state);

test('all that is sent reads, and files are asked for by HEAD alone', () => {
  const requests = Object.values(engine.requests);
  expect(requests.every(({ method }) => method === 'GET' || method === 'HEAD')).toBe(true);
  const open = requests.filter(({ safety }) => safety !== 'sample').map(({ method, path }) => `${method} ${path}`);
  expect(open.filter((line) => /archive|logs|export|attach|events/.test(line))).toEqual([
    'HEAD /containers/{container}/archive',
  ]);
});

test('a container with the host’s disk, and an image that is named like a miner', async () => {
  const { inventory } = await play(stateOf('20.10.24-miner'));
  expect(inventory?.settings).toEqual({ containersWithDisk: 1, containersWithSocket: 0 });
  expect(inventory?.signs).toMatchObject([{ kind: 'miner', collection: 'pool/xmrig:6.21' }]);
});

test('what a proxy keeps back is no sign that the rest is open', async () => {
  const { facts, inventory } = await play(stateOf('27.5.1-socket-proxy'));
  expect(facts?.access).toMatchObject({ proved: 'read', inferred: 'read', filtered: true, securityLayer: 'present' });
  expect(inventory?.collections.map(({ name, records }) => `${name} ${records}`)).toEqual(['containers 2']);
});

const version: Record<string, Json> = {
  Version: '27.5.1',
  ApiVersion: '1.47',
  Os: 'linux',
  Arch: 'amd64',
  GoVersion: 'go1.22',
};

describe('what is no engine', () => {
  const [step] = engine.identify;
  test.for<[string, FakeAnswer]>([
    ['etcd', { status: 200, json: { etcdserver: '3.5.1', etcdcluster: '3.5.0' } }],
    ['Kubernetes', { status: 200, json: { major: '1', minor: '31', gitVersion: 'v1.31.0', goVersion: 'go1.22' } }],
    ['a part of it', { status: 200, json: { Version: '27.5.1', ApiVersion: '1.47' } }],
    ['a refusal of others', { status: 403, json: { message: 'forbidden' } }],
    ['a page', { status: 200, text: 'Docker' }],
    ['nothing', { failure: 'closed' }],
  ])('%s is not claimed', ([, answer]) => {
    expect(step?.claim(replyOf(answer))).toBeNull();
  });

  test('Podman is named, and its number is taken for no version of Docker', () => {
    const json = { ...version, Version: '5.4.2', Components: [{ Name: 'Podman Engine', Version: '5.4.2' }] };
    expect(readVersion({ meaning: 'open', json })).toMatchObject({ product: 'Podman', version: null, build: '5.4.2' });
  });
});

describe('what is no success', () => {
  const context = probeContext({ engine: 'docker', version: '27.5.1', role: 'engine' });
  const missing: FakeAnswer = { status: 404, json: { message: 'No such thing: unl-0000000000000000' } };
  const told = (plugins: Json): FakeAnswer => ({
    status: 200,
    json: { Containers: 0, Images: 0, Plugins: { Authorization: plugins } },
  });
  const empty: FakeAnswer = { status: 200, json: [] };
  const climbed = async (answers: Parameters<typeof fakeChannel>[0]) => {
    const channel = fakeChannel({ version: { status: 200, json: version }, control: missing, ...answers });
    return (await engine.access(channel as unknown as DockerChannel, context)).access;
  };

  test('a container that cannot exist is there: nothing is believed', async () => {
    const said = await climbed({ control: { status: 200, json: {} }, first: empty });
    expect(said).toMatchObject({ proved: 'unknown', control: 'failed' });
  });

  test('a plugin that decides, or a part that does not answer: what follows is not told', async () => {
    const all = { first: empty, images: empty, exec: missing };
    expect(await climbed({ ...all, information: told(null) })).toMatchObject({
      inferred: 'admin',
      securityLayer: 'absent',
    });
    expect(await climbed({ ...all, information: told(['authz-broker']) })).toMatchObject({ inferred: 'metadata' });
    expect(await climbed({ ...all, information: told(null), exec: { status: 500, text: '' } })).toMatchObject({
      inferred: 'metadata',
    });
  });

  test('an engine in trouble is asked no more, and not called protected', async () => {
    expect(await climbed({ control: { status: 503, text: '' } })).toMatchObject({
      proved: 'unknown',
      protection: null,
    });
  });
});

test('lists of another shape are none', () => {
  const answer = (json: Json) => ({ meaning: 'open' as const, exchange: 0, json, said: '' });
  expect(readContainers(answer({}))).toBeNull();
  expect(readContainers(answer([{ Id: '../..' }]))).toBeNull();
  expect(readContainers(answer([]))).toEqual([]);
});
