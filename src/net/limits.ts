import type { Budget } from './deps.ts';
import { Ended } from './ended.ts';

const FAILURES_AT_MOST = 3;
const STRANGER_SHARE = 1 / 3;
/** Gateways and servers that say they are in trouble. */
const TROUBLE = new Set([502, 503, 504]);

/** HTTP is one protocol, whoever speaks it; every engine with a protocol of its own is another, by its id. */
export type Protocol = string;

const LISTENING_SHARE = 1 / 6;
/** What HTTP may take of the time where other protocols wait behind it. */
const HTTP_SHARE = 1 / 2;

/** Time, requests and bytes of one endpoint, and the breaker. Only time spent waiting for the endpoint is counted. */
export class Limits {
  readonly #timeout: number;
  readonly #budget: Budget;
  #waited = 0;
  readonly #waitedIn = new Map<Protocol, number>();
  /** What each protocol may take until one is answered, from when it is asked first. */
  readonly #allotted = new Map<Protocol, number>();
  #streams = 0;
  #spent = 0;
  #requests = 0;
  #bytes = 0;
  #answered = false;
  /** Kinds of question that were answered once: failures of others are another protocol's, not trouble. */
  readonly #spoken = new Set<string>();
  #failures = 0;
  #stopped: Ended | null = null;

  constructor(timeout: number, budget: Budget) {
    this.#timeout = timeout;
    this.#budget = budget;
  }

  /** Why nothing more may be asked, or null. */
  exhausted(kind: Protocol): Ended | null {
    if (this.#stopped) return this.#stopped;
    if (!this.#answered) return this.#waiting(kind) <= 0 ? this.#timedOut() : null;
    if (this.#spent >= this.#budget.milliseconds)
      return new Ended('budget', 'the time budget of the endpoint is used up');
    if (this.#requests >= this.#budget.requests) {
      return new Ended('budget', `the endpoint's budget of ${this.#budget.requests} requests is used up`);
    }
    return this.bytesLeft() > 0 ? null : new Ended('budget', 'the byte budget of the endpoint is used up');
  }

  /** So many protocols beside HTTP may be the right one: until one is answered, none of them takes the time of the others. */
  share(streams: number): void {
    this.#streams = streams;
    this.#allotted.clear();
  }

  /** What is left is shared by those that were not asked yet: whoever was refused at once has taken nothing. */
  #waiting(kind: Protocol): number {
    const left = this.#timeout - this.#waited;
    let most = this.#allotted.get(kind);
    if (most === undefined) {
      const asked = [...this.#allotted.keys()].filter((one) => one !== 'http').length;
      const share = kind === 'http' ? (this.#streams > 0 ? HTTP_SHARE : 1) : 1 / Math.max(1, this.#streams - asked);
      most = (this.#waitedIn.get(kind) ?? 0) + left * share;
      this.#allotted.set(kind, most);
    }
    return Math.min(left, most - (this.#waitedIn.get(kind) ?? 0));
  }

  /** How long may be listened before anything is asked, in milliseconds. */
  listening(): number {
    return this.#stopped === null && !this.#answered ? (this.#timeout - this.#waited) * LISTENING_SHARE : 0;
  }

  listened(milliseconds: number): void {
    this.#waited += milliseconds;
  }

  bytesLeft(): number {
    return this.#budget.bytes - this.#bytes;
  }

  /** How long the next question may take, and what it then was. After the first answer no single one takes it all. */
  next(kind: Protocol): { milliseconds: number; because: () => Ended } {
    this.#requests += 1;
    if (!this.#answered) return { milliseconds: this.#waiting(kind), because: () => this.#timedOut() };
    const left = this.#budget.milliseconds - this.#spent;
    // Whoever answered one protocol and says nothing to another hardly speaks both: it is waited for, but not long.
    const share = this.#spoken.has(kind)
      ? Math.max(this.#timeout, this.#budget.milliseconds / 2)
      : this.#timeout * STRANGER_SHARE;
    return share < left
      ? { milliseconds: share, because: () => new Ended('timeout', `no whole answer within ${Math.round(share)} ms`) }
      : { milliseconds: left, because: () => new Ended('budget', 'the time budget of the endpoint is used up') };
  }

  done(kind: Protocol, result: { status: number | null } | Ended, milliseconds: number, bytes: number): void {
    this.#bytes += bytes;
    if (this.#answered) this.#spent += milliseconds;
    else {
      this.#waited += milliseconds;
      this.#waitedIn.set(kind, (this.#waitedIn.get(kind) ?? 0) + milliseconds);
    }
    if (result instanceof Ended) {
      // Words of another protocol are no answer to it: whoever else may be spoken to shares the time that was there for a first one.
      if (result.kind === 'too-large') this.#answered = true;
      if (this.#spoken.has(kind) && result.kind !== 'protocol' && result.kind !== 'too-large') this.#fail();
      return;
    }
    this.#answered = true;
    this.#spoken.add(kind);
    if (result.status === 429) this.stop(new Ended('stopped', 'the server said 429, too many requests'));
    else if (result.status !== null && TROUBLE.has(result.status)) this.#fail();
    else this.#failures = 0;
  }

  stop(because: Ended): void {
    this.#stopped ??= because;
  }

  #fail(): void {
    this.#failures += 1;
    if (this.#failures >= FAILURES_AT_MOST) {
      this.stop(new Ended('stopped', `${FAILURES_AT_MOST} failures in a row; nothing more is asked of it`));
    }
  }

  #timedOut(): Ended {
    return new Ended('timeout', `no answer within ${this.#timeout} ms`);
  }
}
