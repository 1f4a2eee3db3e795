import { loadClasses } from '../classify/index.ts';
import {
  accept,
  evaluateGate,
  findingsOf,
  type GateOptions,
  isUnassessed,
  missing,
  type Seen,
  statusOf,
} from '../findings/index.ts';
import type { Acceptance, Baseline, BaselineEntry } from '../model/acceptance.ts';
import type { Audited, Defect } from '../model/audited.ts';
import type { Finding } from '../model/finding.ts';
import type { Observation } from '../model/observation.ts';
import type { Report } from '../model/report.ts';
import { assembleReport, type Judged } from '../report/index.ts';
import { evaluate, loadRules, type RuleDefect, type RuleSet, subjectOf } from '../rules/index.ts';

export interface JudgeOptions extends GateOptions {
  readonly extraRules: readonly string[];
  /** What somebody answers for; null where there is no such file. */
  readonly acceptances: { readonly file: string; readonly entries: readonly Acceptance[] } | null;
  readonly baseline: Baseline | null;
  /** Fingerprints of findings that the history knows to have been closed once. */
  readonly closed: ReadonlySet<string>;
}

/**
 * From what was learnt to the report, offline: the same observations, rules, acceptances, baseline and closed findings make the same report, now or
 * in a year. Rules and acceptances see the time of the audit, not of the judging. A rule that cannot be evaluated is
 * named, and costs no other.
 */
export async function judge(audited: Audited, options: JudgeOptions): Promise<Report> {
  const [rules, classes] = await Promise.all([loadRules({ extra: options.extraRules }), loadClasses()]);
  const at = new Date(audited.finishedAt);
  const { found, defects } = applyRules(audited, rules, at);
  const known = new Map(options.baseline?.findings.map((entry) => [entry.fingerprint, entry]));
  const { suppressions, notices } = accept(
    found.flatMap(({ observation, findings }) => findings.map((finding) => ({ finding, seen: seenAt(observation) }))),
    options.acceptances?.entries ?? [],
    audited.finishedAt.slice(0, 10),
  );
  const judged = found.map(({ observation, findings }) => ({
    observation,
    findings: findings.map((finding) => ({
      ...finding,
      status: statusOf(finding, known, options.closed),
      suppression: suppressions.get(finding) ?? null,
    })),
  }));
  const whole: Audited = { ...audited, defects: [...audited.defects, ...defects] };
  const findings: Finding[] = judged.flatMap((item) => item.findings);
  return assembleReport({
    audited: whole,
    judged,
    gate: evaluateGate(whole, findings, options),
    acceptances: { file: options.acceptances?.file ?? null, notices },
    baseline: options.baseline === null ? null : comparedWith(options.baseline, findings, audited),
    rules: { count: rules.count, digest: rules.digest, warnings: rules.warnings(at) },
    classes: classes.classes,
  });
}

function applyRules(audited: Audited, rules: RuleSet, at: Date): { found: Judged[]; defects: Iterable<Defect> } {
  const defects = new Map<string, Defect>();
  const found = audited.observations.map((observation) => {
    const failed: RuleDefect[] = [];
    const findings = findingsOf(observation, evaluate(rules, subjectOf(observation, at, audited.vantage), failed));
    for (const { rule, message } of failed) defects.set(rule, { at: rule, message });
    return { observation, findings };
  });
  return { found, defects: defects.values() };
}

/** What an acceptance is bound to. */
function seenAt({ facts, classes, inventory }: Observation): Seen {
  return {
    level: facts?.access.inferred ?? 'none',
    classes: classes.map((found) => found.class),
    collections: inventory?.collections.filter(({ system }) => !system).map(({ name }) => name) ?? null,
  };
}

function comparedWith(baseline: Baseline, findings: readonly Finding[], audited: Audited): Report['baseline'] {
  const place = ({ host, port, transport, path }: Omit<BaselineEntry, 'since' | 'fingerprint' | 'rule' | 'severity'>) =>
    [host, port, transport, path].join('\n');
  const assessed = new Set(
    audited.observations
      .filter(({ outcome }) => !isUnassessed(outcome) && outcome !== 'skipped')
      .map(({ endpoint }) => place(endpoint)),
  );
  const { gone, unconfirmed } = missing(baseline, new Set(findings.map(({ fingerprint }) => fingerprint)), (entry) =>
    assessed.has(place(entry)),
  );
  const known = findings.filter(({ status }) => status === 'known').length;
  return { file: baseline.file, known, gone: [...gone], unconfirmed: [...unconfirmed] };
}
