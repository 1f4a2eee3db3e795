import type { Rule } from '../../src/model/rule.ts';
import { loadRules } from '../../src/rules/index.ts';
import { SUBJECT_DOC } from '../../src/rules/subject-doc.ts';
import { byText } from '../../src/support/stable-json.ts';
import { code, generatedFrom, type Page, page, table } from './page.ts';

function severityOf({ severity, severityWhen }: Rule): string {
  const others = severityWhen.map((one) => one.severity).filter((one) => one !== severity);
  return [severity, ...new Set(others)].join(', ');
}

function ruleTable(rules: readonly Rule[]): string {
  return table(
    ['rule', 'severity', 'title', 'references'],
    rules.map((rule) => [
      code(rule.id),
      severityOf(rule),
      rule.title,
      rule.references.map((one) => linked(one)).join(', '),
    ]),
  );
}

function linked(reference: string): string {
  return /^https?:/.test(reference) ? `<${reference}>` : reference;
}

/** Every rule, by engine, and the subject that a condition sees. */
export async function rulesPage(): Promise<Page> {
  const { rules } = await loadRules();
  const engines = [...new Set(rules.map(({ engine }) => engine ?? ''))].sort(byText);
  return page(
    'docs/reference/rules.md',
    generatedFrom('rules/*.yaml and src/rules/subject-doc.ts'),
    '# Rules',
    `${rules.length} rules. \`unlatched explain RULE\` says what one looks at and how to mend it; \`unlatched rules show RULE\` has its condition. ` +
      'Where several severities are named, the first is the usual one and a condition of the rule chooses the others.',
    ...engines.flatMap((engine) => [
      `## ${engine === '' ? 'Any endpoint' : engine}`,
      ruleTable(rules.filter((rule) => (rule.engine ?? '') === engine)),
    ]),
    '## What a condition can use',
    'A condition is [CEL](https://github.com/google/cel-spec) over the facts of one endpoint. [How to write a rule](../how-to/custom-rules.md).',
    table(
      ['variable', 'type', 'meaning'],
      SUBJECT_DOC.variables.map(({ name, type, meaning }) => [code(name), type, meaning]),
    ),
    table(
      ['function', 'meaning'],
      SUBJECT_DOC.functions.map(({ signature, meaning }) => [code(signature), meaning]),
    ),
  );
}
