import type { Depth } from './access.ts';

/**
 * What a question costs and touches. `greeting`: what the server says first or a protocol's opening. `identify`: which
 * server. `metadata`: names, settings. `count`: numbers that the server keeps. `sample`: records themselves (only with
 * `--sample`). `login`: an anonymous or named login.
 */
export const SAFETY_CLASSES = ['greeting', 'identify', 'metadata', 'count', 'sample', 'login'] as const;
export type Safety = (typeof SAFETY_CLASSES)[number];

interface Common {
  readonly safety: Safety;
  /** The shallowest depth at which it may be sent. */
  readonly from: Depth;
  /** One line for `plan` and `engines show`: what is learnt. */
  readonly why: string;
  /** Most bytes of answer that are read, default 1 MiB. */
  readonly maxBytes?: number;
}

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/**
 * An HTTP request of an engine's closed table, rendered by `net`. `{name}` in `path` is one encoded segment; an array
 * parameter becomes its encoded members joined by commas. `{name}` as a whole query value or a whole JSON string of
 * `body` is replaced by the parameter.
 */
export interface HttpRequest extends Common {
  readonly kind: 'http';
  readonly method: 'GET' | 'HEAD' | 'POST';
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Json;
}

/** Listens, without sending, for a server that speaks first. */
export interface GreetingRequest extends Common {
  readonly kind: 'greeting';
  /** How many bytes make the greeting whole; undefined: more are needed. Throws on bytes that cannot be one. */
  readonly length: (received: Uint8Array) => number | undefined;
}

/** One message of a binary or line protocol on the endpoint's stream connection, and how long its answer is. */
export interface StreamRequest extends Common {
  readonly kind: 'stream';
  readonly encode: (params: Params) => Uint8Array;
  readonly length: (received: Uint8Array) => number | undefined;
  /** True: on a connection of its own, not the one the session is on. */
  readonly fresh?: boolean;
}

export type Request = HttpRequest | GreetingRequest | StreamRequest;
export type Params = Readonly<Record<string, string | number | readonly string[]>>;

/** An engine's closed table: nothing else can be asked. */
export type RequestTable = Readonly<Record<string, Request>>;
