import { loadClasses } from '../classify/index.ts';
import { evaluateGate, findingsOf, type GateOptions } from '../findings/index.ts';
import type { Audited } from '../model/audited.ts';
import type { Finding } from '../model/finding.ts';
import type { Report } from '../model/report.ts';
import { assembleReport } from '../report/index.ts';
import { evaluate, loadRules, subjectOf } from '../rules/index.ts';

/**
 * From what was learnt to the report, offline: the same observations and the same rules make the same report, now or in a
 * year. Rules see the time of the audit, not of the judging.
 */
export async function judge(
  audited: Audited,
  options: GateOptions & { readonly extraRules: readonly string[] },
): Promise<Report> {
  const [rules, classes] = await Promise.all([loadRules({ extra: options.extraRules }), loadClasses()]);
  const at = new Date(audited.finishedAt);
  const judged = audited.observations.map((observation) => ({
    observation,
    findings: findingsOf(observation, evaluate(rules, subjectOf(observation, at, audited.vantage))),
  }));
  const findings: Finding[] = judged.flatMap((item) => item.findings);
  return assembleReport({
    audited,
    judged,
    gate: evaluateGate(audited, findings, options),
    rules: { count: rules.count, digest: rules.digest },
    classes: classes.classes,
  });
}
