import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { parse } from 'yaml';
import { lintFiles } from '../../src/lint/index.ts';
import { loadRules } from '../../src/rules/index.ts';
import { pathsBelow, root } from '../conformance/checks/tree.ts';

const FOLDER = 'test/fixtures/lint';

/** What a lint made of the corpus, held against what stands in expected.yaml. */
export interface CorpusResult {
  readonly files: number;
  readonly safe: number;
  /** By the folder of the corpus: compose, own, kubernetes. */
  readonly groups: ReadonlyMap<string, { files: number; expected: number; found: number; right: number }>;
  /** `path: rule:line`. */
  readonly missing: readonly string[];
  readonly wrong: readonly string[];
}

/** Lints the corpus: files of one folder together, where the folder is one case; the others one by one. */
export async function lintCorpus(): Promise<CorpusResult> {
  const expected = parse(readFileSync(`${root}/${FOLDER}/expected.yaml`, 'utf8')) as Record<string, string[]>;
  const files = pathsBelow(FOLDER)
    .map((path) => path.slice(FOLDER.length + 1))
    .filter((path) => path !== 'expected.yaml');
  const cases = new Map<string, string[]>();
  for (const file of files) {
    const key = file.split('/').length > 2 ? posix.dirname(file) : file;
    // a base comes before what is laid over it
    cases.set(
      key,
      [...(cases.get(key) ?? []), file].sort((left, right) => left.length - right.length),
    );
  }
  const { rules } = await loadRules({ extra: [] });
  const found: string[] = [];
  for (const given of cases.values()) {
    const lintable = given.filter((file) => !file.endsWith('.env'));
    const report = await lintFiles({ files: lintable, folder: `${root}/${FOLDER}`, rules, failOn: 'high' });
    if (report.problems.length > 0 || report.skipped.length > 0) throw new Error(`${given.join(' ')}: was not read`);
    found.push(...report.findings.map(({ file, rule, line }) => `${file}: ${rule}:${line}`));
  }
  const wanted = Object.entries(expected).flatMap(([file, findings]) => findings.map((one) => `${file}: ${one}`));
  const unlisted = files.filter((file) => expected[file] === undefined);
  if (unlisted.length > 0) throw new Error(`not in expected.yaml: ${unlisted.join(' ')}`);
  const groups = new Map<string, { files: number; expected: number; found: number; right: number }>();
  for (const group of new Set(files.map((file) => file.split('/')[0] ?? ''))) {
    const mine = (one: string): boolean => one.startsWith(`${group}/`);
    groups.set(group, {
      files: files.filter(mine).length,
      expected: wanted.filter(mine).length,
      found: found.filter(mine).length,
      right: found.filter((one) => mine(one) && wanted.includes(one)).length,
    });
  }
  return {
    files: files.length,
    safe: files.filter((file) => expected[file]?.length === 0).length,
    groups,
    missing: wanted.filter((one) => !found.includes(one)),
    wrong: found.filter((one) => !wanted.includes(one)),
  };
}
