import type { LintFinding, LintReport, Reach } from '../model/lint.ts';
import type { Rule, Severity } from '../model/rule.ts';
import { escapeText } from '../support/escape.ts';
import { stableJson } from '../support/stable-json.ts';

export const LINT_FORMATS = ['table', 'json', 'sarif', 'unix', 'github'] as const;
type LintFormat = (typeof LINT_FORMATS)[number];

/** What a lint's formats say beside the findings. */
export interface LintRun {
  readonly version: string;
  readonly failOn: string;
  readonly exitCode: number;
  readonly rules: ReadonlyMap<string, Rule>;
}

const FROM: Readonly<Record<Reach, string>> = {
  nowhere: 'nowhere',
  loopback: 'loopback',
  'compose-network': 'the compose network',
  'cluster-network': 'the network of the cluster',
  'all-interfaces': 'all interfaces',
};
const LEVELS = { critical: 'error', high: 'error', medium: 'warning', low: 'note', info: 'note' } as const;
const COMMANDS = { error: 'error', warning: 'warning', note: 'notice' } as const;
const SCORES: Readonly<Record<Severity, string>> = {
  critical: '9.3',
  high: '8.7',
  medium: '5.5',
  low: '3.0',
  info: '0.0',
};

/** The report of a lint in one of its formats. Names out of files are escaped in each. */
export function renderLint(format: LintFormat, report: LintReport, run: LintRun): string {
  if (format === 'json') return stableJson(jsonOf(report, run));
  if (format === 'sarif') return stableJson(sarifOf(report, run));
  if (format === 'unix')
    return linesOf(
      report,
      (one) => `${escapeText(one.file)}:${one.line}:${one.column}: ${sentence(one)} [${one.severity}/${one.rule}]`,
    );
  if (format === 'github') return linesOf(report, githubOf);
  return tableOf(report);
}

function linesOf({ findings }: LintReport, line: (finding: LintFinding) => string): string {
  return findings.map((finding) => `${line(finding)}\n`).join('');
}

function sentence({ setting, title, write, reach, server }: LintFinding): string {
  return `${escapeText(setting)}: ${title} (${escapeText(server)}; would be reachable from ${FROM[reach]}). Write: ${write}`;
}

function tableOf({ findings, files, skipped }: LintReport): string {
  const blocks = findings.map((one) =>
    [
      `${one.severity.padEnd(8)}  ${escapeText(one.file)}:${one.line}:${one.column}  ${one.rule}`,
      `          ${one.title}: ${escapeText(one.setting)} (${escapeText(one.server)})`,
      `          would be reachable from ${FROM[one.reach]}`,
      `          why    ${one.why}${one.versions === null ? '' : ` (versions ${one.versions})`}`,
      `          write  ${one.write}`,
      '',
    ].join('\n'),
  );
  const servers = files.reduce((sum, file) => sum + file.servers, 0);
  const left = skipped.length === 0 ? '' : `, ${skipped.length} of no known kind skipped`;
  return `${blocks.map((block) => `${block}\n`).join('')}${findings.length} findings in ${files.length} files with ${servers} servers${left}. Nothing was sent.\n`;
}

function jsonOf(report: LintReport, run: LintRun) {
  return {
    schema: 'unlatched/lint/1',
    tool: { name: 'unlatched', version: run.version },
    gate: { failOn: run.failOn, exitCode: run.exitCode, failed: run.exitCode !== 0 },
    files: report.files.map((one) => ({ ...one, file: escapeText(one.file) })),
    skipped: report.skipped.map((file) => escapeText(file)),
    problems: report.problems.map(({ where, message }) => ({ where: escapeText(where), message: escapeText(message) })),
    findings: report.findings.map((one) => ({
      ...one,
      file: escapeText(one.file),
      server: escapeText(one.server),
      setting: escapeText(one.setting),
      reachableFrom: FROM[one.reach],
    })),
  };
}

function sarifOf(report: LintReport, run: LintRun) {
  const ids = [...new Set(report.findings.map(({ rule }) => rule))];
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'unlatched',
            semanticVersion: run.version,
            rules: ids.map((id) => ruleOf(id, run.rules.get(id), report)),
          },
        },
        automationDetails: { id: 'unlatched/lint/' },
        invocations: [
          {
            executionSuccessful: report.problems.length === 0,
            exitCode: run.exitCode,
            toolExecutionNotifications: report.problems.map(({ where, message }) => ({
              descriptor: { id: 'not-read' },
              level: 'error',
              message: { text: `${escapeText(where)}: ${escapeText(message)}` },
            })),
          },
        ],
        results: report.findings.map((one) => ({
          ruleId: one.rule,
          ruleIndex: ids.indexOf(one.rule),
          kind: 'fail',
          level: LEVELS[one.severity],
          message: { text: `${sentence(one)}. ${one.why}` },
          locations: [
            {
              physicalLocation: {
                artifactLocation: { uri: uriOf(one.file) },
                region: { startLine: one.line, startColumn: one.column },
              },
            },
          ],
          properties: { severity: one.severity, cause: one.cause, reach: one.reach, failsGate: one.failsGate },
        })),
      },
    ],
  };
}

function ruleOf(id: string, rule: Rule | undefined, { findings }: LintReport) {
  const severity = findings.find((one) => one.rule === id)?.severity ?? 'info';
  const text = rule?.description ?? id;
  return {
    id,
    shortDescription: { text: rule?.title ?? id },
    fullDescription: { text },
    help: { text: `${text}\n\n${rule?.remediation.summary ?? ''}` },
    defaultConfiguration: { level: LEVELS[severity] },
    properties: { 'security-severity': SCORES[severity], precision: 'high', tags: ['security'] },
  };
}

function uriOf(path: string): string {
  const slashed = path.toWellFormed().replaceAll('\\', '/').replace(/^\.\//, '');
  const encoded = slashed.split('/').map(encodeURIComponent).join('/');
  return slashed.startsWith('/') ? `file://${encoded}` : encoded;
}

/** https://docs.github.com/actions/reference/workflow-commands-for-github-actions */
function githubOf(one: LintFinding): string {
  const data = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
  const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
  const title = property(`${one.severity}: ${one.rule}`);
  return `::${COMMANDS[LEVELS[one.severity]]} file=${property(escapeText(one.file))},line=${one.line},col=${one.column},title=${title}::${data(sentence(one))}`;
}
