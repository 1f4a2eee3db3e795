import { describe, expect, test } from 'vitest';
import { engine } from '../../src/engines/rethinkdb/engine.ts';
import { type RethinkChannel, requests } from '../../src/engines/rethinkdb/requests.ts';
import { clientFinal, isChallenge } from '../../src/engines/rethinkdb/scram.ts';
import { answerLength, isOldRefusal, readAnswer, readText, textLength } from '../../src/engines/rethinkdb/wire.ts';
import { contractOf, play, transcriptOf } from '../kit/contract.ts';
import { probeContext } from '../kit/probe-context.ts';

contractOf('rethinkdb');

const stateOf = (state: string) => transcriptOf('rethinkdb', state);

describe('access', () => {
  test('admin without a password: one login, of its own class, and queries that read', async () => {
    const { facts, inventory, exchanges } = await play(stateOf('2.4.4-open'));
    expect(facts?.access).toMatchObject({ securityLayer: 'absent', anonymous: { user: 'admin' }, control: 'passed' });
    expect(exchanges.filter(({ safety }) => safety === 'login').map(({ name }) => name)).toEqual(['enter', 'prove']);
    expect(exchanges.every(({ safety }) => safety !== 'sample')).toBe(true);
    expect(inventory?.egress.map(({ name, host }) => `${name} ${host}`)).toEqual([
      'rethink_1 127.0.0.1',
      'rethink_2 203.0.113.60',
    ]);
  });

  test('a password: one login is refused, and no other is tried', async () => {
    const { facts, exchanges } = await play(stateOf('2.4.4-locked'));
    expect(facts?.access).toMatchObject({ proved: 'banner', protection: 'authentication', securityLayer: 'present' });
    expect(exchanges.filter(({ safety }) => safety === 'login')).toHaveLength(2);
    expect(exchanges.at(-1)?.told).toBe('error 12: Wrong password');
  });

  test('the console is named for what it is, and old servers for what they are', async () => {
    const { facts: shown } = await play(stateOf('2.4.4-console'));
    expect(shown?.access).toMatchObject({ proved: 'banner', inferred: 'admin', protection: null });
    const { facts: old } = await play(stateOf('2.2.6-old'));
    expect(old?.access.reason).toContain('older than 2.3');
  });

  test('with --no-login nobody is logged in, and that is said', async () => {
    const asked: string[] = [];
    const channel = {
      ask: (name: string) => {
        asked.push(name);
        return Promise.resolve({ ok: true, kind: 'bytes', exchange: 0, bytes: new Uint8Array() });
      },
    } as unknown as RethinkChannel;
    const context = probeContext(
      { engine: 'rethinkdb', version: '2.4.4', role: 'driver' },
      { depth: 'access', login: false },
    );
    const { access } = await engine.access(channel, context);
    expect(asked).toEqual(['hello']);
    expect(access).toMatchObject({ proved: 'unknown', protection: null });
    expect(access.reason).toContain('--no-login');
  });
});

describe('the wire', () => {
  const text = (words: string) => Buffer.from(words, 'latin1');

  test('a challenge is answered with an empty password; one that is not ours, or wants work without end, is none', () => {
    // The example of RFC 7677 with our own name, number and password, as the server’s own computation has it.
    const challenge = 'r=unlatched0audit0x7Zk2Qm9Lw0Pq4Rt,s=n45tW0o5KBcG9eTTwrGg,i=4096';
    expect(isChallenge(challenge)).toBe(true);
    expect(clientFinal(challenge)).toMatch(/^c=biws,r=unlatched0audit0x7Zk2Qm9Lw0Pq4Rt,p=[A-Za-z0-9+/]{43}=$/);
    expect(isChallenge(challenge.replace('i=4096', 'i=999999'))).toBe(false);
    expect(isChallenge(challenge.replace('i=4096', 'i=0'))).toBe(false);
    expect(isChallenge(challenge.replace('unlatched0', 'somebody00'))).toBe(false);
    expect(isChallenge('r=unlatched0audit0,s=n45t,i=1')).toBe(false);
    expect(() => clientFinal('r=,s=,i=')).toThrow(TypeError);
  });

  test('texts end with a zero; what is none is refused, and no depth of nesting is too much', () => {
    expect(textLength(text('{"success":true}\0{'))).toBe(17);
    expect(textLength(text('{"success":tr'))).toBeUndefined();
    for (const other of ['HTTP/1.1 400', '+PONG\r\n', '\0', `{${'x'.repeat(9_000)}`])
      expect(() => textLength(text(other)), other.slice(0, 10)).toThrow(RangeError);
    expect(readText(text(`${'['.repeat(200_000)}\0`))).toBeUndefined();
    expect(readText(text('{}'))).toBeUndefined();
    expect(isOldRefusal(text('ERROR: nothing\0'))).toBe(false);
  });

  test('answers to queries: their number, their length, and what is none', () => {
    const answer = Buffer.concat([Buffer.from([1, 0, 0, 0, 0, 0, 0, 0, 7, 0, 0, 0]), text('{"t":1}')]);
    for (let end = 0; end < 12; end += 1) expect(answerLength(answer.subarray(0, end))).toBeUndefined();
    expect(answerLength(answer)).toBe(19);
    expect(readAnswer(answer)).toEqual({ t: 1 });
    expect(readAnswer(answer.subarray(0, 15))).toBeUndefined();
    expect(() => answerLength(Buffer.alloc(12))).toThrow(RangeError);
    expect(() => answerLength(Buffer.from('010000000000000000000070', 'hex'))).toThrow(RangeError);
  });

  test('no name can leave its place in a query', () => {
    const evil = 'x"],[62';
    const sent = Buffer.from(requests.first.encode({ database: evil, table: evil }));
    expect(JSON.parse(sent.subarray(12).toString())).toEqual([1, [43, [[71, [[15, [[14, [evil]], evil]], 1]]]], {}]);
  });
});
