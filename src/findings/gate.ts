import type { Audited } from '../model/audited.ts';
import type { Finding } from '../model/finding.ts';
import type { FailOn, GateCondition, Report } from '../model/report.ts';
import { SEVERITIES } from '../model/rule.ts';

/** What the user wants the gate to fail on. */
export interface GateOptions {
  readonly failOn: FailOn;
  /** Whatever is not in the baseline counts, whatever its severity. */
  readonly failOnNew: boolean;
  readonly allowUnassessed: boolean;
}

/** Worst first, in the order in which they decide where several hold (docs/reference/exit-codes.md). */
const EXIT_CODES: readonly (readonly [GateCondition, number])[] = [
  ['internal', 70],
  ['usage', 2],
  ['refused', 4],
  ['interrupted', 130],
  ['findings', 1],
  ['unassessed', 3],
];

/**
 * The one evaluator: exit code, table, SARIF and JUnit all say what it says. A required endpoint that was unreachable,
 * inconclusive, unidentified or refused by scope is unassessed: "host down" is never "fixed".
 */
export function evaluateGate(audited: Audited, findings: readonly Finding[], options: GateOptions): Report['gate'] {
  const conditions: GateCondition[] = [];
  if (audited.defects.length > 0) conditions.push('internal');
  if (audited.incompleteBecause === 'interrupted') conditions.push('interrupted');
  if (audited.observations.length === 0 && audited.tried === 0 && audited.refusals.length > 0)
    conditions.push('refused');
  if (findings.some((finding) => counts(finding, options))) conditions.push('findings');
  if (!options.allowUnassessed && unassessed(audited)) conditions.push('unassessed');
  const ordered = EXIT_CODES.filter(([condition]) => conditions.includes(condition));
  return {
    failOn: options.failOn,
    failOnNew: options.failOnNew,
    failed: ordered.length > 0,
    exitCode: ordered[0]?.[1] ?? 0,
    conditions: ordered.map(([condition]) => condition),
  };
}

type Rated = Pick<Finding, 'severity' | 'status' | 'suppression'>;

/** Whether a finding fails the gate: asked by every format that has to say so of one finding. */
export function counts(
  { severity, status, suppression }: Rated,
  { failOn, failOnNew }: Pick<GateOptions, 'failOn' | 'failOnNew'>,
): boolean {
  if (suppression !== null || status === 'known') return false;
  return failOnNew || (failOn !== 'none' && SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(failOn));
}

function unassessed(audited: Audited): boolean {
  return (
    audited.incompleteBecause === 'deadline' ||
    audited.notReached.length > 0 ||
    audited.refusals.some((refusal) => refusal.required) ||
    audited.observations.some(({ endpoint, outcome }) => endpoint.required && isUnassessed(outcome))
  );
}

/** `skipped` is not among them: scope refusals are counted as refusals, and `--depth identify` is what the user asked for. */
export function isUnassessed(outcome: Report['endpoints'][number]['outcome']): boolean {
  return outcome === 'unreachable' || outcome === 'inconclusive' || outcome === 'unidentified';
}
