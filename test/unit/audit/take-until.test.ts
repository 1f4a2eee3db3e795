import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { takeUntil } from '../../../src/audit/take-until.ts';

const MIB = 2 ** 20;

async function* numbers(most: number): AsyncGenerator<number> {
  for (let number = 0; number < most; number += 1) yield number;
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  return Array.fromAsync(items);
}

describe('takeUntil', () => {
  it('yields everything where nothing stops it, and leaves no rest', async () => {
    const { taken, rest } = takeUntil(numbers(5), new AbortController().signal);
    expect(await all(taken)).toEqual([0, 1, 2, 3, 4]);
    expect(await all(rest(10))).toEqual([]);
  });

  it('ends at once when it is stopped while the source is silent, and the rest begins with what was awaited', async () => {
    const stop = new AbortController();
    const { promise: silent, resolve: speak } = Promise.withResolvers<void>();
    async function* source(): AsyncGenerator<number> {
      yield 1;
      await silent;
      yield 2;
      yield 3;
    }
    const { taken, rest } = takeUntil(source(), stop.signal);
    const got: number[] = [];
    const reading = (async () => {
      for await (const number of taken) got.push(number);
    })();
    setTimeout(() => stop.abort(), 20);
    await reading;
    expect(got).toEqual([1]);
    speak();
    expect(await all(rest(10))).toEqual([2, 3]);
  });

  it('yields nothing where the signal was aborted before', async () => {
    const { taken, rest } = takeUntil(numbers(3), AbortSignal.abort());
    expect(await all(taken)).toEqual([]);
    expect(await all(rest(2))).toEqual([0, 1]);
  });

  it('hands on what the source throws', async () => {
    const source = (async function* () {
      yield 1;
      throw new Error('unreadable');
    })();
    await expect(all(takeUntil(source, new AbortController().signal).taken)).rejects.toThrow('unreadable');
  });

  it('holds nothing of what went by', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const { taken } = takeUntil(numbers(100_000), new AbortController().signal);
    collect();
    const before = process.memoryUsage().heapUsed;
    let seen = 0;
    for await (const _ of taken) {
      seen += 1;
      if (seen < 100_000) continue;
      collect();
      expect(process.memoryUsage().heapUsed - before).toBeLessThan(8 * MIB);
    }
    expect(seen).toBe(100_000);
  });
});
