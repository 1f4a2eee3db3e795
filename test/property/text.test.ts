import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskText } from '../../src/classify/index.ts';
import { versionRange } from '../../src/rules/version-range.ts';
import { escapeBytes, escapeText } from '../../src/support/escape.ts';
import { stableJson } from '../../src/support/stable-json.ts';

/** What a terminal, or the eye of its reader, would obey. */
const OBEYED = /[\p{Cc}\p{Cs}\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]|[\u{e0000}-\u{e007f}]/u;
const anything = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.string({
    unit: fc.constantFrom('a', '\u001b', '\u202e', '\u0000', '\ud800', '\u009b', '\n', '\u{e0041}', '[31m'),
  }),
);

describe('words of strangers', () => {
  it('hold nothing that a terminal obeys once they are escaped, and plain ones stay', () => {
    fc.assert(
      fc.property(anything, (text) => {
        expect(escapeText(text)).not.toMatch(OBEYED);
      }),
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        expect(escapeBytes(bytes)).not.toMatch(OBEYED);
      }),
    );
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii', maxLength: 80 }), (text) => {
        expect(escapeText(text)).toBe(text);
      }),
    );
  });

  it('are of bounded length however long they were', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 3_000 }), fc.integer({ min: 1, max: 600 }), (text, most) => {
        expect(escapeText(text, most).length).toBeLessThanOrEqual(most * 10 + 40);
      }),
    );
  });

  it('never show the address of a person, whatever stands around it', () => {
    const word = fc.stringMatching(/^[a-z]{1,12}$/);
    fc.assert(
      fc.property(anything, word, word, anything, (before, user, host, after) => {
        const text = `${before} ${user}@${host}.example ${after}`;
        expect(maskText(text)).not.toContain(`${user}@`);
      }),
    );
  });
});

describe('what is compared and kept', () => {
  it('a version is below, at or above another, and one of them alone', () => {
    const version = fc.tuple(...Array.from({ length: 3 }, () => fc.nat(40))).map((numbers) => numbers.join('.'));
    fc.assert(
      fc.property(version, version, (one, other) => {
        const holds = ['<', '=', '>'].filter((operator) => versionRange(`${operator}${other}`)(one));
        expect(holds).toHaveLength(1);
        expect(versionRange(`<=${other}`)(one)).toBe(holds[0] !== '>');
        expect(versionRange(`<${other} || >${other}`)(one)).toBe(holds[0] !== '=');
      }),
    );
  });

  it('JSON that was written is JSON that is read', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(stableJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});
