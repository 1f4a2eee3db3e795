/** How long the rest may take to be read once the audit has stopped: a pipe that nobody closes must not hold it up. */
const REST_MILLISECONDS = 500;

/** A stream that ends early: `taken` ends when the signal is aborted, `rest` yields what nobody took by then. */
export function takeUntil<T>(
  source: AsyncIterable<T>,
  stop: AbortSignal,
): { readonly taken: AsyncIterable<T>; readonly rest: (most: number) => AsyncIterable<T> } {
  const iterator = source[Symbol.asyncIterator]();
  let wake: (() => void) | null = null;
  stop.addEventListener('abort', () => wake?.(), { once: true });
  let pending: Promise<IteratorResult<T>> | null = null;
  let ended = false;

  /** No `Promise.race`: a promise that lasts as long as the audit would keep every target that was ever raced against it. */
  function unlessStopped(next: Promise<IteratorResult<T>>): Promise<IteratorResult<T>> {
    return new Promise((resolve, reject) => {
      wake = () => resolve({ done: true, value: undefined });
      next.then(resolve, reject);
    });
  }

  async function* taken(): AsyncGenerator<T> {
    while (!stop.aborted) {
      pending ??= iterator.next();
      const next = await unlessStopped(pending);
      if (stop.aborted) return;
      pending = null;
      if (next.done === true) {
        ended = true;
        return;
      }
      yield next.value;
    }
  }

  async function* rest(most: number): AsyncGenerator<T> {
    if (ended) return;
    const over = new Promise<IteratorResult<T>>((resolve) => {
      setTimeout(resolve, REST_MILLISECONDS, { done: true, value: undefined }).unref();
    });
    for (let count = 0; count < most; count += 1) {
      const next = await Promise.race([pending ?? iterator.next(), over]);
      pending = null;
      if (next.done === true) return;
      yield next.value;
    }
  }

  return { taken: taken(), rest };
}
