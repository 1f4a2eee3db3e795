export const SEVERITIES = ['critical', 'high', 'medium', 'low', 'info'] as const;
/** Worst first. */
export type Severity = (typeof SEVERITIES)[number];

export interface Remediation {
  readonly summary: string;
  readonly steps: readonly string[];
  /** How to see that it is mended. */
  readonly verify: string | null;
}

/** A rule that is ready to be evaluated: templates of rules/common.yaml are already bound to their engine. */
export interface Rule {
  /** `elasticsearch/anonymous-read`. Public contract. */
  readonly id: string;
  /** Null: holds for endpoints that no engine claims, too. */
  readonly engine: string | null;
  readonly title: string;
  readonly description: string;
  readonly severity: Severity;
  /** The first whose CEL condition holds replaces `severity`. */
  readonly severityWhen: readonly { readonly when: string; readonly severity: Severity }[];
  /** CEL over the subject that docs/reference/rules.md describes. */
  readonly when: string;
  /** Names in `proofs` whose exchanges are the evidence. */
  readonly proof: readonly string[];
  readonly references: readonly string[];
  readonly remediation: Remediation;
}

/** A rule that held, before it becomes a finding. */
export interface Match {
  readonly rule: Rule;
  readonly severity: Severity;
}
