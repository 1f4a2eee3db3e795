import type { AccessLevel, Outcome, Protection } from '../model/access.ts';
import type { Setting } from '../model/facts.ts';

/** An endpoint as the user wrote it. Its addresses come and go: they are part of what a check saw. */
export interface EndpointKey {
  readonly host: string;
  readonly port: number;
  readonly transport: 'tcp' | 'udp';
  readonly path: string;
}

/** What one check saw of an endpoint: what drift and windows are told from. Names of collections are kept as digests, values never. */
export interface EndpointState {
  readonly address: string | null;
  readonly outcome: Outcome;
  readonly reason: string | null;
  readonly proved: AccessLevel | null;
  readonly inferred: AccessLevel | null;
  readonly protection: Protection | null;
  readonly securityLayer: 'absent' | 'present' | 'unknown' | null;
  readonly anonymous: { readonly user: string; readonly roles: readonly string[] } | null;
  readonly tls: {
    readonly version: string;
    readonly certificate: string | null;
    readonly issuer: string | null;
    readonly trusted: boolean;
  } | null;
  readonly service: {
    readonly engine: string;
    readonly version: string | null;
    readonly name: string | null;
    readonly identity: Readonly<Record<string, string>>;
  } | null;
  /** Of the engine's own facts those that tell how it is reached: `boundTo`, `behindProxy` … */
  readonly surroundings: Readonly<Record<string, Setting>>;
  readonly data: DataState | null;
  /** Rules that held, without their engine's own evidence. */
  readonly rules: readonly string[];
}

export interface DataState {
  /** Of all names together, and of each: 12 hexadecimal digits of its sha256, in order. The server's own are left out. */
  readonly names: string;
  readonly each: readonly string[];
  /** True where not all collections were listed. */
  readonly more: boolean;
  /** Digits of the number of records: 0 for none, 1 up to 9, 4 for some thousands. */
  readonly magnitude: number;
  readonly people: number | null;
  readonly classes: readonly string[];
  /** `ransom-note confirmed`. */
  readonly signs: readonly string[];
  /** When the oldest collection was made, where the server tells. */
  readonly oldest: string | null;
}

/** A state with its time and place: one line of the history. */
export interface Check {
  readonly audit: string;
  readonly at: string;
  readonly vantage: string;
  readonly endpoint: EndpointKey;
  readonly state: EndpointState;
}

/** An audit as the history keeps it. */
export interface AuditEntry {
  readonly id: string;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly depth: string;
  readonly complete: boolean;
  readonly vantage: string;
  readonly vantageKind: string;
  readonly toolVersion: string;
  readonly rulesDigest: string;
  /** Digest of targets and ports as written: two audits that agree in it looked at the same. */
  readonly asked: string;
}

/** What an audit leaves behind: written in one piece or not at all. */
export interface AuditRecord {
  readonly audit: AuditEntry;
  readonly checks: readonly Omit<Check, 'audit' | 'vantage'>[];
  readonly findings: readonly RecordedFinding[];
}

/** A finding of one audit: enough to tell later that it is back. */
export interface RecordedFinding {
  readonly fingerprint: string;
  readonly rule: string;
  readonly endpoint: EndpointKey;
}

/** What somebody else saw. */
export interface Sighting {
  readonly endpoint: EndpointKey;
  readonly openSince: string;
  readonly source: string;
  readonly notedAt: string;
}

/** `open`: an anonymous visitor got to names or more. `closed`: a refusal was seen. `unknown`: the check settled nothing. */
export type Standing = 'open' | 'closed' | 'unknown';

export function standingOf({ outcome }: Pick<EndpointState, 'outcome'>): Standing {
  return outcome === 'exposed' ? 'open' : outcome === 'protected' ? 'closed' : 'unknown';
}

const TEXTS = new WeakMap<EndpointKey, string>();

/** One text for one endpoint, to group by; made once, since a store hands out one object for all checks of an endpoint. */
export function keyText(endpoint: EndpointKey): string {
  const known = TEXTS.get(endpoint);
  if (known !== undefined) return known;
  const { host, port, transport, path } = endpoint;
  const text = `${host.toLowerCase()}\n${port}\n${transport}\n${path}`;
  TEXTS.set(endpoint, text);
  return text;
}
