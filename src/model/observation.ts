import type { Outcome, Protection } from './access.ts';
import type { TlsFacts } from './channel.ts';
import type { FieldClass, LookedFor } from './classes.ts';
import type { Endpoint } from './endpoint.ts';
import type { AccessFacts, Egress, InventoryFacts, Measurement } from './facts.ts';
import type { Safety } from './request.ts';

/** A masked exchange, fit for reports and stores. `sha256` is of the masked bytes. */
export interface Evidence {
  readonly exchange: number;
  readonly name: string;
  readonly safety: Safety;
  readonly request: string;
  readonly response: string;
  readonly sha256: string;
}

/**
 * All that was learnt of one endpoint: data, no judgement. `probe` writes one a line; `assess` judges them offline, so that
 * the same observations and rules make the same report.
 */
export interface Observation {
  readonly schema: 'unlatched/observation/1';
  readonly endpoint: Endpoint;
  readonly observedAt: string;
  readonly outcome: Outcome;
  /** What kept us out where no engine could be named: a client certificate demanded before any answer. */
  readonly protection: Protection | null;
  /** Why, wherever the outcome is not `exposed` or `protected`. */
  readonly reason: string | null;
  readonly tls: TlsFacts | null;
  readonly facts: AccessFacts | null;
  readonly inventory: InventoryFacts | null;
  /** Set where the inventory was taken at another endpoint of the same store: its `host:port`. */
  readonly inventoryFrom: string | null;
  /** The inventory's egress, each compared with the scope; null where there was no host to compare. */
  readonly egress: readonly (Egress & { readonly inScope: boolean | null })[];
  readonly classes: readonly FieldClass[];
  readonly lookedFor: readonly LookedFor[];
  readonly measurement: Measurement | null;
  /** For what no engine claims: the first bytes, escaped, and the guess of what was asked. */
  readonly heard: string | null;
  readonly evidence: readonly Evidence[];
  readonly sent: { readonly requests: number; readonly bytes: number; readonly received: number };
}
