/** The line that named a target: a file and a 1-based line, for reports that point at it. */
export interface TargetSource {
  readonly file: string;
  readonly line: number;
}

/** `auto`: nothing was said; the port's usual form is tried first and the other if that fails. */
export type TlsWish = 'plain' | 'tls' | 'auto';

/** One line of what the user wrote, parsed and not yet resolved. A CIDR or a host without port stands for many endpoints. */
export interface Target {
  /** As written, for messages and reports. */
  readonly text: string;
  readonly source: TargetSource | null;
  readonly host:
    | { readonly kind: 'name' | 'address'; readonly value: string }
    | { readonly kind: 'cidr'; readonly value: string };
  /** Null: each engine's own ports, or those of `--ports`. */
  readonly port: number | null;
  readonly transport: 'tcp' | 'udp';
  readonly tls: TlsWish;
  /** Base path, begins and ends with `/`. */
  readonly path: string;
  /** True where an import named it: that allows nothing, and what lies outside the scope is known and no more. */
  readonly imported?: boolean;
}

/** The unit of work. Everything after `scope` knows endpoints only. */
export interface Endpoint {
  readonly target: string;
  readonly source: TargetSource | null;
  /** As written: a name or an address. */
  readonly host: string;
  /** The one address that was checked against the scope and is dialled. */
  readonly address: string;
  readonly port: number;
  readonly transport: 'tcp' | 'udp';
  readonly path: string;
  readonly tls: TlsWish;
  /** True where the target names its port (or the inventory expects it): not assessing it is exit code 3. */
  readonly required: boolean;
  /** True where the user named the port, so that any engine may be asked on it. */
  readonly portNamed: boolean;
}

/** A target, or an address of one, that scope refuses. Nothing was sent to it. */
export interface Refusal {
  readonly target: string;
  readonly source: TargetSource | null;
  readonly host: string;
  readonly address: string | null;
  readonly port: number | null;
  /** Stable word for tests and JSON, such as `public-not-declared`. */
  readonly code: string;
  /** What is refused, why, and what to write to allow it. */
  readonly reason: string;
  readonly required: boolean;
}

/** `host:port/path`, an IPv6 literal in brackets, `udp://` in front where it is UDP; as a reader would type it again. */
export function endpointLabel(at: Pick<Endpoint, 'host' | 'port' | 'path' | 'transport'>): string {
  const host = at.host.includes(':') ? `[${at.host}]` : at.host;
  const scheme = at.transport === 'udp' ? 'udp://' : '';
  return `${scheme}${host}:${at.port}${at.path === '/' ? '' : at.path}`;
}
