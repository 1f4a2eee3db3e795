import { expect, test } from 'vitest';
import { receiptLength, stompFrame, stompFrames, stompLength } from '../../../src/wire/stomp.ts';

const bytes = (text: string) => Buffer.from(text, 'latin1');

test('a frame of ours has its headers, and nothing in a value can end one', () => {
  expect(stompFrame('CONNECT', { host: 'a' }).toString()).toBe('CONNECT\nhost:a\n\n\0');
  for (const value of ['a\nb', 'a:b', 'a\0', 'a\\c'])
    expect(() => stompFrame('CONNECT', { host: value })).toThrow(TypeError);
});

test.for<[string, string, number | undefined]>([
  ['a whole frame', 'CONNECTED\nversion:1.2\n\n\0', 24],
  ['signs of life before it', '\n\r\nRECEIPT\nreceipt-id:a\n\n\0', 26],
  ['lines that end with CR LF', 'RECEIPT\r\nreceipt-id:a\r\n\r\n\0', 26],
  ['a body with a zero byte and a length', 'MESSAGE\ncontent-length:3\n\na\0b\0', 30],
  ['a part of a command', 'CONNE', undefined],
  ['headers without their end', 'ERROR\nmessage:x\n', undefined],
  ['a body without its end', 'ERROR\nmessage:x\n\nbody', undefined],
  ['nothing but signs of life', '\n\n', undefined],
])('%s is measured', ([, text, length]) => {
  expect(stompLength(bytes(text))).toBe(length);
});

test.for([
  'HTTP/1.1 400 Bad Request\r\n',
  'INFO {"server_id":1}\r\n',
  'CONNECTING\n\n\0',
  'MESSAGE\ncontent-length:999999999\n\n',
  'MESSAGE\ncontent-length:1\n\nab\0',
])('%j is no frame of a server', (text) => {
  expect(() => stompLength(bytes(text))).toThrow(RangeError);
});

test('headers that do not end are given up', () => {
  expect(() => stompLength(bytes(`ERROR\nmessage:${'x'.repeat(1_100_000)}`))).toThrow(RangeError);
});

test('marks in values are read, and of a header that is repeated the first counts', () => {
  const [frame] = stompFrames(bytes('ERROR\nmessage:a\\cb\\n\\\\\nmessage:no\n\n\0'));
  expect(frame?.headers.get('message')).toBe('a:b\n\\');
});

test('an answer goes up to the receipt that was asked for, or to an error', () => {
  const receipt = (name: string) => `RECEIPT\nreceipt-id:${name}\n\n\0`;
  expect(receiptLength('b')(bytes(receipt('a')))).toBe(undefined);
  expect(receiptLength('b')(bytes(receipt('a') + receipt('b')))).toBe(46);
  expect(receiptLength('b')(bytes('ERROR\n\n\0'))).toBe(8);
});
