import { describe, expect, test } from 'vitest';
import { readAnswer, selfOf } from '../../src/engines/consul/answers.ts';
import { engine } from '../../src/engines/consul/engine.ts';
import type { ConsulChannel } from '../../src/engines/consul/requests.ts';
import { sampleValues } from '../../src/engines/consul/sampling.ts';
import { contractOf, play, transcriptOf } from '../kit/contract.ts';
import { type FakeAnswer, fakeChannel, replyOf } from '../kit/fake-channel.ts';
import { probeContext } from '../kit/probe-context.ts';

contractOf('consul');

const stateOf = (state: string) => transcriptOf('consul', state);

describe('access', () => {
  test('no access control: by its own word, with programs over HTTP', async () => {
    const { facts, inventory } = await play(stateOf('1.20.6-open'));
    expect(facts?.access).toMatchObject({ securityLayer: 'absent', control: 'passed', filtered: false });
    expect(facts?.settings).toMatchObject({ accessControl: false, remoteScripts: true, bindAny: true, services: 2 });
    expect(inventory?.settings).toEqual({ vaultStorage: true });
    expect(inventory?.egress.map(({ name, host }) => `${name} ${host}`)).toEqual([
      'consul-1 127.0.0.1',
      'web-1 203.0.113.40',
    ]);
  });

  test('a catalogue that is shown for DNS is no access to keys, and a filtered list is none to anything', async () => {
    const { facts } = await play(stateOf('1.20.6-catalogue'));
    expect(facts?.access).toMatchObject({ proved: 'banner', protection: 'authentication', anonymous: null });
    expect(facts?.settings).toMatchObject({ services: 2, topKeys: 0, defaultPolicy: 'deny' });
    expect(facts?.notes.join()).toContain('no key is');
  });

  test('settings without keys: access control is on, and what it leaves is empty', async () => {
    const { facts } = await play(stateOf('1.20.6-settings'));
    expect(facts?.access).toMatchObject({ proved: 'banner', protection: 'authentication', securityLayer: 'present' });
    expect(facts?.settings).toMatchObject({ selfReadable: true, accessControl: true });
  });

  test('the agent’s default token is everybody’s: some keys are listed and others left out', async () => {
    const { facts, inventory } = await play(stateOf('1.20.6-some-keys'));
    expect(facts?.access.anonymous).toEqual({ user: 'default of the agent', roles: ['shop-read'] });
    expect(JSON.stringify([facts, inventory])).not.toContain('5f7d1a52');
    expect(facts?.access).toMatchObject({ proved: 'read', inferred: 'read', filtered: true, securityLayer: 'present' });
    expect(inventory?.collections.map(({ name, records }) => `${name} ${records}`)).toEqual([
      'shop/customers/*/owner_email 12',
      'shop/customers/*/wifi_ssid 12',
      'shop/config/* 2',
    ]);
  });

  test('settings of the agent, old and new, by their types', () => {
    const self = (json: Parameters<typeof selfOf>[0]['json']) => selfOf({ meaning: 'open', json });
    const config = { Datacenter: 'dc1', NodeName: 'n', Version: '0.7.5', Server: false };
    expect(self({ Config: { ...config, EnableScriptChecks: true } })).toMatchObject({
      version: '0.7.5',
      remoteScripts: true,
      accessControl: null,
      server: false,
    });
    expect(self({ Config: config, DebugConfig: { ACLsEnabled: 'false' } })?.accessControl).toBeNull();
    expect(self({ Config: { ...config, Version: 3 } })).toBeNull();
    // Nomad answers the same path in lower case.
    expect(self({ config, member: {} })).toBeNull();
  });

  const context = probeContext({ engine: 'consul', role: 'agent' });
  const climbed = async (answers: Parameters<typeof fakeChannel>[0]) => {
    const channel = fakeChannel({ control: { status: 404, text: '' }, ...answers });
    return (await engine.access(channel as unknown as ConsulChannel, context)).access;
  };
  const keys: FakeAnswer = { status: 200, json: ['shop/'] };
  const off: FakeAnswer = { status: 401, text: 'ACL support disabled' };

  test('keys below a name that cannot exist are there: no success is believed', async () => {
    const said = await climbed({ control: keys, keys, token: off });
    expect(said).toMatchObject({ proved: 'unknown', inferred: 'unknown', control: 'failed', capabilities: [] });
  });

  test('an empty list without a word on access control says nothing', async () => {
    const said = await climbed({ keys: { status: 200, json: [] }, token: { status: 500, text: 'No cluster leader' } });
    expect(said).toMatchObject({ proved: 'unknown', protection: null });
    expect(said.reason).toContain('no key is listed');
  });

  test('a token of strangers with the policy that allows all is an administrator', async () => {
    const token: FakeAnswer = {
      status: 200,
      json: { AccessorID: 'x', Policies: [{ ID: '00000000-0000-0000-0000-000000000001', Name: 'global-management' }] },
    };
    expect(await climbed({ keys, token })).toMatchObject({ proved: 'read', inferred: 'admin' });
  });

  test('a login page of a proxy is a refusal, and a page for everything is none', async () => {
    const login: FakeAnswer = { status: 401, text: '<html>' };
    const all = { self: login, control: login, token: login, keys: login, services: login };
    expect(await climbed(all)).toMatchObject({ proved: 'banner', protection: 'authentication' });
    const page: FakeAnswer = { status: 404, text: '<html>not found' };
    expect(await climbed({ control: page, keys })).toMatchObject({ proved: 'unknown', control: 'not-asked' });
  });
});

