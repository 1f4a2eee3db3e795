import { expect, test } from 'vitest';
import { encodeCommand, type Resp, RespError, readReplies, repliesLength } from '../../../src/wire/resp.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text);

test('a command goes out as bulk strings with their lengths in bytes', () => {
  expect(Buffer.from(encodeCommand('SCAN', '0', 'ü\r\n*')).toString()).toBe(
    '*3\r\n$4\r\nSCAN\r\n$1\r\n0\r\n$5\r\nü\r\n*\r\n',
  );
});

test.for<[string, string, Resp]>([
  ['a status', '+PONG\r\n', 'PONG'],
  ['an integer', ':42\r\n', 42],
  ['an integer beyond what is safe', ':9223372036854775807\r\n', '9223372036854775807'],
  ['a string with line ends in it', '$4\r\na\r\nb\r\n', 'a\r\nb'],
  ['the nothing of RESP2', '$-1\r\n', null],
  ['a list that is nothing', '*-1\r\n', null],
  ['the nothing of RESP3', '_\r\n', null],
  ['lists in lists', '*2\r\n$1\r\n0\r\n*2\r\n$1\r\na\r\n$1\r\nb\r\n', ['0', ['a', 'b']]],
  ['a map of RESP3', '%1\r\n$6\r\nserver\r\n$5\r\nredis\r\n', ['server', 'redis']],
  ['a set', '~1\r\n#t\r\n', [true]],
  ['a verbatim string', '=7\r\ntxt:abc\r\n', 'abc'],
  ['a double', ',1.5\r\n', 1.5],
  ['an attribute before a reply', '|1\r\n+ttl\r\n:3\r\n+OK\r\n', 'OK'],
])('%s is read, and measured at every length', ([, text, value]) => {
  const whole = bytes(text);
  expect(readReplies(whole)).toEqual([value]);
  for (let end = 0; end < whole.length; end += 1)
    expect(repliesLength(whole.subarray(0, end)), `${end}`).toBe(undefined);
  expect(repliesLength(bytes(`${text}+more\r\n`))).toBe(whole.length);
});

test('an error has a code, where its first word is one', () => {
  const [refused, plain, blob] = readReplies(bytes('-NOAUTH Authentication required.\r\n-oops\r\n!9\r\nNOPERM no\r\n'));
  expect(refused).toEqual(new RespError('NOAUTH Authentication required.'));
  expect([refused, plain, blob].map((one) => (one instanceof RespError ? one.code : one))).toEqual([
    'NOAUTH',
    '',
    'NOPERM',
  ]);
});

test('two replies are measured together', () => {
  expect(repliesLength(bytes('+OK\r\n'), 2)).toBe(undefined);
  expect(repliesLength(bytes('+OK\r\n:1\r\n+'), 2)).toBe(9);
});

test.for([
  ['HTTP', 'HTTP/1.1 400 Bad Request\r\n'],
  ['memcached', 'ERROR\r\n'],
  ['a line without CR', '+PONG\n'],
  ['a length that is none', '$x\r\n'],
  ['a string that is longer than it says', '$1\r\nabc\r\n'],
  ['a list of a billion', '*999999999\r\n'],
  ['lists within lists without end', '*1\r\n'.repeat(20)],
  ['a line without end', `+${'x'.repeat(70_000)}`],
])('%s is none: RangeError', ([, text]) => {
  expect(() => repliesLength(bytes(text ?? ''))).toThrow(RangeError);
});
