import type { Socket } from 'node:net';
import { Ended } from './ended.ts';

/** What is kept of the first bytes, for endpoints that speak something else. */
export const HEARD_AT_MOST = 1024;

/** Counts what arrives on one connection, keeps the first bytes of the exchange under way, and stops at the byte budget. */
export class Tap {
  readonly #socket: Socket;
  #first: Uint8Array[] = [];
  #kept = 0;
  #count = 0;
  #most = Number.POSITIVE_INFINITY;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  /** A new exchange begins; `most` bytes may come. */
  begin(most: number): void {
    this.#first = [];
    this.#kept = 0;
    this.#count = 0;
    this.#most = most;
  }

  take(chunk: Uint8Array): void {
    this.#count += chunk.length;
    if (this.#kept < HEARD_AT_MOST) {
      const part = chunk.subarray(0, HEARD_AT_MOST - this.#kept);
      this.#first.push(part);
      this.#kept += part.length;
    }
    if (this.#count > this.#most)
      this.#socket.destroy(new Ended('budget', 'the byte budget of the endpoint is used up').asError());
  }

  get count(): number {
    return this.#count;
  }

  /** A copy of the first bytes of this exchange. */
  first(): Uint8Array {
    return this.#kept === 0 ? NOTHING : Uint8Array.from(Buffer.concat(this.#first));
  }

  /**
   * Sees what a reader takes with `read()`, as undici does. A listener for `data` would take the bytes away from it, and
   * a stream between the two would cost more than the parser.
   */
  onReads(): void {
    const read = this.#socket.read.bind(this.#socket);
    this.#socket.read = (size?: number) => {
      const chunk: unknown = read(size);
      if (chunk instanceof Uint8Array) this.take(chunk);
      return chunk;
    };
  }
}

const NOTHING = new Uint8Array();
