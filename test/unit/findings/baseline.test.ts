import { describe, expect, it } from 'vitest';
import { baselineText, entryOf, readBaseline } from '../../../src/findings/baseline-file.ts';
import { missing, statusOf } from '../../../src/findings/index.ts';
import type { BaselineEntry } from '../../../src/model/acceptance.ts';

const SINCE = '2026-11-01T00:00:00.000Z';

function entry(print: string, over: Partial<BaselineEntry> = {}): BaselineEntry {
  return {
    fingerprint: print.padEnd(64, '0'),
    rule: 'redis/anonymous-read',
    severity: 'high',
    host: 'cache',
    port: 6379,
    transport: 'tcp',
    path: '/',
    since: SINCE,
    ...over,
  };
}

describe('a baseline', () => {
  it('is one finding a line, sorted, and read as it was written', () => {
    const text = baselineText([entry('b'), entry('a')]);
    const lines = text.trimEnd().split('\n');
    expect(lines).toHaveLength(4);
    expect(lines[1]).toContain(`"fingerprint":"${'a'.padEnd(64, '0')}"`);
    expect(readBaseline(text, 'f').findings).toEqual([entry('a'), entry('b')]);
    expect(readBaseline(baselineText([]), 'f').findings).toEqual([]);
    expect(baselineText([entryOf({ ...entry('a'), title: 'more than it needs' } as BaselineEntry, SINCE)])).toBe(
      baselineText([entry('a')]),
    );
  });

  it.each([
    '',
    '[]',
    '{"schema":"unlatched/baseline/2","findings":[]}',
    baselineText([entry('a')]).replace('high', 'odd'),
  ])('is no other file: %s', (text) => {
    expect(() => readBaseline(text, 'f')).toThrow(/no JSON|does not fit a baseline/);
  });

  it('knows a finding, unless that has become worse', () => {
    const known = new Map([[entry('a').fingerprint, entry('a')]]);
    const closed = new Set([entry('a').fingerprint, entry('c').fingerprint]);
    expect(statusOf(entry('a'), known, closed)).toBe('known');
    expect(statusOf(entry('a', { severity: 'low' }), known, closed)).toBe('known');
    expect(statusOf(entry('a', { severity: 'critical' }), known, closed)).toBe('regressed');
    expect(statusOf(entry('a', { severity: 'critical' }), known, new Set())).toBe('new');
    expect(statusOf(entry('b'), known, closed)).toBe('new');
    expect(statusOf(entry('c'), known, closed)).toBe('regressed');
  });

  it('calls gone only what an assessed endpoint does not show any more', () => {
    const baseline = { file: 'f', findings: [entry('a'), entry('b', { host: 'down' }), entry('c')] };
    const { gone, unconfirmed } = missing(baseline, new Set([entry('c').fingerprint]), ({ host }) => host !== 'down');
    expect(gone).toEqual([entry('a')]);
    expect(unconfirmed).toEqual([entry('b', { host: 'down' })]);
  });
});
