import { describe, expect, test } from 'vitest';
import { compileCondition } from '../../../src/rules/cel.ts';
import type { Subject } from '../../../src/rules/index.ts';
import { SUBJECT_DOC } from '../../../src/rules/index.ts';
import { subjectFrom } from '../../../src/rules/subject-from.ts';
import { versionRange } from '../../../src/rules/version-range.ts';

const subject = (members: Record<string, unknown>): Subject => subjectFrom(members, 'elasticsearch');

describe('conditions', () => {
  test.each([
    ['outcome == "exposed" && now > timestamp("2020-01-01T00:00:00Z")', true],
    ['egress.exists(e, e.kind == "client")', false],
    ['settings.text("cors") == "" && !settings.known("cors")', true],
    ['re2(outcome, "^exp(osed)+$")', true],
    ['atLeast(access.level, "read")', false],
  ])('%s', (text, holds) => {
    expect(compileCondition(text)(subject({ outcome: 'exposed' }))).toBe(holds);
  });

  test.each([
    ['outcome.matches("x")', /re2\(text, pattern\)/],
    ['data.collections.exists(c, egress.exists(e, true))', /multiplies/],
    ['service.nope == ""', /nope/],
    ['outcome == 1', /overload/],
    ['outcome', /true or false/],
    ['nothing == 1', /nothing/],
    ['re2(outcome, "(")', /missing closing/],
    ['versionIn(outcome, "1.2")', /is no bound/],
    ['atLeast(access.level, "reed")', /no access level/],
  ])('%s is refused where it is unsafe or wrong', (text, why) => {
    expect(() => compileCondition(text)).toThrow(why);
  });

  test('a long condition is refused, a chain of comprehensions is not', () => {
    const long = Array.from({ length: 500 }, () => 'outcome == "x"').join(' || ');
    expect(() => compileCondition(long)).toThrow('maxAstNodes');
    expect(compileCondition('egress.filter(e, e.kind == "client").exists(e, e.scope == "outside")')(subject({}))).toBe(
      false,
    );
  });

  test('a hostile text does not make re2 slow', () => {
    const condition = compileCondition('re2(service.name, "^(a+)+$")');
    const began = performance.now();
    condition(subject({ service: { name: `${'a'.repeat(50_000)}!` } }));
    expect(performance.now() - began).toBeLessThan(1_000);
  });

  test.each([
    ['1.3.7', true],
    ['1.3.8', false],
    ['v1.4.0', true],
    ['1.4.2-SNAPSHOT', true],
    ['1.4.3', false],
    ['10.0.0', false],
    ['', false],
    ['abc', false],
  ])('version %s: %s', (version, inside) => {
    expect(versionRange('<1.3.8 || >=1.4.0 <1.4.3')(version)).toBe(inside);
  });

  test('all that a condition can name is documented', () => {
    const documented = new Set(SUBJECT_DOC.variables.map(({ name }) => name.split('.')[0]));
    expect(documented).toEqual(new Set(Object.keys(subject({}))));
    const members = Object.entries(subject({})).flatMap(([name, value]) =>
      typeof value === 'object' && !Array.isArray(value) && !(value instanceof Date) && name !== 'settings'
        ? Object.keys(value as object).map((member) => `${name}.${member}`)
        : [],
    );
    expect(members.filter((member) => !SUBJECT_DOC.variables.some(({ name }) => name === member))).toEqual([]);
  });
});
