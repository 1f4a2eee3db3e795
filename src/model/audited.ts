import type { Depth } from './access.ts';
import type { Refusal, TargetSource } from './endpoint.ts';
import type { Observation } from './observation.ts';

/** A target that the audit had no time for: named, so that it is not taken for assessed. */
export interface NotReached {
  readonly target: string;
  readonly source: TargetSource | null;
  readonly host: string;
  readonly port: number | null;
  readonly reason: string;
}

/** Where unlatched itself failed: a mistake of its own code or of a rule. The rest of the audit stands. */
export interface Defect {
  /** The endpoint, or the rule, that it was about. */
  readonly at: string;
  readonly message: string;
}

/** What one run learnt, before anything is judged: `probe` writes it, `assess` reads it. */
export interface Audited {
  readonly id: string;
  readonly toolVersion: string;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly depth: Depth;
  /** Null where the run is complete. */
  readonly incompleteBecause: 'interrupted' | 'deadline' | null;
  readonly vantage: { readonly name: string; readonly kind: 'loopback' | 'private' | 'public' };
  readonly scope: {
    readonly allow: readonly string[];
    readonly deny: readonly string[];
    readonly public: readonly string[];
  };
  /** Endpoints dialled, those that stayed silent and are not listed among the observations included. */
  readonly tried: number;
  readonly observations: readonly Observation[];
  readonly refusals: readonly Refusal[];
  readonly notReached: readonly NotReached[];
  readonly defects: readonly Defect[];
}
