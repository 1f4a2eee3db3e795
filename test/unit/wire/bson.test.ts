import { expect, test } from 'vitest';
import { bsonLength, readBson, writeBson } from '../../../src/wire/bson.ts';

/** A document of these elements, given in hexadecimal. */
function documentOf(elements: string): Buffer {
  const body = Buffer.from(elements.replaceAll(' ', ''), 'hex');
  const head = Buffer.alloc(4);
  head.writeInt32LE(body.length + 5, 0);
  return Buffer.concat([head, body, Buffer.alloc(1)]);
}

test('what is written is read', () => {
  const document = {
    text: 'ü"',
    whole: 7,
    large: 5_000_000_000,
    part: 1.5,
    yes: true,
    none: null,
    list: [1, 'two', { three: 3 }],
    inner: { a: { b: [] } },
  };
  const bytes = writeBson(document);
  expect(readBson(bytes)).toEqual({ document, end: bytes.length });
  expect(bsonLength(bytes, 0, 1_000)).toBe(bytes.length);
  expect(() => writeBson({ 'a\0b': 1 })).toThrow(TypeError);
});

test.for<[string, string, unknown]>([
  ['an ObjectId', '07 6100 0102030405060708090a0b0c', '0102030405060708090a0b0c'],
  ['a date', '09 6100 00a0 f4e2 6e01 0000', '2019-12-08T00:41:52.896Z'],
  ['a date beyond all calendars', '09 6100 ffffffffffffff7f', 'date'],
  ['an int64 beyond what is safe', '12 6100 ffffffffffffff7f', '9223372036854775807'],
  ['binary', '05 6100 02000000 00 abcd', 'binary'],
  ['a regular expression', '0b 6100 782e2a00 6900', 'regex'],
  ['code with a scope', '0f 6100 0f000000 02000000 7800 0500000000', 'code'],
  ['a decimal', '13 6100 00000000000000000000000000000000', 'decimal'],
  ['a timestamp', '11 6100 0100000001000000', 'timestamp'],
  ['the smallest key', 'ff 6100', null],
  ['infinity', '01 6100 000000000000f07f', 'Infinity'],
])('%s', ([, elements, value]) => {
  expect(readBson(documentOf(`${elements} 08 6200 01`)).document).toEqual({ a: value, b: true });
});

test('a name of JavaScript’s own is a name like others', () => {
  const { document } = readBson(documentOf(`10 ${Buffer.from('__proto__\0').toString('hex')} 01000000`));
  expect(Object.keys(document as object)).toEqual(['__proto__']);
});

test.for([
  ['a text that is longer than its document', documentOf('02 6100 ffffff7f 7800')],
  ['a text of no length', documentOf('02 6100 00000000 00')],
  ['binary below nothing', documentOf('05 6100 ffffffff 00')],
  ['a code that goes back', documentOf('0f 6100 00000080')],
  ['a type that is none', documentOf('42 6100')],
  ['a name without an end', documentOf('10 61')],
  ['a document that ends early', Buffer.from('40000000', 'hex')],
  ['a document that ends elsewhere', Buffer.from('0700000000 0000'.replace(' ', ''), 'hex')],
  ['a length below nothing', Buffer.from('ffffffff00', 'hex')],
  ['documents within documents', nested(200)],
] as const)('%s is none: RangeError', ([, bytes]) => {
  expect(() => readBson(bytes)).toThrow(RangeError);
});

function nested(deep: number): Buffer {
  let inner: Buffer = documentOf('');
  for (let depth = 0; depth < deep; depth += 1) inner = documentOf(`03 6100 ${inner.toString('hex')}`);
  return inner;
}
