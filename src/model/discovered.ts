import type { TlsWish } from './endpoint.ts';

/** Where a source names an endpoint, for people and for SARIF. */
export interface NamedAt {
  /** The kind of source: `compose`, `nmap` … */
  readonly kind: string;
  readonly file: string;
  readonly line: number;
  readonly column: number | null;
  /** What the source calls it: a service, a variable, a process. */
  readonly name: string | null;
}

/** Which engine it may be, before anybody asked it. */
export interface EngineGuess {
  readonly engines: readonly string[];
  readonly by: 'image' | 'name' | 'scheme' | 'port';
}

/** `inside`: reachable only within a network of containers or a cluster. Null: the source does not say. */
export type Bound = 'all interfaces' | 'one address' | 'loopback' | 'inside' | null;

/** An endpoint that sources name. Nobody has contacted it. */
export interface KnownEndpoint {
  readonly host: string;
  /** Null where the source names a host alone. */
  readonly port: number | null;
  readonly tls: TlsWish;
  readonly bound: Bound;
  readonly guess: EngineGuess | null;
  readonly sources: readonly NamedAt[];
}

/** What a source holds that could not be used, or that a reader should know. */
export interface SourceNote {
  readonly where: string;
  readonly what: string;
}

/** All that the sources of `--from` name. */
export interface Known {
  readonly endpoints: readonly KnownEndpoint[];
  readonly notes: readonly SourceNote[];
}

/** `host`, `host:port` or `[v6]:port`. */
export function knownLabel({ host, port }: Pick<KnownEndpoint, 'host' | 'port'>): string {
  if (port === null) return host;
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
