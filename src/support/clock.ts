/** Time as a value, so that tests and replays can hold it still. `now` is epoch milliseconds, `monotonic` milliseconds of no epoch. */
export interface Clock {
  now(): number;
  monotonic(): number;
}

export const systemClock: Clock = { now: () => Date.now(), monotonic: () => performance.now() };

export function instant(epochMilliseconds: number): string {
  return new Date(epochMilliseconds).toISOString();
}
