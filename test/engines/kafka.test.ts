import { expect, test } from 'vitest';
import { readApiVersions } from '../../src/engines/kafka/answers.ts';
import { readClients } from '../../src/engines/kafka/around.ts';
import { engine } from '../../src/engines/kafka/engine.ts';
import { releaseOf, roleOf } from '../../src/engines/kafka/releases.ts';
import { may } from '../../src/engines/kafka/rights.ts';
import { API, answerLength } from '../../src/engines/kafka/wire.ts';
import { contractOf, play, transcriptOf } from '../kit/contract.ts';

contractOf('kafka');

const stateOf = (state: string) => transcriptOf('kafka', state);

test('messages are counted by offsets, the right to read is proved where none can come, and no message is read', async () => {
  const { inventory, exchanges } = await play(stateOf('3.9.1-open'));
  expect(inventory?.collections.map(({ name, records }) => [name, records])).toEqual([
    ['shop.beta-testers', 30],
    ['shop.shares', 150],
    ['shop.users', 240],
  ]);
  expect(inventory?.collections.every(({ bytes }) => (bytes ?? 0) > 0)).toBe(true);
  const fetched = exchanges.filter(({ name }) => name === 'fetch-beyond');
  expect(fetched.map(({ told }) => told)).toEqual([expect.stringMatching(/ OFFSET_OUT_OF_RANGE$/)]);
});

test('no topic is ever made: every question for a topic says so', () => {
  const created = ['control-8', 'control-4', 'topics-8', 'topics-4'] as const;
  for (const name of created) {
    const sent = Buffer.from(engine.requests[name].encode({ control: 'unl-0' }));
    const flags = sent.subarray(name.endsWith('8') ? -3 : -1);
    expect(flags[0], name).toBe(0);
  }
});

test('a login, and an authorizer that gives a stranger nothing', async () => {
  const login = await play(stateOf('3.9.1-locked'));
  expect(login.facts?.settings).toMatchObject({ saslMechanisms: ['PLAIN'], authorizer: null });
  expect(login.exchanges.map(({ safety }) => safety)).not.toContain('login');
  const rules = await play(stateOf('3.9.1-acl'));
  expect(rules.facts?.settings).toMatchObject({ saslMechanisms: [], authorizer: true });
  expect(rules.facts?.proofs['refusal']).toEqual(rules.facts?.proofs['control']);
});

test('an authorizer that shows two of three topics, one of them to be read', async () => {
  const { facts, inventory } = await play(stateOf('3.9.1-anonymous-limited'));
  expect(facts?.access).toMatchObject({
    proved: 'read',
    inferred: 'read',
    filtered: true,
    securityLayer: 'present',
    anonymous: { user: 'User:ANONYMOUS' },
  });
  expect(inventory?.collections.map(({ name }) => name)).toEqual(['internal.customers', 'public.catalogue']);
});

test('a ransom note is known by its name', async () => {
  const { inventory } = await play(stateOf('3.9.1-ransom'));
  expect(inventory?.signs).toMatchObject([{ kind: 'ransom-note', certainty: 'suspicious' }]);
});

test('a broker tells its release by the level of its metadata; an unknown level is no release', () => {
  const told = (level: number) => releaseOf({ apis: new Map(), features: new Map([['metadata.version', level]]) });
  expect([told(21), told(27), told(7), told(99), told(22)]).toEqual(['3.9', '4.1', '3.3', null, null]);
});

test('brokers before 2.4 answer in version 0 that they do not know the question; a controller knows no topics', () => {
  const header = Buffer.from('00000012756e6c61', 'hex');
  const old = readApiVersions(Buffer.concat([header, Buffer.from('002300000001001200000002', 'hex')]));
  expect([...(old?.apis ?? [])]).toEqual([[18, 2]]);
  expect(readApiVersions(Buffer.concat([header, Buffer.from('00237fffffff', 'hex')]))).toBeNull();
  const knows = (...apis: number[]) => roleOf({ apis: new Map(apis.map((api) => [api, 1])), features: new Map() });
  expect(knows(API.apiVersions, API.metadata, API.fetch)).toBe('broker');
  expect(knows(API.apiVersions, API.fetch)).toBe('controller');
  expect(knows(API.metadata)).toBeNull();
});

test('what is no answer to our question is refused at once, and so is a length that cannot be', () => {
  const text = (words: string) => Buffer.from(words, 'latin1');
  for (const bytes of [
    'HTTP/1.1 400',
    '\x15\x03\x03\0\x02\x02\x46',
    '-ERR unknown\r\n',
    '\0\0\0\x02ab',
    '\0\0\0\x10\0\0\0\x01',
  ]) {
    expect(() => answerLength(text(bytes)), bytes).toThrow(RangeError);
  }
  expect(answerLength(text('\0\0'))).toBeUndefined();
  expect(answerLength(text('\0\0\0\x10unla'))).toBe(20);
});

test('rights are bits, and clients are their networks', () => {
  const bits = (1 << 3) | (1 << 8);
  expect([may(bits, 'read'), may(bits, 'write'), may(null, 'read')]).toEqual([true, false, false]);
  expect(
    readClients(['/203.0.113.7', 'host/198.51.100.2', '/2001:db8::9', '']).map(({ location }) => location),
  ).toEqual(['198.51.100.0/24', '2001:db8::/48', '203.0.113.0/24']);
});
