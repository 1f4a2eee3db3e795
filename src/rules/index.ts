import type { LintProblem } from './lint.ts';
import type { RuleTestResult } from './test-rules.ts';

export { evaluate, RuleDefect } from './evaluate.ts';
export type { LintProblem } from './lint.ts';
export type { RuleSet } from './load.ts';
export { loadRules } from './load.ts';
export type { Subject } from './subject.ts';
export { subjectOf } from './subject.ts';
export type { SubjectDoc } from './subject-doc.ts';
export { SUBJECT_DOC } from './subject-doc.ts';
export type { RuleTestResult } from './test-rules.ts';

/** Looks at rule files, without files at the shipped ones. Loaded when asked for: it brings zod, which an audit does not need. */
export async function lintRules(files: readonly string[] = []): Promise<LintProblem[]> {
  return (await import('./lint.ts')).lintRules(files);
}

/** Runs the test cases that stand in rule files; without files, those of all that are shipped. */
export async function testRules(files: readonly string[] = []): Promise<RuleTestResult[]> {
  return (await import('./test-rules.ts')).testRules(files);
}
