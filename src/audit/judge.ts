import { loadClasses } from '../classify/index.ts';
import { evaluateGate, findingsOf, type GateOptions } from '../findings/index.ts';
import type { Audited, Defect } from '../model/audited.ts';
import type { Finding } from '../model/finding.ts';
import type { Report } from '../model/report.ts';
import { assembleReport } from '../report/index.ts';
import { evaluate, loadRules, type RuleDefect, subjectOf } from '../rules/index.ts';

/**
 * From what was learnt to the report, offline: the same observations and the same rules make the same report, now or in a
 * year. Rules see the time of the audit, not of the judging. A rule that cannot be evaluated is named, and costs no other.
 */
export async function judge(
  audited: Audited,
  options: GateOptions & { readonly extraRules: readonly string[] },
): Promise<Report> {
  const [rules, classes] = await Promise.all([loadRules({ extra: options.extraRules }), loadClasses()]);
  const at = new Date(audited.finishedAt);
  const ruleDefects = new Map<string, Defect>();
  const judged = audited.observations.map((observation) => {
    const failed: RuleDefect[] = [];
    const findings = findingsOf(observation, evaluate(rules, subjectOf(observation, at, audited.vantage), failed));
    for (const { rule, message } of failed) ruleDefects.set(rule, { at: rule, message });
    return { observation, findings };
  });
  const whole: Audited = { ...audited, defects: [...audited.defects, ...ruleDefects.values()] };
  const findings: Finding[] = judged.flatMap((item) => item.findings);
  return assembleReport({
    audited: whole,
    judged,
    gate: evaluateGate(whole, findings, options),
    rules: { count: rules.count, digest: rules.digest, warnings: rules.warnings(at) },
    classes: classes.classes,
  });
}
