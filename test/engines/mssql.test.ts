import { describe, expect, test } from 'vitest';
import { engine } from '../../src/engines/mssql/engine.ts';
import { QUESTION, readPrelogin, releaseOf, responseLength } from '../../src/engines/mssql/prelogin.ts';
import { contractOf, play, transcriptOf } from '../kit/contract.ts';
import { saidOf } from '../kit/said.ts';
import { wholeAudit } from '../kit/whole-audit.ts';

contractOf('mssql');

const stateOf = (state: string) => transcriptOf('mssql', state);

test('no login is in its table: PRELOGIN is all that is ever sent', async () => {
  expect(Object.values(engine.requests).map(({ safety }) => safety)).toEqual(['greeting']);
  const { exchanges, facts } = await play(stateOf('2022-encrypted'));
  const own = exchanges.filter((exchange) => exchange.engine === 'mssql');
  expect(own.map(({ told }) => told)).toEqual(['version 16.0.1000, everything is encrypted']);
  expect(facts?.notes.join()).toContain('no login was tried');
});

test('what goes in clear is told by the server’s own word, and one finding says so', async () => {
  const rulesOf = async (state: string) => {
    const report = await wholeAudit(stateOf(state));
    expect(saidOf(report).alarms).toEqual([]);
    return report.findings.map(({ rule }) => rule).filter((rule) => /plaintext|encrypted/.test(rule));
  };
  expect(await rulesOf('2022-encrypted')).toEqual([]);
  expect(await rulesOf('2019-login-encrypted')).toEqual(['mssql/only-login-encrypted']);
  expect(await rulesOf('2008r2-clear')).toEqual(['mssql/plaintext']);
});

test('years of versions; what Azure says of itself is of none', () => {
  expect(['10.50.1600', '15.0.2000', '12.0.5000', '12.0.2000', '99.0.1'].map(releaseOf)).toEqual([
    '2008 R2',
    '2019',
    '2014',
    null,
    null,
  ]);
});

describe('the wire', () => {
  const answer = Buffer.from(
    stateOf('2019-login-encrypted')
      .exchanges.flatMap((one) => ('hex' in one.answer ? [one.answer.hex] : []))
      .join(''),
    'hex',
  );

  test('the question is a whole packet, whose options lie within it', () => {
    expect(QUESTION.length).toBe(QUESTION[3]);
    expect([...QUESTION.subarray(0, 4)]).toEqual([0x12, 1, 0, 47]);
  });

  test('offsets that lead out of it, options twice, and other packets are no answer', () => {
    expect(readPrelogin(answer)).toEqual({ version: '15.0.2000', encryption: 'login' });
    const spoilt = (at: number, byte: number) =>
      readPrelogin(Buffer.from(answer.map((old, index) => (index === at ? byte : old))));
    for (const [at, byte] of [
      [8, 1],
      [10, 0xff],
      [13, 0],
      [0, 0x12],
    ] as const)
      expect(spoilt(at, byte), `${at}`).toBeNull();
    expect(readPrelogin(answer.subarray(0, 20))).toBeNull();
    for (const bytes of ['HTTP/1.1 400', '\x04\x00\x00\x2b', '\x04\x01\xff\xff', '+PONG\r\n'])
      expect(() => responseLength(Buffer.from(bytes, 'latin1')), bytes).toThrow(/no (?:packet|answer)/);
    expect(responseLength(Buffer.from([4, 1, 0]))).toBeUndefined();
  });
});
