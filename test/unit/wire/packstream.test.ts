import { expect, test } from 'vitest';
import type { Json } from '../../../src/model/request.ts';
import { pack, packStructure, unpackStructure } from '../../../src/wire/packstream.ts';

const message = (...fields: readonly Json[]): Uint8Array => packStructure({ tag: 0x70, fields });
const raw = (...bytes: readonly number[]): Uint8Array => Uint8Array.of(0xb1, 0x70, ...bytes);

test.for<[string, Json]>([
  ['nothing', null],
  ['yes', true],
  ['small numbers', [-16, -1, 0, 127]],
  ['numbers of four bytes', [-17, 128, 65_536, -2_147_483_647]],
  ['texts of every size', ['', 'ü', 'x'.repeat(15), 'x'.repeat(16), 'x'.repeat(300), 'x'.repeat(70_000)]],
  ['lists of every size', Array.from({ length: 300 }, (_, index) => index)],
  ['maps', { a: { b: [1, { c: null }] } }],
  ['a key that means something elsewhere', JSON.parse('{"__proto__": {"polluted": true}}') as Json],
])('%s is packed, and read as it was', ([, value]) => {
  expect(unpackStructure(message(value))).toEqual({ tag: 0x70, fields: [value] });
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});

test.for<[string, readonly number[], Json]>([
  ['a number of one byte', [0xc8, 0x80], -128],
  ['a number of two bytes', [0xc9, 0x80, 0], -32_768],
  ['a number of eight bytes', [0xcb, 0, 0, 0, 1, 0, 0, 0, 0], 4_294_967_296],
  ['a fraction', [0xc1, 0x3f, 0xf8, 0, 0, 0, 0, 0, 0], 1.5],
  ['bytes, which are not kept', [0xcc, 2, 1, 2], null],
  ['a node', [0xb2, 0x4e, 7, 0x91, 0x81, 0x41], { structure: 0x4e, fields: [7, ['A']] }],
])('%s is read', ([, bytes, value]) => {
  expect(unpackStructure(raw(...bytes)).fields).toEqual([value]);
});

test.for<[string, Uint8Array]>([
  ['nothing', new Uint8Array()],
  ['no structure', Uint8Array.of(0x91, 1)],
  ['a field that is missing', Uint8Array.of(0xb2, 0x70, 1)],
  ['more than it says', Uint8Array.of(0xb0, 0x70, 1)],
  ['a list of four billion', raw(0xd6, 0xff, 0xff, 0xff, 0xff)],
  ['a map of four billion', raw(0xda, 0xff, 0xff, 0xff, 0xff)],
  ['a text of two billion', raw(0xd2, 0x7f, 0xff, 0xff, 0xff)],
  ['a key that is no text', raw(0xa1, 1, 1)],
  ['a marker that is none', raw(0xdf)],
  ['lists in lists without end', raw(...Array.from({ length: 10_000 }, () => 0x91))],
])('%s is refused with a RangeError', ([, bytes]) => {
  expect(() => unpackStructure(bytes)).toThrow(RangeError);
});

test('cut off anywhere it is refused', () => {
  const whole = message({ server: 'Neo4j/5.26.0', list: [1, 300, 'x'.repeat(20), null] });
  for (let end = 0; end < whole.length; end += 1)
    expect(() => unpackStructure(whole.subarray(0, end))).toThrow(RangeError);
});

test('no other numbers are packed', () => {
  expect(() => pack(1.5)).toThrow(TypeError);
  expect(() => pack(2 ** 40)).toThrow(TypeError);
});
