import type { Endpoint } from './endpoint.ts';
import type { Json, Params, Request, RequestTable, Safety } from './request.ts';

export const FAILURES = [
  'refused',
  'unreachable',
  'timeout',
  'closed',
  'reset',
  'tls',
  'client-certificate',
  'protocol',
  'too-large',
  'budget',
  'stopped',
] as const;
/**
 * Why no answer was had. `refused`: connection refused. `closed`: the server ended the connection without a whole answer.
 * `client-certificate`: TLS asked for one and refused us. `protocol`: bytes that are not the protocol. `budget`: the endpoint's
 * own budget of bytes, requests or time is used up. `stopped`: the breaker, a 429, or Ctrl-C.
 */
export type FailureKind = (typeof FAILURES)[number];

export interface Failure {
  readonly ok: false;
  readonly kind: FailureKind;
  /** One sentence, escaped, without the endpoint's name. */
  readonly message: string;
  /** What arrived before it failed, bounded. */
  readonly received?: Uint8Array;
  readonly exchange: number;
}

export interface HttpReply {
  readonly ok: true;
  readonly kind: 'http';
  /** Number of the exchange, for proofs. */
  readonly exchange: number;
  readonly status: number;
  /** Lower-case names; repeated headers joined by `, `. */
  readonly headers: Readonly<Record<string, string>>;
  /** Media type alone, lower case; null where the server names none. */
  readonly mediaType: string | null;
  /** Body as text; invalid UTF-8 is replaced. */
  text(): string;
  /** The parsed body, or undefined where it is not JSON, is nested deeper than 64, or the header says another type than JSON. */
  json(): Json | undefined;
}

export interface BytesReply {
  readonly ok: true;
  readonly kind: 'bytes';
  readonly exchange: number;
  readonly bytes: Uint8Array;
}

export type Reply = HttpReply | BytesReply;
export type ReplyTo<R extends Request> = (R extends { kind: 'http' } ? HttpReply : BytesReply) | Failure;

/**
 * How an engine asks. It cannot dial, and sends no bytes of its own: it names a request of its table.
 * Throws `UndeclaredRequest` for any other name, and for one that the depth does not allow.
 */
export interface Channel<T extends RequestTable = RequestTable> {
  readonly endpoint: Endpoint;
  readonly tls: TlsFacts | null;
  ask<K extends keyof T & string>(name: K, params?: Params): Promise<ReplyTo<T[K]>>;
}

/** The TLS of the endpoint as it was seen; an untrusted certificate is recorded and never a stop. */
export interface TlsFacts {
  readonly version: string;
  readonly cipher: string | null;
  readonly certificate: {
    readonly subject: string;
    readonly issuer: string;
    readonly notBefore: string;
    readonly notAfter: string;
    readonly altNames: readonly string[];
    readonly sha256: string;
    readonly selfSigned: boolean;
  } | null;
  readonly trusted: boolean;
  /** Why the certificate is not trusted, as OpenSSL names it, or null. */
  readonly trustError: string | null;
  readonly nameMatches: boolean | null;
  readonly clientCertificateRequested: boolean;
}

/** One question and what came of it, as it was on the wire, bounded. It stays in memory: reports carry masked evidence. */
export interface Exchange {
  readonly number: number;
  readonly engine: string;
  readonly name: string;
  readonly safety: Safety;
  /** `GET /path?query`, or the request's name for a binary protocol. */
  readonly request: string;
  readonly params: Params;
  readonly outcome:
    | { readonly status: number; readonly headers: Readonly<Record<string, string>> }
    | { readonly bytes: number }
    | { readonly failure: FailureKind; readonly message: string };
  /** The first bytes of the answer (4 KiB), empty for `sample`. */
  readonly excerpt: Uint8Array;
  /** What the request's own codec tells of the answer for people, where it has one: no record's value. */
  readonly told: string | null;
  readonly sentBytes: number;
  readonly receivedBytes: number;
  readonly milliseconds: number;
}

/** All that one endpoint is asked goes through its line: pinned, limited, recorded, and no question twice. */
export interface Line {
  readonly endpoint: Endpoint;
  readonly tls: TlsFacts | null;
  readonly exchanges: readonly Exchange[];
  /** What the endpoint did at the level of connections, for those that no engine claims. */
  readonly heard: Heard;
  channel<T extends RequestTable>(engine: string, table: T): Channel<T>;
  /** What the engines that call this port their own speak there: it comes first where the user said nothing. */
  usually(form: 'plain' | 'tls'): void;
  /** Whether the server speaks first: connects and listens for a moment, and sends nothing. */
  listen(): Promise<boolean>;
  /** So many protocols beside HTTP may be spoken here: until one is answered, none of them takes the time of the others. */
  share(streams: number): void;
  close(): Promise<void>;
}

export interface Heard {
  readonly connected: boolean;
  /** The first bytes that came, if any (1 KiB at most). */
  readonly firstBytes: Uint8Array;
  readonly lastFailure: Failure | null;
}
