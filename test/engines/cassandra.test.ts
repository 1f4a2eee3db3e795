import { describe, expect, test } from 'vitest';
import { engine } from '../../src/engines/cassandra/engine.ts';
import { type CqlChannel, cqlRequests } from '../../src/families/cql/requests.ts';
import { sizeOf } from '../../src/families/cql/sizes.ts';
import { frameLength, OPTIONS, query, readAnswer } from '../../src/families/cql/wire.ts';
import type { ProbeContext } from '../../src/model/engine.ts';
import { contractOf, play, transcriptOf } from '../kit/contract.ts';
import { probeContext } from '../kit/probe-context.ts';

contractOf('cassandra');

const stateOf = (state: string) => transcriptOf('cassandra', `5.0.4-${state}`);

describe('access', () => {
  test('what it supports is told before any login, and is taken for no proof; nothing follows a demand for one', async () => {
    const { facts, exchanges } = await play(stateOf('locked'));
    expect(facts?.access).toMatchObject({ proved: 'none', protection: 'authentication', securityLayer: 'present' });
    expect(facts?.settings['authenticator']).toMatch(/PasswordAuthenticator$/);
    const asked = exchanges.filter(({ engine: id }) => id === 'cassandra').map(({ name }) => name);
    expect(asked).toEqual(['options', 'startup']);
  });

  test('the proof is the hash of one key, and no report holds it', async () => {
    const { facts, exchanges } = await play(stateOf('open'));
    const proof = exchanges.find(({ name }) => name === 'row');
    expect(proof?.request).toBe('SELECT token(owner_email) FROM shop.users LIMIT 1');
    expect(proof?.told).toBe('1 row');
    expect(facts?.proofs['count-records']).toEqual([proof?.number]);
    expect(facts?.settings).toMatchObject({ authorizer: 'AllowAllAuthorizer', bindAny: true, userFunctions: false });
  });

  test('a server that speaks before protocol 4 is known, and is not called protected', async () => {
    const answer = error(3, 0x000a, 'Invalid or unsupported protocol version: 4');
    expect(engine.identify[0]?.claim({ ok: true, kind: 'bytes', exchange: 0, bytes: answer })).toMatchObject({
      confidence: 'certain',
      role: 'another version of the protocol',
    });
    const { access, proofs } = await climbed({ startup: answer }, 'another version of the protocol');
    expect(proofs['banner']).toEqual([0]);
    expect(access).toMatchObject({ proved: 'unknown', protection: null });
    expect(access.reason).toMatch(/another version of the protocol/);
  });

  test('a server in trouble is not called protected', async () => {
    const { access } = await climbed({ startup: error(4, 0x1001, 'Request is overloaded') });
    expect(access).toMatchObject({ proved: 'unknown', protection: null });
  });
});

describe('inventory', () => {
  test('small tables are counted, fresh ones too; several rows of a partition are several rows', async () => {
    const { inventory } = await play(stateOf('fresh'));
    expect(inventory?.collections.map(({ name, records }) => [name, records])).toEqual([
      ['shop.members', 120],
      ['shop.visits', 50],
    ]);
  });

  test('people are the partitions of a table whose key is one column, by the estimate of the node or by their hashes', async () => {
    const measured = async (collection: string, field: string) =>
      (await play(stateOf('open'), { measure: { collection, field } })).measurement;
    const { people } = stateOf('open').expect;
    expect(await measured('shop.users', 'owner_email')).toMatchObject({ distinct: people, approximate: true });
    expect(await measured('shop.beta_testers', 'owner_email')).toMatchObject({ distinct: 140, approximate: false });
    expect((await measured('shop.shares', 'owner_email'))?.skipped).not.toBeNull();
  });

  test('what a node says of its part of the ring is taken to the whole', () => {
    const row = (start: string, end: string, count: string) => ['k', 't', start, end, '100', count];
    expect(sizeOf([row('0', '4611686018427387904', '50')])).toEqual({ partitions: 200, bytes: 100, share: 0.25 });
    expect(sizeOf([row('5', '5', '50')]).partitions).toBe(50);
    expect(sizeOf([row('-9223372036854775808', '0', '3'), row('0', '-9223372036854775808', '4')]).partitions).toBe(7);
    expect(sizeOf([row('0a', 'ff', '50')])).toMatchObject({ partitions: 50, share: 1 });
  });
});

describe('the wire', () => {
  test('no name can leave its place in a statement', () => {
    const evil = 'x"; DROP TABLE shop.users; --';
    const sent = Buffer.from(cqlRequests.row.encode({ keyspace: evil, table: evil, key: [evil, 'b'] })).toString();
    const inside = evil.replace('"', '""');
    expect(sent).toContain(`SELECT token("${inside}", "b") FROM "${inside}"."${inside}" LIMIT 1`);
  });

  test('what is no answer of the protocol, or claims a length that cannot be, is refused at once', () => {
    for (const bytes of ['HTTP/1.1 400 Bad Request', '+PONG\r\n', '\x84\0\0\0\x02\xff\xff\xff\xff', '\x04\0\0\0\x05'])
      expect(() => frameLength(Buffer.from(bytes, 'latin1')), bytes).toThrow(RangeError);
    expect(frameLength(OPTIONS.map((byte, index) => (index === 0 ? 0x84 : byte)))).toBe(9);
    expect(frameLength(Buffer.from([0x84, 0, 0, 0]))).toBeUndefined();
    expect(readAnswer(query('SELECT 1'))).toBeNull();
  });

  test.for<[string, string]>([
    ['a map that is longer than its frame', '8400000006000000020005'],
    [
      'a column of types within types without end',
      `84000000080000006300000002000000010000000100000000000161${'0020'.repeat(40)}`,
    ],
    ['rows without columns, without end', '84000000080000001000000002000000010000000000000000'],
    ['compressed', '840100000200000000'],
  ])('%s is no answer', ([, hex]) => {
    expect(readAnswer(Buffer.from(hex, 'hex'))).toBeNull();
  });
});

function error(version: number, code: number, message: string): Uint8Array {
  const text = Buffer.from(message);
  const head = Buffer.alloc(15);
  head.set([0x80 + version, 0, 0, 0, 0]);
  head.writeInt32BE(6 + text.length, 5);
  head.writeInt32BE(code, 9);
  head.writeUInt16BE(text.length, 13);
  return Buffer.concat([head, text]);
}

function climbed(answers: Readonly<Record<string, Uint8Array>>, role = 'native') {
  const channel = {
    ask: (name: string) =>
      Promise.resolve({ ok: true, kind: 'bytes', exchange: 0, bytes: answers[name] ?? new Uint8Array() }),
  } as unknown as CqlChannel;
  const context: ProbeContext = probeContext({ engine: 'cassandra', role });
  return engine.access(channel, context);
}
