import { expect, test } from 'vitest';
import { framed, framedLength, int16, int32, int64, OctetReader } from '../../../src/wire/octets.ts';

test('what was written is read again', () => {
  const bytes = framed(int16(-2), int32(3), int64(-5n), Buffer.from('name'));
  expect(framedLength(bytes, 0)).toBe(bytes.length);
  const reader = new OctetReader(bytes);
  expect([reader.int32(), reader.int16(), reader.int32(), reader.int64(), reader.text(4), reader.left]).toEqual([
    18,
    -2,
    3,
    -5n,
    'name',
    0,
  ]);
  expect([new OctetReader(bytes).text(-1), new OctetReader(Uint8Array.of(0xac, 2)).varint()]).toEqual([null, 300]);
});

test('nothing is read beyond the end, and no count is believed that the bytes cannot hold', () => {
  const reader = () => new OctetReader(Uint8Array.of(1, 2, 3));
  expect(() => reader().int32()).toThrow(RangeError);
  expect(() => reader().bytes(4)).toThrow(RangeError);
  expect(() => reader().many(4, () => 0)).toThrow(RangeError);
  expect(reader().many(-1, () => 0)).toEqual([]);
  expect(() => new OctetReader(new Uint8Array(9).fill(0xff)).varint()).toThrow(RangeError);
});

test('a length below the least, or beyond any message, is none', () => {
  expect(framedLength(Uint8Array.of(0, 0, 0), 0)).toBeUndefined();
  expect(() => framedLength(int32(3), 4)).toThrow(RangeError);
  expect(() => framedLength(int32(-1), 0)).toThrow(RangeError);
  expect(() => framedLength(int32(0x7fffffff), 0)).toThrow(RangeError);
});
