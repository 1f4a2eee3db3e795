import { expect, test } from 'vitest';
import { moreValuesThan, parseJson } from '../../../src/support/bounded-json.ts';

test('JSON is parsed, and what is none or too deep is undefined', () => {
  const parsed = (text: string) => parseJson(Buffer.from(text));
  expect(parsed('\ufeff{"a":[1]}')).toEqual({ a: [1] });
  expect(parsed('"]"')).toBe(']');
  for (const text of ['', '{', 'NaN', `${'['.repeat(100)}${']'.repeat(100)}`, '['.repeat(200_000)]) {
    expect(parsed(text), text.slice(0, 10)).toBeUndefined();
  }
  expect(parseJson(Buffer.from('xx{}').subarray(2))).toEqual({});
});

test('values are counted without parsing, those in texts are none', () => {
  const bytes = Buffer.from('{"a":"[[,,","b":[1,2]}');
  expect([moreValuesThan(bytes, 3), moreValuesThan(bytes, 4)]).toEqual([true, false]);
});
