import type { Channel, Failure, Line, Reply, ReplyTo, TlsFacts } from '../model/channel.ts';
import type { Endpoint } from '../model/endpoint.ts';
import type { Params, RequestTable } from '../model/request.ts';

/** A class, because every endpoint has one for each engine that may be asked, and most endpoints are closed. */
export class LineChannel<T extends RequestTable> implements Channel<T> {
  readonly endpoint: Endpoint;
  readonly #line: Line;
  readonly #ask: (name: string, params: Params) => Promise<Reply | Failure>;

  constructor(line: Line, ask: (name: string, params: Params) => Promise<Reply | Failure>) {
    this.endpoint = line.endpoint;
    this.#line = line;
    this.#ask = ask;
  }

  get tls(): TlsFacts | null {
    return this.#line.tls;
  }

  ask<K extends keyof T & string>(name: K, params: Params = {}): Promise<ReplyTo<T[K]>> {
    return this.#ask(name, params) as Promise<ReplyTo<T[K]>>;
  }
}
