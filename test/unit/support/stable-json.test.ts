import { describe, expect, it } from 'vitest';
import { stableJson } from '../../../src/support/stable-json.ts';

describe('stableJson', () => {
  it('keeps the order in which keys were built, and ends the line', () => {
    expect(stableJson({ b: 1, a: [true, null] }, 0)).toBe('{"b":1,"a":[true,null]}\n');
  });

  it('writes U+FFFD for lone surrogates, and whole pairs as they are', () => {
    expect(JSON.parse(stableJson({ lone: 'a\ud800b', low: '\udc00', pair: '😀' }))).toEqual({
      lone: 'a\ufffdb',
      low: '\ufffd',
      pair: '😀',
    });
  });

  it('leaves a text alone that only reads like a surrogate', () => {
    const text = 'C:\\udder \\ud800';
    expect(JSON.parse(stableJson(text))).toBe(text);
  });
});
