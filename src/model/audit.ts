import type { Depth } from './access.ts';

/** What an audit is told, whichever of command line, environment and file said it. Times are in milliseconds. */
export interface AuditOptions {
  readonly depth: Depth;
  /** Ports for targets that name none; empty: each engine's own. */
  readonly ports: readonly number[];
  readonly anyEngine: boolean;
  /** Engine ids to ask; empty: all. */
  readonly engines: readonly string[];
  /** Wait for an endpoint's first answer, over all identification steps together. */
  readonly timeout: number;
  /** Time, requests and bytes that one endpoint may take after its first answer. */
  readonly budget: { readonly milliseconds: number; readonly requests: number; readonly bytes: number };
  /** When the whole audit has to end, counted from its start; null: never. */
  readonly deadline: number | null;
  readonly concurrency: number;
  /** Records per collection whose values are classified in memory; 0: none. */
  readonly sample: number;
  readonly throughConsole: boolean;
  readonly login: boolean;
  readonly tls: { readonly ca: string | null; readonly serverName: string | null };
  readonly contact: string | null;
  readonly vantage: { readonly name: string; readonly kind: 'loopback' | 'private' | 'public' };
}

/** Counts while it runs, for the progress line. `total` is null while targets are still streaming in. */
export interface Progress {
  readonly done: number;
  readonly total: number | null;
  readonly exposed: number;
  readonly elapsed: number;
}
