import type { AccessLevel } from './access.ts';
import type { Severity } from './rule.ts';

/** What somebody saw when they accepted a finding. Anything worse than this was not accepted. */
export interface Accepted {
  readonly severity: Severity;
  /** What an anonymous visitor has there, the inferred level. */
  readonly level: AccessLevel;
  /** Data classes that were found there, in the order of their ids. */
  readonly classes: readonly string[];
  /** sha256 over the names of the collections, runs of digits folded; null where they were not listed. */
  readonly collections: string | null;
}

/** One entry of `.unlatchedignore.yaml`: a finding that somebody answers for, until a day. */
export interface Acceptance {
  /** By fingerprint, or by rule and target (`host:port/path`, as the report writes it). */
  readonly of: { readonly finding: string } | { readonly rule: string; readonly target: string };
  readonly reason: string;
  readonly by: string;
  /** The last day on which it counts, `2027-01-31`. */
  readonly until: string;
  readonly accepted: Accepted;
  /** `file:line:column` of the entry. */
  readonly where: string;
}

/** The findings of an earlier audit, which are known and not new. */
export interface Baseline {
  readonly file: string;
  readonly findings: readonly BaselineEntry[];
}

export interface BaselineEntry {
  readonly fingerprint: string;
  readonly rule: string;
  readonly severity: Severity;
  readonly host: string;
  readonly port: number;
  readonly transport: 'tcp' | 'udp';
  readonly path: string;
  /** When it came into the baseline: the time of that audit. */
  readonly since: string;
}
