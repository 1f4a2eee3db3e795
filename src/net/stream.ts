import type { Connection } from './connect.ts';
import { Ended, endedBy } from './ended.ts';
import { HEARD_AT_MOST } from './tap.ts';
import type { Watch } from './watch.ts';

const LEAVING_AT_MOST = 250;

/** Length of a whole message at the start of what was received; undefined: more is needed. Throws on what cannot be one. */
export type Measure = (received: Uint8Array) => number | undefined;

/** Messages on one connection of a binary or line protocol. What nobody waits for is not read. */
export class StreamConnection {
  readonly connection: Connection;
  #buffer: Buffer = Buffer.alloc(0);
  #ended: Ended | null = null;
  #wake: (() => void) | null = null;
  readonly #leave: () => void;

  constructor(connection: Connection) {
    this.connection = connection;
    const { socket, tap } = connection;
    const closed = () => this.#end(new Ended('closed', 'the server closed the connection without a whole answer'));
    const listeners = {
      data: (chunk: Buffer) => {
        tap.take(chunk);
        this.#buffer = this.#buffer.length === 0 ? chunk : Buffer.concat([this.#buffer, chunk]);
        this.#wake?.();
      },
      error: (error: Error) => this.#end(endedBy(error)),
      end: closed,
      close: closed,
    };
    for (const [event, listener] of Object.entries(listeners)) socket.on(event, listener);
    this.#leave = () => {
      for (const [event, listener] of Object.entries(listeners)) socket.off(event, listener);
    };
    socket.pause();
  }

  /** Lets the socket go, for TLS to take over. What came behind the last message came without TLS, and is not believed. */
  release(): Ended | null {
    if (this.#buffer.length > 0) {
      this.close();
      return new Ended('protocol', 'more bytes follow the agreement to speak TLS');
    }
    this.#leave();
    return this.#ended;
  }

  /** Whether the other side says anything by itself within so many milliseconds. The connection stays as it is. */
  async speaks(milliseconds: number, watch: Watch): Promise<boolean> {
    const { socket } = this.connection;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
      watch.onEnd(this.#wake);
      if (this.#buffer.length > 0 || this.#ended !== null) this.#wake();
      else socket.resume();
    });
    this.#wake = null;
    socket.pause();
    return this.#buffer.length > 0;
  }

  get open(): boolean {
    return this.#ended === null && !this.connection.socket.destroyed;
  }

  send(bytes: Uint8Array): void {
    this.connection.socket.write(bytes);
  }

  /** The next whole message, cut off what follows it. */
  async read(measure: Measure, maxBytes: number, watch: Watch): Promise<Uint8Array | Ended> {
    const { socket } = this.connection;
    const result = await new Promise<Uint8Array | Ended>((resolve) => {
      const look = () => {
        const whole = this.#whole(measure, maxBytes) ?? this.#ended;
        if (whole) resolve(whole);
      };
      this.#wake = look;
      watch.onEnd((ended) => {
        resolve(ended);
        socket.destroy(ended.asError());
      });
      look();
      socket.resume();
    });
    this.#wake = null;
    socket.pause();
    if (result instanceof Ended) {
      if (this.#buffer.length > 0) result.received = Uint8Array.from(this.#buffer.subarray(0, HEARD_AT_MOST));
      socket.destroy();
    }
    return result;
  }

  /** `farewell` goes out first where the other side still listens. */
  close(farewell: Uint8Array | null = null): void {
    const { socket } = this.connection;
    if (farewell !== null && this.open) socket.end(farewell, () => socket.destroy());
    else socket.destroy();
  }

  /** Ends it in order, and waits until the other side has closed too, or for a short while: some servers take one at a time. */
  async leave(farewell: Uint8Array): Promise<void> {
    const { socket } = this.connection;
    if (!this.open) return this.close();
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => socket.destroy(), LEAVING_AT_MOST);
      socket.once('close', () => {
        clearTimeout(timer);
        resolve();
      });
      socket.end(farewell);
      socket.resume();
    });
  }

  #whole(measure: Measure, maxBytes: number): Uint8Array | Ended | null {
    if (this.#buffer.length === 0) return null;
    let length: number | undefined;
    try {
      length = measure(this.#buffer);
    } catch (error) {
      // The codec's way of saying that these bytes are none of its protocol.
      return new Ended('protocol', endedBy(error).message);
    }
    if (length !== undefined && length > maxBytes) {
      return new Ended('too-large', `the message is larger than ${maxBytes} bytes`);
    }
    if (length !== undefined && length <= this.#buffer.length) {
      const message = this.#buffer.subarray(0, length);
      this.#buffer = this.#buffer.subarray(length);
      return message;
    }
    return this.#buffer.length > maxBytes
      ? new Ended('too-large', `the message is larger than ${maxBytes} bytes`)
      : null;
  }

  #end(ended: Ended): void {
    this.#ended ??= this.connection.fault() ?? ended;
    this.#wake?.();
  }
}
