import type { Evidence } from './observation.ts';
import type { Remediation, Severity } from './rule.ts';

export interface Finding {
  /** sha256 over rule, host as written, port, transport and base path: the same at the next audit. */
  readonly fingerprint: string;
  readonly rule: string;
  readonly severity: Severity;
  readonly title: string;
  /** Why it matters, as the rule says it. */
  readonly description: string;
  /** Null: the rule holds whatever answers. */
  readonly engine: string | null;
  readonly target: string;
  readonly host: string;
  readonly address: string;
  readonly port: number;
  readonly transport: 'tcp' | 'udp';
  readonly path: string;
  readonly evidence: readonly Pick<Evidence, 'request' | 'response' | 'sha256'>[];
  readonly remediation: Remediation;
  readonly references: readonly string[];
  readonly status: 'new' | 'known' | 'regressed';
  readonly suppression: { readonly reason: string; readonly by: string; readonly until: string } | null;
}
