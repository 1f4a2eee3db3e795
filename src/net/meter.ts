import type { Connection } from './connect.ts';

const NOTHING = new Uint8Array();

/** What the exchange under way moves, over all connections that carry a part of it. */
export class Meter {
  /** Connections of the exchange, with what they had sent before it. */
  #current: { connection: Connection; sentBefore: number }[] = [];
  /** What it moved on connections that have gone over to TLS since. */
  #before = { sent: 0, received: 0 };
  #bytesLeft = 0;

  /** A new exchange: how many bytes may come. */
  begin(bytesLeft: number): void {
    this.#bytesLeft = bytesLeft;
    this.#current = [];
    this.#before = { sent: 0, received: 0 };
  }

  use(connection: Connection): void {
    if (this.#current.some((one) => one.connection === connection)) return;
    connection.tap.begin(this.#bytesLeft);
    this.#current.push({ connection, sentBefore: connection.socket.bytesWritten });
  }

  /** From here on its bytes are counted within TLS. */
  leave(connection: Connection): void {
    const left = this.#current.find((one) => one.connection === connection);
    this.#current = this.#current.filter((one) => one !== left);
    this.#before.sent += connection.socket.bytesWritten - (left?.sentBefore ?? 0);
    this.#before.received += connection.tap.count;
  }

  moved(): { sent: number; received: number } {
    let { sent, received } = this.#before;
    for (const { connection, sentBefore } of this.#current) {
      sent += connection.socket.bytesWritten - sentBefore;
      received += connection.tap.count;
    }
    return { sent, received };
  }

  /** The first bytes that came on the last of its connections. */
  first(): Uint8Array {
    return this.#current.at(-1)?.connection.tap.first() ?? NOTHING;
  }
}
