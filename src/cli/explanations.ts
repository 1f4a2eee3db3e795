import type { DataClass } from '../model/classes.ts';
import type { ReportFinding } from '../model/report.ts';
import type { Rule } from '../model/rule.ts';
import { EXIT_CODES, type ExitCode, PRECEDENCE } from './exit-codes.ts';

function section(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : `\n${title}\n${lines.map((line) => `  ${line}\n`).join('')}`;
}

function steps(texts: readonly string[]): string[] {
  return texts.map((text, index) => `${index + 1}. ${text}`);
}

export function ruleText(rule: Rule): string {
  const { remediation } = rule;
  return [
    `${rule.id}  ${rule.severity}\n${rule.title}\n`,
    section('Why it matters', [rule.description]),
    section('How to fix it', [remediation.summary, ...steps(remediation.steps)]),
    section('How to check', remediation.verify === null ? ['run the same scan again'] : [remediation.verify]),
    section('References', rule.references),
  ].join('');
}

export function findingText(finding: ReportFinding, rule: Rule | null): string {
  const { remediation } = finding;
  const proof = finding.evidence.flatMap(({ request, response, sha256 }) => [
    request,
    `  ${response}`,
    `  sha256 ${sha256} of the masked bytes`,
  ]);
  return [
    `${finding.fingerprint}\n${finding.rule}  ${finding.severity}  ${finding.target}\n${finding.title}\n`,
    section('Why it matters', rule === null ? [] : [rule.description]),
    section('Proof', proof),
    section('How to fix it', [remediation.summary, ...steps(remediation.steps)]),
    section('How to check', remediation.verify === null ? ['run the same scan again'] : [remediation.verify]),
    section('References', finding.references),
  ].join('');
}

export function classText(found: DataClass): string {
  const order = [...found.response].sort((left, right) => left.order - right.order);
  return [
    `${found.id}  ${found.family}${found.identifying ? ', identifies a person' : ''}\n${found.title}\n`,
    section('What law may ask, to be assessed', found.law),
    section('What to do now where it lay open', steps(order.map(({ action, why }) => `${action}: ${why}`))),
  ].join('');
}

export function exitText({ code, means, why, mend }: ExitCode): string {
  const others = PRECEDENCE.map(String).join(', ');
  return `exit code ${code}: ${means}\n${section('Why', [why])}${section('What to do', [mend])}${section('Where several hold', [`the first of ${others}`])}`;
}

export function exitCodeOf(word: string): ExitCode | null {
  return EXIT_CODES.find(({ code }) => String(code) === word) ?? null;
}
