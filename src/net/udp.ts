import { createSocket, type Socket } from 'node:dgram';
import { isIP } from 'node:net';
import type { Endpoint } from '../model/endpoint.ts';
import type { DatagramRequest, Params, Request } from '../model/request.ts';
import type { Carrier, Sendable } from './carrier.ts';
import { forbidden } from './connect.ts';
import type { LineDeps } from './deps.ts';
import { Ended, endedBy } from './ended.ts';
import type { BytesAnswer, Outcome } from './record.ts';
import { HEARD_AT_MOST } from './tap.ts';
import { stoppedAfter, type Watch } from './watch.ts';

/** What every network carries whole: 1,280 bytes of IPv6, without the headers. */
const DATAGRAM_AT_MOST = 1_232;
/** An answer takes a round trip: whoever has said nothing by then is not there, or drops what it is sent. */
const SILENCE_AT_MOST = 1_000;
const DATAGRAMS_AT_MOST = 64;

const NOTHING = new Uint8Array();

/** Makes a socket whose datagrams go to an address (never a name) and come from it alone; it is not connected yet. */
export type DatagramDialer = (address: string) => Socket;

const systemDatagrams: DatagramDialer = (address) => createSocket(isIP(address) === 6 ? 'udp6' : 'udp4');

/** Questions over UDP: each one datagram on a socket of its own, sent once. A lost one is not sent again. */
export class Datagrams implements Carrier {
  readonly tls = null;
  readonly #endpoint: Endpoint;
  readonly #deps: Pick<LineDeps, 'scope' | 'hosts' | 'dialDatagrams'>;
  readonly #watch: Watch;
  #bytesLeft = 0;
  #milliseconds = 0;
  #moved = { sent: 0, received: 0, requests: 0 };
  #close: (() => void) | null = null;
  connected = false;
  firstBytes: Uint8Array = NOTHING;

  constructor(endpoint: Endpoint, deps: Pick<LineDeps, 'scope' | 'hosts' | 'dialDatagrams'>, watch: Watch) {
    this.#endpoint = endpoint;
    this.#deps = deps;
    this.#watch = watch;
  }

  begin(bytesLeft: number, milliseconds: number): void {
    this.#bytesLeft = bytesLeft;
    this.#milliseconds = milliseconds;
    this.#moved = { sent: 0, received: 0, requests: 0 };
  }

  moved(): { sent: number; received: number; requests: number } {
    return this.#moved;
  }

  async send(_engine: string, rendered: Sendable, request: Request, maxBytes: number): Promise<Outcome> {
    if (request.kind !== 'datagram' || rendered.kind !== 'datagram') {
      throw new TypeError('what is asked over UDP is one datagram');
    }
    const { bytes, params } = rendered;
    if (bytes.length > DATAGRAM_AT_MOST) return new Ended('protocol', 'the question does not fit into one datagram');
    const { address, port } = this.#endpoint;
    const refused = forbidden(this.#endpoint, this.#deps);
    if (refused) return refused;
    this.#deps.scope.ledger.dialled(address, port, 'udp');
    const answer = await this.#exchange(bytes, request, params, maxBytes);
    const heard = !(answer instanceof Ended) || answer.kind === 'refused' || this.#moved.received > 0;
    if (heard) this.#deps.hosts?.answered(address);
    return answer;
  }

  /** Nobody speaks first over UDP. */
  listen(): Promise<false> {
    return Promise.resolve(false);
  }

  greets(): void {
    // Nothing is kept: a datagram has no session to begin.
  }

  usually(): void {
    // One form only: TLS is not spoken in datagrams.
  }

  close(): void {
    this.#close?.();
  }

  #exchange(
    bytes: Uint8Array,
    { assemble }: DatagramRequest,
    params: Params,
    maxBytes: number,
  ): Promise<BytesAnswer | Ended> {
    const { address, port } = this.#endpoint;
    const socket = (this.#deps.dialDatagrams ?? systemDatagrams)(address);
    const most = Math.min(this.#milliseconds, SILENCE_AT_MOST);
    const parts: Uint8Array[] = [];
    return new Promise<BytesAnswer | Ended>((resolve) => {
      const message = `no answer over UDP within ${Math.round(most)} ms; what is sent once can be lost`;
      const halt = stoppedAfter(most, message, (ended) => end(ended));
      const end = (result: Uint8Array | Ended) => {
        if (this.#close !== close) return;
        this.#close = null;
        halt();
        socket.close();
        const [first] = parts;
        if (result instanceof Ended && first !== undefined) result.received = Uint8Array.from(first);
        resolve(result instanceof Ended ? result : { kind: 'bytes', bytes: result, datagrams: parts });
      };
      const close = () => end(new Ended('stopped', 'the line was closed'));
      this.#close = close;
      this.#watch.onEnd(end);
      socket.on('error', (error) => end(endedBy(error)));
      socket.on('message', (datagram) => {
        this.#hear(datagram);
        parts.push(datagram);
        const whole = this.#whole(parts, assemble, params, maxBytes);
        if (whole !== undefined) end(whole);
      });
      // Connected: datagrams of others never reach it, and a closed port is told by its host.
      socket.connect(port, address, () => {
        if (this.#close !== close) return;
        this.#moved.requests += 1;
        this.#moved.sent += bytes.length;
        socket.send(bytes);
      });
    });
  }

  #hear(datagram: Uint8Array): void {
    this.connected = true;
    this.#moved.received += datagram.length;
    if (this.firstBytes.length === 0) this.firstBytes = Uint8Array.from(datagram.subarray(0, HEARD_AT_MOST));
  }

  #whole(
    parts: readonly Uint8Array[],
    assemble: DatagramRequest['assemble'],
    params: Params,
    maxBytes: number,
  ): Uint8Array | Ended | undefined {
    const { received } = this.#moved;
    if (received > this.#bytesLeft) return new Ended('budget', 'the byte budget of the endpoint is used up');
    if (received > maxBytes) return new Ended('too-large', `the answer is larger than ${maxBytes} bytes`);
    if (parts.length > DATAGRAMS_AT_MOST) {
      return new Ended('too-large', `the answer has more than ${DATAGRAMS_AT_MOST} datagrams`);
    }
    try {
      return assemble(parts, params);
    } catch (error) {
      // The codec's way of saying that these bytes are none of its protocol.
      return new Ended('protocol', endedBy(error).message);
    }
  }
}