describe('what is Consul', () => {
  const claimed = (answer: FakeAnswer) => engine.identify[0]?.claim(replyOf(answer))?.version;
  const headers = { 'x-consul-default-acl-policy': 'deny' };
  const denied =
    'Permission denied: anonymous token lacks permission \'agent:read\' on "n". The anonymous token is used implicitly when a request does not specify a token.';

  test('a refusal in its words with its policy on it, and nothing less', () => {
    expect(claimed({ status: 403, text: denied, headers })).toBeNull();
    expect(claimed({ status: 403, text: 'Permission denied', headers })).toBeNull();
    const named = denied.replace(
      'anonymous token lacks',
      "token with AccessorID '2b0f6a1c-9b5f-4d46-8a2e-6f2f5b1d2c33' lacks",
    );
    expect(claimed({ status: 403, text: named, headers })).toBeNull();
    expect(claimed({ status: 403, text: denied })).toBeUndefined();
    expect(claimed({ status: 403, text: 'Permission denied by the proxy', headers })).toBeUndefined();
    expect(claimed({ status: 200, json: { Config: {} }, headers })).toBeUndefined();
    expect(readAnswer(replyOf({ status: 401, text: 'ACL support disabled' })).meaning).toBe('unguarded');
    expect(readAnswer(replyOf({ status: 401, text: 'no ACL support disabled' })).meaning).toBe('refused');
  });
});

test('values of a sample are asked for by the names of their keys, and those that lie deeper are left out', async () => {
  const channel = fakeChannel({
    value: { status: 200, text: 'plain' },
    'value-three': { status: 200, text: 'mara@example.com' },
  });
  const seen: string[] = [];
  await sampleValues(
    channel as unknown as ConsulChannel,
    [
      { pattern: 'shop/*/email', count: 1, examples: ['shop/1/email'] },
      { pattern: 'feature', count: 1, examples: ['feature', 'a/b/c/d'] },
    ],
    { records: 2, sink: { see: (collection, field, value) => seen.push(`${collection} ${field} ${String(value)}`) } },
  );
  expect(seen).toEqual(['shop/*/email email mara@example.com', 'feature value plain']);
  expect(channel.asked.map(({ name }) => name)).toEqual(['value-three', 'value']);
});
