import type { Severity } from './rule.ts';

/** Where something stands in a file. Line and column count from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export const REACHES = ['nowhere', 'loopback', 'compose-network', 'cluster-network', 'all-interfaces'] as const;
/** From where a server that is started with these settings would be reached, narrowest first. */
export type Reach = (typeof REACHES)[number];

/** A setting that opens a store, before it is deployed. `rule` is what an audit of the running store would find. */
export interface LintFinding extends Place {
  readonly rule: string;
  /** The cause in rules/causes: `redis/protected-mode-off`. */
  readonly cause: string;
  readonly severity: Severity;
  readonly title: string;
  readonly engine: string;
  /** The service, the container, or the kind of file that it was found in. */
  readonly server: string;
  /** As it is written, or what holds because nothing is: never a value of the file. */
  readonly setting: string;
  readonly write: string;
  readonly why: string;
  /** Versions that the cause holds for, or null for all. */
  readonly versions: string | null;
  readonly reach: Reach;
  readonly failsGate: boolean;
}

/** What a lint of some files came to. */
export interface LintReport {
  readonly files: readonly { readonly file: string; readonly kind: string; readonly servers: number }[];
  /** Files of no known kind: nothing is said of them. */
  readonly skipped: readonly string[];
  /** Files that could not be read, with the reason: nothing is said of them, and that is no pass. */
  readonly problems: readonly { readonly where: string; readonly message: string }[];
  readonly findings: readonly LintFinding[];
}
