import { describe, expect, it } from 'vitest';
import { memoised } from '../../../src/support/memo.ts';

function counting(options?: Parameters<typeof memoised>[1]): { shout: (text: string) => string; made: string[] } {
  const made: string[] = [];
  const make = (text: string) => {
    made.push(text);
    return text.toUpperCase();
  };
  return { shout: memoised(make, options), made };
}

describe('memoised', () => {
  it('makes a word once, and gives the same for it', () => {
    const { shout, made } = counting();
    expect([shout('a'), shout('b'), shout('a')]).toEqual(['A', 'B', 'A']);
    expect(made).toEqual(['a', 'b']);
  });

  it('remembers the empty answer', () => {
    const made: string[] = [];
    const none = memoised((text) => {
      made.push(text);
      return '';
    });
    expect([none('a'), none('a')]).toEqual(['', '']);
    expect(made).toEqual(['a']);
  });

  it('keeps no long text', () => {
    const { shout, made } = counting({ longest: 2 });
    shout('long');
    shout('long');
    expect(made).toEqual(['long', 'long']);
  });

  it('forgets what was not asked for, and keeps what is asked for again and again', () => {
    const { shout, made } = counting({ most: 8 });
    for (let number = 0; number < 100; number += 1) {
      shout('often');
      shout(`once ${number}`);
    }
    expect(made.filter((text) => text === 'often')).toHaveLength(1);
    shout('once 0');
    expect(made.filter((text) => text === 'once 0')).toHaveLength(2);
  });
});
