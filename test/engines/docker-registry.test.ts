import { describe, expect, test } from 'vitest';
import { engine } from '../../src/engines/docker-registry/engine.ts';
import { type RegistryChannel, repositoryOf } from '../../src/engines/docker-registry/requests.ts';
import { lookForMiners } from '../../src/families/notes/miners.ts';
import { contractOf, play, transcriptOf } from '../kit/contract.ts';
import { type FakeAnswer, fakeChannel, replyOf } from '../kit/fake-channel.ts';
import { probeContext } from '../kit/probe-context.ts';

contractOf('docker-registry');

const stateOf = (state: string) => transcriptOf('docker-registry', state);

test('tags are counted by repository, one manifest is asked for by HEAD, and no blob at all', async () => {
  const { inventory, exchanges } = await play(stateOf('2.8.2-open'));
  expect(inventory?.collections.map(({ name, records }) => `${name} ${records}`)).toEqual([
    'base 1',
    'shop/api 3',
    'shop/web 2',
    'team/tools/backup 1',
  ]);
  const own = exchanges.filter(({ engine: id }) => id === 'docker-registry').map(({ request }) => request);
  expect(own.filter((request) => /manifests|blobs/.test(request))).toEqual(['HEAD /v2/base/manifests/bookworm']);
});

const protocol = { 'docker-distribution-api-version': 'registry/2.0', 'content-type': 'application/json' };
const open: FakeAnswer = { status: 200, json: {}, headers: protocol };
const errors = (status: number, code: string, headers: Record<string, string> = {}, more: object = {}): FakeAnswer => ({
  status,
  json: { errors: [{ code, message: 'said', ...more }] },
  headers: { ...protocol, ...headers },
});
const unknown = errors(404, 'NAME_UNKNOWN', {}, { detail: { name: 'unl-0000000000000000' } });
const names = (repositories: string[]): FakeAnswer => ({ status: 200, json: { repositories }, headers: protocol });

describe('what is no registry', () => {
  const [base] = engine.identify;
  test.for<[string, FakeAnswer]>([
    ['a page', { status: 200, text: '{}' }],
    ['JSON without the header', { status: 200, json: {} }],
    ['the header alone', { status: 200, text: 'hello', headers: protocol }],
    ['another status', errors(500, 'UNKNOWN')],
    ['nothing', { failure: 'closed' }],
  ])('%s is not claimed', ([, answer]) => {
    expect(base?.claim(replyOf(answer))).toBeNull();
  });
});

describe('what is no success', () => {
  const context = probeContext({ engine: 'docker-registry', role: 'registry' });
  const climbed = async (answers: Parameters<typeof fakeChannel>[0]) => {
    const facts = await engine.access(fakeChannel(answers) as unknown as RegistryChannel, context);
    return { ...facts.access, notes: facts.notes };
  };

  test('the base is open and the catalogue is not: a refusal was seen', async () => {
    expect(await climbed({ base: open, control: unknown, catalog: errors(401, 'UNAUTHORIZED') })).toMatchObject({
      proved: 'banner',
      protection: 'authentication',
      control: 'passed',
    });
  });

  test('no login, and no catalogue either: nobody knows', async () => {
    const said = await climbed({ base: open, control: unknown, catalog: errors(404, 'UNSUPPORTED') });
    expect(said).toMatchObject({ proved: 'unknown', protection: null });
    expect(said.reason).toContain('does not list its repositories');
  });

  test('behind a proxy, or of another registry, nothing is said of pushing', async () => {
    const behind = { ...open, headers: { ...protocol, server: 'nginx' } };
    expect(await climbed({ base: behind, control: unknown, catalog: names([]) })).toMatchObject({
      proved: 'metadata',
      inferred: 'metadata',
      securityLayer: 'unknown',
    });
    expect(await climbed({ base: open, control: unknown, catalog: names([]) })).toMatchObject({ inferred: 'write' });
    // zot's words, which lets visitors pull by a policy of theirs
    const zot = errors(404, 'NAME_UNKNOWN', {}, { description: 'longer', detail: { name: 'unl-0000000000000000' } });
    expect(await climbed({ base: open, control: zot, catalog: names([]) })).toMatchObject({ inferred: 'metadata' });
  });

  test('a repository that cannot exist has tags: nothing is believed', async () => {
    expect(await climbed({ base: open, control: open, catalog: names(['a']) })).toMatchObject({
      proved: 'unknown',
      control: 'failed',
    });
  });

  test('a place where tokens are given is named, and not asked', async () => {
    const challenge = { 'www-authenticate': 'Bearer realm="https://auth.example/token",service="registry"' };
    const refused = errors(401, 'UNAUTHORIZED', challenge);
    const said = await climbed({ base: refused, control: refused, catalog: refused });
    expect(said).toMatchObject({ proved: 'banner', protection: 'authentication' });
    expect(said.notes.join()).toContain('https://auth.example/token');
  });

  test('a registry that is busy is asked no more, and not called protected', async () => {
    expect(await climbed({ base: open, control: errors(429, 'TOOMANYREQUESTS') })).toMatchObject({
      proved: 'unknown',
      protection: null,
    });
  });
});

test('names that could change a request are left out', () => {
  expect(repositoryOf('a/b')).toEqual({ name: 'a/b', depth: 2, params: { a: 'a', b: 'b' } });
  for (const name of ['', '/', 'a//b', '../x', 'a/b/c/d/e', '_catalog', 'A/b']) expect(repositoryOf(name)).toBeNull();
});

test('miners are known by whole words', () => {
  const found = lookForMiners([{ name: 'tools/xmrig:latest' }, { name: 'shop/xmrigging' }, { name: 'kinsing' }]);
  expect(found.map(({ collection }) => collection)).toEqual(['tools/xmrig:latest', 'kinsing']);
});
