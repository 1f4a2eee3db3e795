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
 * `body` is replaced by the parameter; `{name:base64}` there by the bytes that the parameter names in hexadecimal.
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
  /**
   * True: it begins a conversation, on a connection where nothing was asked yet, and what is asked next continues it. An engine
   * that began one asks nothing on a connection that did not begin so: where the conversation is over, that is the answer.
   */
  readonly opens?: boolean;
  /** With `opens`: on a connection that is not upgraded to TLS. */
  readonly plain?: boolean;
  /** With `opens`: in a protocol of its own, whose server does not speak first, though others of the engine do. */
  readonly ungreeted?: boolean;
  /** With `opens`: what is sent when the conversation is left, as the protocol wants it; null where it was none. */
  readonly farewell?: (answer: Uint8Array) => Uint8Array | null;
  /** What is sent as a person would write it, for `plan`, the generated page and evidence; `{name}` is a parameter. */
  readonly says?: string;
  /** What of an answer may stand in a report: its structure, names and counts, never the value of a record. */
  readonly tells?: (answer: Uint8Array) => string;
}

/** A question over UDP, to an endpoint of that transport alone: one datagram, which is sent once and never again. */
export interface DatagramRequest extends Common {
  readonly kind: 'datagram';
  readonly encode: (params: Params) => Uint8Array;
  /**
   * The whole answer out of the datagrams so far, in the order in which they came; undefined: more are to come. Throws on what answers
   * another question, or none.
   */
  readonly assemble: (received: readonly Uint8Array[], params: Params) => Uint8Array | undefined;
  /** As of a message on a stream. */
  readonly says?: string;
  readonly tells?: (answer: Uint8Array) => string;
}

/** Asks the server to speak TLS from here on. Once answered, every session of the engine begins so, after its greeting. */
export interface UpgradeRequest extends Common {
  readonly kind: 'upgrade';
  readonly encode: () => Uint8Array;
  /** Null: nothing is answered, TLS begins at once. */
  readonly length: ((received: Uint8Array) => number | undefined) | null;
  readonly accepted: (answer: Uint8Array) => boolean;
  /** What is offered in TLS as the protocol to speak; some servers refuse any but their own. */
  readonly alpn?: readonly string[];
}

export type Request = HttpRequest | GreetingRequest | StreamRequest | DatagramRequest | UpgradeRequest;
export type Params = Readonly<Record<string, string | number | readonly string[]>>;

/** An engine's closed table: nothing else can be asked. */
export type RequestTable = Readonly<Record<string, Request>>;
