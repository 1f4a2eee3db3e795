import type { Rule, Severity } from '../model/rule.ts';
import type { RuleText } from '../support/shipped-rules.ts';
import { readText, shippedTexts } from '../support/shipped-rules.ts';
import type { YamlFile } from '../support/yaml-file.ts';
import { parseYamlFile } from '../support/yaml-file.ts';
import { ANY, ruleOf } from './bind.ts';
import { evaluate } from './evaluate.ts';
import type { LintProblem } from './lint.ts';
import { lintText } from './lint.ts';
import type { RuleEntry, RuleTest } from './schema.ts';
import { subjectFrom } from './subject-from.ts';

/** One of a rule's own test cases, and what came of it. */
export interface RuleTestResult {
  readonly rule: string;
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly passed: boolean;
  readonly expected: Severity | 'none';
  readonly actual: Severity | 'none' | 'error';
  /** Why there is no answer, where there is none. */
  readonly message: string | null;
}

/** Runs the test cases that stand in rule files; without files, those of all that are shipped. A file that lint refuses fails whole. */
export async function testRules(files: readonly string[] = []): Promise<RuleTestResult[]> {
  const texts =
    files.length === 0
      ? (await shippedTexts()).filter(({ name }) => !name.includes('/'))
      : await Promise.all(files.map((file) => readText(file, file)));
  return texts.flatMap(testText);
}

/** The same for a text that is at hand. */
export function testText(text: RuleText): RuleTestResult[] {
  const problems = lintText(text);
  if (problems.length > 0) return problems.map(refused);
  const yaml = parseYamlFile(text.text, text.name);
  const data = yaml.value as { engine?: string; templates?: RuleEntry[]; rules?: (RuleEntry & { engine?: string })[] };
  const results: RuleTestResult[] = [];
  for (const [index, entry] of (data.templates ?? []).entries())
    results.push(...testEntry(yaml, ['templates', index], entry, 'template', 'template'));
  for (const [index, entry] of (data.rules ?? []).entries()) {
    const engine = entry.engine ?? data.engine ?? ANY;
    results.push(...testEntry(yaml, ['rules', index], entry, engine, engine === ANY ? null : engine));
  }
  return results;
}

function testEntry(
  yaml: YamlFile,
  path: PropertyKey[],
  entry: RuleEntry,
  prefix: string,
  engine: string | null,
): RuleTestResult[] {
  const rule = ruleOf(entry, prefix, engine);
  return entry.tests.map((test, index) => {
    const at = {
      rule: rule.id,
      name: test.name,
      file: yaml.file,
      ...yaml.place([...path, 'tests', index]),
      expected: test.expect,
    };
    try {
      const actual = run(rule, test, engine);
      return { ...at, passed: actual === test.expect, actual, message: null };
    } catch (error) {
      return { ...at, passed: false, actual: 'error', message: error instanceof Error ? error.message : String(error) };
    }
  });
}

function run(rule: Rule, test: RuleTest, engine: string | null): Severity | 'none' {
  const subject = subjectFrom(test.subject, engine ?? '');
  const set = { rules: [rule], count: 1, digest: '', warnings: () => [] };
  return evaluate(set, subject)[0]?.severity ?? 'none';
}

function refused(problem: LintProblem): RuleTestResult {
  return {
    rule: problem.file,
    name: 'can be used',
    file: problem.file,
    line: problem.line,
    column: problem.column,
    passed: false,
    expected: 'none',
    actual: 'error',
    message: problem.message,
  };
}
