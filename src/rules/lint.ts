import { Diagnostic } from '../support/diagnostic.ts';
import type { RuleText } from '../support/shipped-rules.ts';
import { readText, shippedTexts } from '../support/shipped-rules.ts';
import type { YamlFile } from '../support/yaml-file.ts';
import { parseYamlFile } from '../support/yaml-file.ts';
import { ConditionError, compileCondition } from './cel.ts';
import type { RuleEntry } from './schema.ts';
import { commonFile, extraFile, ruleFile, versionsFile } from './schema.ts';
import { versionRange } from './version-range.ts';

/** Something in a rule file that cannot be used. Line and column are 1-based. */
export interface LintProblem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/**
 * Looks at rule files: form, conditions (types, bounds, no backtracking), version ranges. Without files, at all that are shipped; a
 * user's own files are those with `engine` in each rule.
 */
export async function lintRules(files: readonly string[] = []): Promise<LintProblem[]> {
  const texts =
    files.length === 0
      ? (await shippedTexts()).filter(({ name }) => !name.startsWith('classes/'))
      : await Promise.all(files.map((file) => readText(file, file)));
  return texts.flatMap(lintText);
}

/** The same for a text that is at hand. */
export function lintText(text: RuleText): LintProblem[] {
  let yaml: YamlFile;
  try {
    yaml = parseYamlFile(text.text, text.name);
  } catch (error) {
    if (!(error instanceof Diagnostic)) throw error;
    const [, line, column] = /:(\d+):(\d+)$/.exec(error.where ?? '') ?? [];
    return [{ file: text.name, line: Number(line ?? 1), column: Number(column ?? 1), message: error.message }];
  }
  const schema = schemaOf(yaml);
  const read = schema.safeParse(yaml.value);
  if (!read.success) return read.error.issues.map((issue) => problem(yaml, issue.path, issue.message));
  return [...conditionProblems(yaml, read.data), ...rangeProblems(yaml, read.data), ...duplicates(yaml, read.data)];
}

function schemaOf({ value }: YamlFile): typeof commonFile | typeof ruleFile | typeof versionsFile | typeof extraFile {
  const keys = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  if (keys.includes('templates')) return commonFile;
  if (keys.includes('vulnerabilities') || keys.includes('endOfLife')) return versionsFile;
  return keys.includes('engine') ? ruleFile : extraFile;
}

/** The conditions of one rule, with the place of what is wrong inside of them. */
export function checkConditions(
  entry: Omit<RuleEntry, 'tests'>,
  yaml: YamlFile,
  path: readonly PropertyKey[],
): LintProblem[] {
  const conditions: [string, PropertyKey[]][] = [[entry.when, [...path, 'when']]];
  for (const [index, { when }] of (entry.severityWhen ?? []).entries())
    conditions.push([when, [...path, 'severityWhen', index, 'when']]);
  return conditions.flatMap(([text, at]) => {
    try {
      compileCondition(text);
      return [];
    } catch (error) {
      if (!(error instanceof ConditionError)) throw error;
      return [problem(yaml, at, `${error.message} (at character ${error.offset + 1} of the condition)`)];
    }
  });
}

function entriesOf(data: object): (readonly [Omit<RuleEntry, 'tests'>, PropertyKey[]])[] {
  return ['templates', 'rules'].flatMap((key) => {
    const listed = (data as Record<string, unknown>)[key];
    return Array.isArray(listed) ? (listed as RuleEntry[]).map((entry, index) => [entry, [key, index]] as const) : [];
  });
}

function conditionProblems(yaml: YamlFile, data: object): LintProblem[] {
  return entriesOf(data).flatMap(([entry, path]) => checkConditions(entry, yaml, path));
}

function duplicates(yaml: YamlFile, data: object): LintProblem[] {
  const seen = new Set<string>();
  return entriesOf(data).flatMap(([entry, path]) => {
    const key = 'engine' in entry ? `${String(entry.engine)}/${entry.id}` : entry.id;
    if (seen.has(key)) return [problem(yaml, [...path, 'id'], `the id ${entry.id} stands here twice`)];
    seen.add(key);
    return [];
  });
}

function rangeProblems(yaml: YamlFile, data: object): LintProblem[] {
  if (!('vulnerabilities' in data)) return [];
  const table = data as ReturnType<typeof versionsFile.parse>;
  const ranges: [string, PropertyKey[]][] = [
    ...table.endOfLife.branches.map(({ versions }, index): [string, PropertyKey[]] => [
      versions,
      ['endOfLife', 'branches', index, 'versions'],
    ]),
    ...table.vulnerabilities.map(({ versions }, index): [string, PropertyKey[]] => [
      versions,
      ['vulnerabilities', index, 'versions'],
    ]),
  ];
  return ranges.flatMap(([range, path]) => {
    try {
      versionRange(range);
      return [];
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      return [problem(yaml, path, error.message)];
    }
  });
}

function problem(yaml: YamlFile, path: readonly PropertyKey[], message: string): LintProblem {
  return { file: yaml.file, ...yaml.place(path), message };
}
