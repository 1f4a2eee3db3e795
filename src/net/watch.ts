import { Ended } from './ended.ts';

/** What ends the exchange that is under way, from outside: its time, or a stop. One for each line, armed for each exchange. */
export class Watch {
  #timer: NodeJS.Timeout | null = null;
  #abort: ((ended: Ended) => void) | null = null;
  #ended: Ended | null = null;

  start(milliseconds: number, because: () => Ended): void {
    this.#ended = null;
    this.#timer = setTimeout(() => this.end(because()), Math.max(1, Math.ceil(milliseconds)));
  }

  stop(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#abort = null;
  }

  /** What to do when time is up; the last one told counts. Called at once where it is up already. */
  onEnd(abort: (ended: Ended) => void): void {
    this.#abort = abort;
    if (this.#ended) abort(this.#ended);
  }

  end(ended: Ended): void {
    if (!this.#timer || this.#ended) return;
    this.#ended = ended;
    this.#abort?.(ended);
  }
}

/** Runs `work`, but no longer than `milliseconds`. */
export function stoppedAfter(milliseconds: number, message: string, stop: (ended: Ended) => void): () => void {
  const timer = setTimeout(() => stop(new Ended('timeout', message)), Math.max(1, milliseconds));
  return () => clearTimeout(timer);
}
