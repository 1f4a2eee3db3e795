import { stages } from '../../audit/stages.ts';
import { didYouMean } from '../../config/index.ts';
import type { Rule } from '../../model/rule.ts';
import { Diagnostic } from '../../support/diagnostic.ts';
import { columns } from '../columns.ts';
import type { Context } from '../context.ts';
import { EXIT_USAGE } from '../exit-codes.ts';
import { ruleText } from '../explanations.ts';

export async function loadAll(context: Context): Promise<readonly Rule[]> {
  const { values } = await context.config();
  const { loadRules } = await stages.rules();
  return (await loadRules({ extra: values.rules })).rules;
}

export async function list(context: Context): Promise<number> {
  const rules = await loadAll(context);
  await context.print(
    columns([['rule', 'severity', 'title'], ...rules.map(({ id, severity, title }) => [id, severity, title])]),
  );
  return 0;
}

export async function show(context: Context): Promise<number> {
  const [id = ''] = context.args;
  const rules = await loadAll(context);
  const rule = rules.find((known) => known.id === id);
  if (rule === undefined) {
    throw new Diagnostic(`there is no rule "${id}"`, { mend: nearRules(id, rules) });
  }
  const severities = rule.severityWhen.map(({ when, severity }) => [severity, when]);
  await context.print(`${ruleText(rule)}\nCondition (CEL)\n  ${rule.when}\n`);
  if (severities.length > 0) await context.print(`\nSeverity is another where\n${columns(severities, '  ')}`);
  return 0;
}

/** There are too many rules to list them all in a message. */
export function nearRules(id: string, rules: readonly Rule[]): string {
  const meant = didYouMean(
    id,
    rules.map((rule) => rule.id),
  ).split('? ')[0];
  return meant?.startsWith('did you mean') === true ? `${meant}?` : 'unlatched rules list shows them all';
}

export async function lint(context: Context): Promise<number> {
  const { lintRules } = await stages.rules();
  const problems = await readable(() => lintRules(context.args));
  for (const { file, line, column, message } of problems)
    await context.print(`${file}:${line}:${column}: ${message}\n`);
  context.say(
    `unlatched: ${problems.length === 0 ? 'no problem' : `${problems.length} problems`} in ${where(context.args)}\n`,
  );
  return problems.length === 0 ? 0 : EXIT_USAGE;
}

export async function test(context: Context): Promise<number> {
  const { testRules } = await stages.rules();
  const results = await readable(() => testRules(context.args));
  const failed = results.filter(({ passed }) => !passed);
  for (const { file, line, column, rule, name, expected, actual, message } of failed) {
    const why = message === null ? `expected ${expected}, came out as ${actual}` : message;
    await context.print(`${file}:${line}:${column}: ${rule}: "${name}": ${why}\n`);
  }
  context.say(
    `unlatched: ${results.length - failed.length} passed, ${failed.length} failed in ${where(context.args)}\n`,
  );
  return failed.length === 0 ? 0 : EXIT_USAGE;
}

function where(files: readonly string[]): string {
  return files.length === 0 ? 'the built-in rules' : files.join(', ');
}

async function readable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const { code, path } = cause as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'EISDIR' && code !== 'EACCES') throw cause;
    throw new Diagnostic(`the rules cannot be read (${code})`, {
      ...(path === undefined ? {} : { where: path }),
      mend: 'name YAML files of rules',
      cause,
    });
  }
}
