import type { Rule } from '../model/rule.ts';
import { Diagnostic } from '../support/diagnostic.ts';
import type { RuleText } from '../support/shipped-rules.ts';
import { parseYamlFile } from '../support/yaml-file.ts';
import { ANY, ruleOf } from './bind.ts';
import { checkConditions } from './lint.ts';
import { extraFile } from './schema.ts';

/** The rules of a user's own file. Throws a Diagnostic at the first thing that cannot be used. */
export function extraRules(text: RuleText, before: readonly Rule[]): Rule[] {
  const yaml = parseYamlFile(text.text, text.name);
  const read = extraFile.safeParse(yaml.value);
  if (!read.success) {
    const [issue] = read.error.issues;
    throw new Diagnostic(issue?.message ?? 'not a file of rules', { where: yaml.where(issue?.path ?? []) });
  }
  const known = new Set(before.map((rule) => rule.id));
  return read.data.rules.map((entry, index) => {
    const rule = ruleOf(entry, entry.engine, entry.engine === ANY ? null : entry.engine);
    if (known.has(rule.id)) {
      throw new Diagnostic(`there is a rule ${rule.id} already`, {
        where: yaml.where(['rules', index, 'id']),
        mend: 'give it another id',
      });
    }
    known.add(rule.id);
    const [problem] = checkConditions(entry, yaml, ['rules', index]);
    if (problem !== undefined) {
      throw new Diagnostic(problem.message, { where: `${problem.file}:${problem.line}:${problem.column}` });
    }
    return rule;
  });
}
