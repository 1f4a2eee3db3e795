import type { DataClass } from '../model/classes.ts';
import type { Report, ReportEndpoint, ReportFinding } from '../model/report.ts';
import type { Rule } from '../model/rule.ts';
import { acceptanceOf, accessOf, REACH, serviceOf } from '../report/words.ts';
import { escapeText } from '../support/escape.ts';
import { EXIT_CODES, type ExitCode, PRECEDENCE } from './exit-codes.ts';

const LONGEST = 16_384;

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

/** A finding of a report that may be a stranger's: each line of it is escaped. `file`: where the report lies. */
export function findingText(finding: ReportFinding, report: Report, file: string): string {
  const { remediation, fingerprint } = finding;
  const at = report.endpoints.find(({ findings }) => findings.includes(fingerprint));
  const proof = finding.evidence.flatMap(({ request, response, sha256 }) => [
    escapeText(request, LONGEST),
    ...response.split('\n').map((line) => `  ${escapeText(line, LONGEST)}`),
    `  sha256 ${escapeText(sha256)} of the masked bytes`,
  ]);
  const again = `unlatched verify ${fingerprint.slice(0, 12)} ${file === '-' ? 'REPORT' : file}`;
  return [
    `${[fingerprint, `${finding.rule}  ${finding.severity}  ${finding.target}`, finding.title].map((line) => escapeText(line, LONGEST)).join('\n')}\n`,
    section('Where it stands', standing(finding, at, report)),
    section('Why it matters', finding.description === '' ? [] : shown([finding.description])),
    section('Proof', proof),
    section('How to fix it', shown([remediation.summary, ...steps(remediation.steps)])),
    section('How to check', [
      escapeText(again, LONGEST),
      ...shown(remediation.verify === null ? [] : [remediation.verify]),
    ]),
    section('References', shown(finding.references)),
  ].join('');
}

/** Which engine and version, what was shown of it and when, and whether somebody answers for it. */
function standing(finding: ReportFinding, at: ReportEndpoint | undefined, { audit }: Report): string[] {
  const seen = at === undefined ? [] : [serviceOf(at), `${at.outcome}${at.access === null ? '' : `: ${accessOf(at)}`}`];
  const accepted = acceptanceOf(finding);
  return shown([
    ...seen.filter((text) => text !== ''),
    `${finding.status} in the audit of ${audit.finishedAt}, seen from ${REACH[audit.vantage.kind]}`,
    ...(accepted === null ? [] : [accepted]),
  ]);
}

function shown(lines: readonly string[]): string[] {
  return lines.map((line) => escapeText(line, LONGEST));
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
