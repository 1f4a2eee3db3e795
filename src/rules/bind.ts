import type { Remediation, Rule } from '../model/rule.ts';
import { Diagnostic } from '../support/diagnostic.ts';
import type { CommonFile, RuleEntry, RuleFile } from './schema.ts';

/** The files of rules/ as parsed, before templates are bound. */
export interface RuleSources {
  readonly common: CommonFile;
  readonly engines: readonly RuleFile[];
}

/** The id under which rules stand that hold whatever answers. */
export const ANY = 'any';

/** Gives each engine its templates, with its own words for what to do, and its own rules. */
export function bindRules({ common, engines }: RuleSources): Rule[] {
  const templates = new Map(common.templates.map((template) => [template.id, template]));
  const rules = (common.rules ?? []).map((entry) => ruleOf(entry, ANY, null));
  for (const file of engines) {
    const use = new Set(file.use);
    const without = new Set(file.without);
    for (const named of [...use, ...without, ...Object.keys(file.remediation ?? {})]) {
      if (!templates.has(named))
        throw new Diagnostic(`rules/common.yaml has no template ${named}`, { where: `rules/${file.engine}.yaml` });
    }
    for (const template of templates.values()) {
      if (without.has(template.id) || (template.bind === 'named' && !use.has(template.id))) continue;
      const own = file.remediation?.[template.id];
      rules.push(ruleOf(own === undefined ? template : { ...template, remediation: own }, file.engine, file.engine));
    }
    for (const entry of file.rules ?? []) rules.push(ruleOf(entry, file.engine, file.engine));
  }
  return rules;
}

export function ruleOf(entry: Omit<RuleEntry, 'tests'>, prefix: string, engine: string | null): Rule {
  return {
    id: `${prefix}/${entry.id}`,
    engine,
    title: entry.title,
    description: entry.description,
    severity: entry.severity,
    severityWhen: entry.severityWhen ?? [],
    when: entry.when,
    proof: entry.proof,
    references: entry.references,
    remediation: remediationOf(entry.remediation),
  };
}

function remediationOf({ summary, steps, verify }: RuleEntry['remediation']): Remediation {
  return { summary, steps, verify: verify ?? null };
}
