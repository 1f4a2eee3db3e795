import { describe, expect, it } from 'vitest';
import { didYouMean, durationText, nearest, type Setting, valueOf } from '../../../src/config/index.ts';
import { Diagnostic } from '../../../src/support/diagnostic.ts';

const common = { key: 'k', about: 'x', environment: true, found: 'counts' } as const;
const duration = { ...common, kind: 'duration', min: 50, max: 120_000, default: 3000 } as const;
const ports = { ...common, kind: 'ports', default: [] } as const;
const choice = { ...common, kind: 'choice', choices: ['critical', 'high', 'none'], default: 'high' } as const;
const integer = { ...common, kind: 'integer', min: 1, max: 64, default: 8 } as const;
const flip = { ...common, kind: 'switch', default: false } as const;
const texts = { ...common, kind: 'texts', default: [] } as const;

function told(setting: Setting, written: string): readonly [string, string | null] {
  try {
    valueOf(setting, written, '--x');
  } catch (error) {
    if (error instanceof Diagnostic && error.where === '--x') return [error.message, error.mend];
    throw error;
  }
  throw new Error(`${written} was accepted`);
}

describe('durations', () => {
  it.each([
    ['500ms', 500],
    ['3s', 3000],
    ['1.5s', 1500],
    ['2m', 120_000],
  ])('%s', (text, milliseconds) => {
    expect(valueOf(duration, text, '--x')).toBe(milliseconds);
  });

  it.each([
    ['3', '"3" is no duration', 'write 3s or 3ms'],
    ['soon', '"soon" is no duration', 'write a number with its unit, such as 500ms, 3s, 2m or 1h'],
    ['-3s', '"-3s" is no duration', 'write a number with its unit, such as 500ms, 3s, 2m or 1h'],
    ['3 s', '"3 s" is no duration', 'write a number with its unit, such as 500ms, 3s, 2m or 1h'],
    ['1h', '"1h" is not within 50ms to 2m', 'write 50ms to 2m'],
    ['0s', '"0s" is not within 50ms to 2m', 'write 50ms to 2m'],
  ])('%s is told off', (text, what, mend) => {
    expect(told(duration, text)).toEqual([what, mend]);
  });

  it('are shown in their largest whole unit', () => {
    expect([0, 500, 1500, 3000, 120_000, 5_400_000, 3_600_000].map(durationText)).toEqual([
      '0ms',
      '500ms',
      '1500ms',
      '3s',
      '2m',
      '90m',
      '1h',
    ]);
  });
});

describe('ports', () => {
  it('are numbers, ranges and lists of them, each once and in order', () => {
    expect(valueOf(ports, '9201,9200', '--x')).toEqual([9200, 9201]);
    expect(valueOf(ports, ['9200-9202', '9201,80'], '--x')).toEqual([80, 9200, 9201, 9202]);
    expect(valueOf(ports, [9200, '9300-9301'], '--x')).toEqual([9200, 9300, 9301]);
  });

  it.each(['0', '65536', '9200-', '9300-9200', 'http', '1-70000', '-1'])('%s is none', (text) => {
    expect(told(ports, text)).toEqual([
      `"${text}" is no port`,
      'write ports between 1 and 65535: 9200,9201 or 9200-9205',
    ]);
  });

  it('need one at least', () => {
    expect(told(ports, ',')[0]).toBe('no port is named');
  });
});

describe('the other kinds', () => {
  it('choices suggest what was meant', () => {
    expect(valueOf(choice, 'high', '--x')).toBe('high');
    expect(told(choice, 'hihg')).toEqual([
      'there is no "hihg" here',
      'did you mean "high"? known: critical, high, none',
    ]);
    expect(told(choice, 'x\u001b[31m')[0]).toBe('there is no "x\\u{1b}[31m" here');
  });

  it('whole numbers keep to their range', () => {
    expect(valueOf(integer, '64', '--x')).toBe(64);
    for (const text of ['0', '65', '1.5', '1e1', '', 'many']) {
      expect(told(integer, text)).toEqual([
        `"${text}" is no whole number between 1 and 64`,
        'write a whole number from 1 to 64',
      ]);
    }
  });

  it('switches take yes and no in words', () => {
    expect(['true', '1', 'YES', 'on'].map((text) => valueOf(flip, text, '--x'))).toEqual([true, true, true, true]);
    expect(['false', '0', 'no', 'off'].map((text) => valueOf(flip, text, '--x'))).toEqual([false, false, false, false]);
    expect(told(flip, 'maybe')).toEqual(['"maybe" is neither yes nor no', 'write true or false']);
  });

  it('a comma parts texts of the environment, and of a flag only where none can belong to one', () => {
    expect(valueOf(texts, 'a, b', 'UNLATCHED_X')).toEqual(['a', 'b']);
    expect(valueOf(texts, ['json=a,b.json'], '--x')).toEqual(['json=a,b.json']);
    expect(valueOf({ ...texts, commas: true }, ['10.0.0.1,10.0.0.2'], '--x')).toEqual(['10.0.0.1', '10.0.0.2']);
  });
});

describe('suggestions', () => {
  it('are near, or none', () => {
    expect(nearest('--formt', ['--format', '--fail-on'])).toBe('--format');
    expect(nearest('tabel', ['table', 'json'])).toBe('table');
    expect(nearest('zzzzz', ['table', 'json'])).toBeNull();
    expect(nearest('x', [])).toBeNull();
    expect(didYouMean('zzz', ['table', 'json'])).toBe('known: table, json');
  });
});
