import { isIP } from 'node:net';
import type { Client, Dispatcher } from 'undici';
import type { Endpoint } from '../model/endpoint.ts';
import type { Connection } from './connect.ts';
import { Ended, endedBy, looksLikeTls } from './ended.ts';
import type { RenderedHttp } from './render.ts';
import { type HttpAnswer, tooDense } from './reply.ts';
import type { Place, Room } from './room.ts';
import type { Watch } from './watch.ts';

const HEADER_BYTES = 16 * 1024;
const HEADERS_AT_MOST = 256;
const INFORMATIONAL_AT_MOST = 8;
/** An error's status is its message: of its body no more than this is read, and a longer one does not spoil it. */
const ERROR_BODY_AT_MOST = 64 * 1024;

export function authorityOf({ host, port }: Pick<Endpoint, 'host' | 'port'>): string {
  return `${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
}

let makeClient: typeof Client | null = null;

/**
 * HTTP/1.1 on one connection that was made elsewhere. undici gets the open socket and no way to make another, so that
 * nothing a server says can lead it to a different address; when the connection ends, so does this object.
 */
export class HttpConnection {
  readonly connection: Connection;
  readonly #client: Client;
  readonly #room: Room;
  #used = false;

  private constructor(connection: Connection, client: Client, room: Room) {
    this.connection = connection;
    this.#client = client;
    this.#room = room;
  }

  static async over(connection: Connection, authority: string, room: Room): Promise<HttpConnection> {
    // Loaded when something answers: a scan of closed ports never pays for it.
    makeClient ??= (await import('undici')).Client;
    connection.tap.onReads();
    let handed = false;
    // `http:` also over TLS: the socket is secured already, and undici need not know.
    const client = new makeClient(`http://${authority}`, {
      allowH2: false,
      maxHeaderSize: HEADER_BYTES,
      headersTimeout: 0,
      bodyTimeout: 0,
      keepAliveTimeout: 60_000,
      // In a microtask: undici is within its own dispatch here, and would miss a socket that is there at once.
      connect: (_, callback) => {
        const first = !handed;
        handed = true;
        queueMicrotask(() => {
          if (first) callback(null, connection.socket);
          else callback(new Ended('closed', 'the server closed the connection without an answer').asError(), null);
        });
      },
    });
    return new HttpConnection(connection, client, room);
  }

  /** True once a question was sent: the server may have closed it in the meantime. */
  get used(): boolean {
    return this.#used;
  }

  get open(): boolean {
    return !this.connection.socket.destroyed && this.connection.socket.writable;
  }

  ask(
    request: RenderedHttp,
    headers: Readonly<Record<string, string>>,
    maxBytes: number,
    watch: Watch,
  ): Promise<HttpAnswer | Ended> {
    this.#used = true;
    const { socket, tap } = this.connection;
    return new Promise((resolve) => {
      const attempt = new Attempt(maxBytes, this.#room.enter(), (result) => {
        if (!(result instanceof Ended)) return resolve(result);
        const vague = result.kind === 'closed' || result.kind === 'reset';
        const ended = (vague ? this.connection.fault() : null) ?? result;
        return resolve(explained(ended, tap.first(), attempt.status));
      });
      watch.onEnd((ended) => {
        attempt.settle(ended);
        socket.destroy(ended.asError());
      });
      this.#client.dispatch(
        { method: request.method, path: request.path, headers: headers as Record<string, string>, body: request.body },
        attempt,
      );
    });
  }

  close(): void {
    this.connection.socket.destroy();
  }
}

class Attempt implements Dispatcher.DispatchHandler {
  status = 0;
  #headers: Record<string, string> = {};
  #cap: number;
  #size = 0;
  #informational = 0;
  #chunks: Buffer[] = [];
  readonly #place: Place;
  #settle: ((result: HttpAnswer | Ended) => void) | null;

  constructor(maxBytes: number, place: Place, settle: (result: HttpAnswer | Ended) => void) {
    this.#cap = maxBytes;
    this.#place = place;
    this.#settle = settle;
  }

  settle(result: HttpAnswer | Ended): void {
    const settle = this.#settle;
    this.#settle = null;
    this.#chunks = [];
    this.#place.leave();
    settle?.(result);
  }

  onRequestStart(): void {
    // Named because undici knows a handler by it; there is nothing to prepare.
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: Readonly<Record<string, string | string[] | undefined>>,
  ): void {
    if (status < 200) {
      this.#informational += 1;
      if (this.#informational > INFORMATIONAL_AT_MOST) {
        this.#stop(controller, new Ended('protocol', 'the server sends interim answers without end'));
      }
      return;
    }
    let count = 0;
    for (const [name, value] of Object.entries(headers)) {
      if (value === undefined) continue;
      count += typeof value === 'string' ? 1 : value.length;
      this.#headers[name] = typeof value === 'string' ? value : value.join(', ');
    }
    if (count > HEADERS_AT_MOST) {
      this.#stop(controller, new Ended('too-large', `more than ${HEADERS_AT_MOST} headers`));
      return;
    }
    this.status = status;
    if (status >= 400) this.#cap = Math.min(this.#cap, ERROR_BODY_AT_MOST);
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (!this.#settle) return;
    this.#size += chunk.length;
    if (this.#size <= this.#cap) {
      this.#chunks.push(chunk);
      this.#place.take(
        chunk.length,
        () => controller.pause(),
        () => controller.resume(),
      );
      return;
    }
    if (this.status < 400) {
      this.#stop(controller, new Ended('too-large', `the body is larger than ${this.#cap} bytes`));
      return;
    }
    this.#chunks.push(chunk.subarray(0, chunk.length - (this.#size - this.#cap)));
    this.settle(this.#answer(true));
    controller.abort(new Error('enough of the error was read'));
  }

  onResponseEnd(): void {
    if (!this.#settle) return;
    const answer = this.#answer(false);
    const dense = tooDense(answer);
    this.settle(dense === null ? answer : new Ended('too-large', dense));
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    // undici's word for any parser error after a content-length; before the status is whole it is no matter of length.
    const contradiction = this.status === 0 && 'code' in error && error.code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH';
    this.settle(contradiction ? new Ended('protocol', 'the headers contradict each other') : endedBy(error));
  }

  #answer(cut: boolean): HttpAnswer {
    const [only] = this.#chunks;
    const body = this.#chunks.length === 1 && only ? only : Buffer.concat(this.#chunks);
    return { kind: 'http', status: this.status, headers: this.#headers, body, cut };
  }

  #stop(controller: Dispatcher.DispatchController, ended: Ended): void {
    this.settle(ended);
    controller.abort(ended.asError());
  }
}

/** What came is part of why it failed: bytes of another protocol are not "closed". */
function explained(ended: Ended, received: Uint8Array, status: number): Ended {
  if (received.length === 0) return ended;
  const isHttp = status > 0 || Buffer.from(received.subarray(0, 5)).toString('latin1') === 'HTTP/';
  let result = ended;
  if (!isHttp && (ended.kind === 'closed' || ended.kind === 'reset' || ended.kind === 'protocol')) {
    result = new Ended(
      'protocol',
      looksLikeTls(received)
        ? 'the port speaks TLS, and was asked in plain'
        : 'the port speaks another protocol than HTTP',
    );
  }
  result.received = received;
  return result;
}
