import { counts } from '../findings/index.ts';
import type { Report, ReportEndpoint, ReportFinding } from '../model/report.ts';
import { notAssessed } from './assemble.ts';
import type { Format } from './format.ts';
import { acceptanceOf, accessOf, labelOf, serviceOf } from './words.ts';

/**
 * JUnit's XML as CI systems read it: a suite is an endpoint, a case a check. `failure`: the gate fails on it; `error`: it was not
 * assessed; `skipped`: somebody answers for it, or nobody has to assess it.
 */
export const junit: Format = {
  name: 'junit',
  describe: 'JUnit XML: failure = open, error = not assessed, skipped = accepted',
  *render(report) {
    const known = new Map(report.findings.map((finding) => [finding.fingerprint, finding]));
    const missed = new Set(notAssessed(report));
    const suites = report.endpoints.map((endpoint) => {
      const cases = endpoint.findings
        .flatMap((print) => known.get(print) ?? [])
        .map((finding) => caseOf(finding, report));
      const open = cases.length > 0 && endpoint.outcome === 'exposed';
      return { endpoint, cases: open ? cases : [accessCase(endpoint, missed.has(endpoint), report), ...cases] };
    });
    const all = suites.flatMap(({ cases }) => cases);
    yield `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="unlatched" ${totals(all)} time="${seconds(report)}">\n`;
    for (const { endpoint, cases } of suites) {
      yield `  <testsuite name="${attribute(labelOf(endpoint))}" ${totals(cases)} timestamp="${report.audit.startedAt.slice(0, 19)}">\n`;
      for (const item of cases) yield caseText(item, endpoint);
      yield '  </testsuite>\n';
    }
    yield '</testsuites>\n';
  },
};

interface Case {
  readonly name: string;
  readonly kind: 'passed' | 'failure' | 'error' | 'skipped';
  /** One line. */
  readonly says: string;
  readonly type: string;
  readonly details: string;
}

function caseOf(finding: ReportFinding, report: Report): Case {
  const accepted = acceptanceOf(finding);
  const fails = counts(finding, report.gate);
  const details = [
    `${finding.severity}: ${finding.title}`,
    ...finding.evidence.map(({ request, response }) => `${request}\n  ${response}`),
    finding.remediation.summary,
    ...finding.remediation.steps.map((step, at) => `${at + 1}. ${step}`),
    `fingerprint ${finding.fingerprint}`,
  ].join('\n');
  const kind = accepted !== null ? 'skipped' : fails ? 'failure' : 'passed';
  return { name: finding.rule, kind, says: accepted ?? finding.title, type: finding.severity, details };
}

function accessCase(endpoint: ReportEndpoint, missed: boolean, report: Report): Case {
  const says = `${endpoint.outcome}${endpoint.reason === null ? '' : `: ${endpoint.reason}`}`;
  const waived = !endpoint.required || !report.gate.conditions.includes('unassessed');
  const kind = missed ? (waived ? 'skipped' : 'error') : 'passed';
  return { name: 'anonymous access', kind, says, type: endpoint.outcome, details: says };
}

function totals(cases: readonly Case[]): string {
  const many = (kind: Case['kind']) => cases.filter((item) => item.kind === kind).length;
  return `tests="${cases.length}" failures="${many('failure')}" errors="${many('error')}" skipped="${many('skipped')}"`;
}

function caseText({ name, kind, says, type, details }: Case, endpoint: ReportEndpoint): string {
  const open = `    <testcase name="${attribute(name)}" classname="${attribute(labelOf(endpoint))}" time="0"`;
  const about = `${serviceOf(endpoint)}\n${accessOf(endpoint)}\n${details}`;
  if (kind === 'passed') return `${open}>\n      <system-out>${text(about)}</system-out>\n    </testcase>\n`;
  if (kind === 'skipped') return `${open}>\n      <skipped message="${attribute(says)}"/>\n    </testcase>\n`;
  return `${open}>\n      <${kind} message="${attribute(says)}" type="${attribute(type)}">${text(about)}</${kind}>\n    </testcase>\n`;
}

function seconds({ audit }: Report): string {
  return ((Date.parse(audit.finishedAt) - Date.parse(audit.startedAt)) / 1000).toFixed(3);
}

/** What XML 1.0 has no place for (https://www.w3.org/TR/xml/#charsets), lone surrogates too, becomes U+FFFD. */
function text(value: string): string {
  return value
    .toWellFormed()
    .replaceAll(/[^\t\n\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}

function attribute(value: string): string {
  return text(value).replaceAll('"', '&quot;').replaceAll('\n', '&#10;').replaceAll('\t', '&#9;');
}
