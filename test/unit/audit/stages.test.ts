import { describe, expect, it } from 'vitest';
import { outcomeOf } from '../../../src/audit/outcome.ts';
import { Stores } from '../../../src/audit/stores.ts';
import { takeUntil } from '../../../src/audit/take-until.ts';
import { facts } from '../../kit/observations.ts';

describe('outcomeOf', () => {
  it.each([
    ['exposed', { proved: 'metadata' }],
    ['exposed', { proved: 'read', protection: 'authentication' }],
    ['protected', { proved: 'banner', protection: 'authentication' }],
    ['protected', { proved: 'none', protection: 'network' }],
    ['inconclusive', { proved: 'banner', protection: null }],
    ['inconclusive', { proved: 'unknown', protection: 'authentication' }],
    ['inconclusive', { proved: 'read', control: 'failed' }],
  ] as const)('is %s for %o', (outcome, access) => {
    const judged = outcomeOf(facts(access));
    expect(judged.outcome).toBe(outcome);
    expect(judged.reason === null).toBe(outcome === 'exposed' || outcome === 'protected');
  });
});

describe('Stores', () => {
  it('takes the inventory of one store once, even when two nodes ask at the same time', async () => {
    const stores = new Stores<string>();
    let taken = 0;
    const take = async () => {
      taken += 1;
      return `inventory ${taken}`;
    };
    const [first, second] = await Promise.all([stores.once(facts(), 'a:1', take), stores.once(facts(), 'b:1', take)]);
    expect([first, second]).toEqual([
      { result: 'inventory 1', from: null },
      { result: 'inventory 1', from: 'a:1' },
    ]);
  });

  it('takes it again where the view differs, where there is no identity, and where the first came to nothing', async () => {
    const stores = new Stores<string>();
    const take = async () => 'x';
    await stores.once(facts(), 'a:1', take);
    expect((await stores.once(facts({ filtered: true }), 'b:1', take)).from).toBeNull();
    const anonymous = facts({}, { service: { engine: 'e', version: null, identity: {}, name: null } });
    await stores.once(anonymous, 'c:1', take);
    expect((await stores.once(anonymous, 'd:1', take)).from).toBeNull();
    const other = facts({}, { service: { engine: 'e', version: null, identity: { id: '2' }, name: null } });
    await stores.once(other, 'e:1', async () => null);
    expect(await stores.once(other, 'f:1', take)).toEqual({ result: 'x', from: null });
  });
});

describe('takeUntil', () => {
  async function* numbers(most: number) {
    for (let n = 1; n <= most; n += 1) yield n;
  }

  it('gives everything when nothing stops it', async () => {
    const stream = takeUntil(numbers(3), new AbortController().signal);
    expect(await Array.fromAsync(stream.taken)).toEqual([1, 2, 3]);
    expect(await Array.fromAsync(stream.rest(10))).toEqual([]);
  });

  it('names what nobody took, up to a bound', async () => {
    const stop = new AbortController();
    const stream = takeUntil(numbers(9), stop.signal);
    const taken: number[] = [];
    for await (const n of stream.taken) {
      taken.push(n);
      if (n === 2) stop.abort();
    }
    expect(taken).toEqual([1, 2]);
    expect(await Array.fromAsync(stream.rest(3))).toEqual([3, 4, 5]);
  });

  it('does not wait for a pipe that nobody closes', async () => {
    const stop = new AbortController();
    const stream = takeUntil(
      (async function* () {
        yield 1;
        await new Promise(() => {});
      })(),
      stop.signal,
    );
    setTimeout(() => stop.abort(), 20);
    expect(await Array.fromAsync(stream.taken)).toEqual([1]);
    expect(await Array.fromAsync(stream.rest(10))).toEqual([]);
  });
});
