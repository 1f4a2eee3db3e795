import type { Clock } from './clock.ts';

/** An instant on the monotonic clock by which something has to end. */
export interface Deadline {
  /** Milliseconds left, 0 when it has passed. */
  left(): number;
  passed(): boolean;
}

export function deadline(clock: Clock, milliseconds: number): Deadline {
  const end = clock.monotonic() + milliseconds;
  const left = () => Math.max(0, end - clock.monotonic());
  return { left, passed: () => left() === 0 };
}
