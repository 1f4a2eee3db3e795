import { isAbsolute } from 'node:path';
import { counts } from '../findings/index.ts';
import type { Report, ReportEndpoint, ReportFinding } from '../model/report.ts';
import type { Severity } from '../model/rule.ts';
import { stableJson } from '../support/stable-json.ts';
import { notAssessed } from './assemble.ts';
import type { Format } from './format.ts';
import { accessOf, endpointsByFinding, labelOf, serviceOf } from './words.ts';

/**
 * SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html), with what GitHub code scanning and DefectDojo
 * read: the location is the target's line in the file that named it, the real place stands in `logicalLocations`.
 */
export const sarif: Format = {
  name: 'sarif',
  describe: 'SARIF 2.1.0, for code scanning',
  *render(report) {
    yield stableJson(logOf(report));
  },
};

/** Where targets were named on the command line alone there is no line to point at: the place of the report's own file. */
const NO_FILE = 'unlatched.sarif';
/** GitHub's bands: above 9 is critical, from 7 high, from 4 medium. */
const SCORES: Readonly<Record<Severity, string>> = {
  critical: '9.3',
  high: '8.7',
  medium: '5.5',
  low: '3.0',
  info: '0.0',
};
const LEVELS = { critical: 'error', high: 'error', medium: 'warning', low: 'note', info: 'note' } as const;
const ACCESS_RULE = 'unlatched/anonymous-access';

function logOf(report: Report) {
  const { tool, audit, gate } = report;
  const places = endpointsByFinding(report);
  const rules = rulesOf(report);
  const index = new Map(rules.map(({ id }, at) => [id, at]));
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: tool.name,
            semanticVersion: tool.version,
            rules,
          },
        },
        automationDetails: { id: `unlatched/${audit.vantage.name}/` },
        invocations: [
          {
            executionSuccessful:
              audit.complete && !gate.conditions.some((why) => why === 'internal' || why === 'unassessed'),
            exitCode: gate.exitCode,
            startTimeUtc: audit.startedAt,
            endTimeUtc: audit.finishedAt,
            toolExecutionNotifications: notificationsOf(report),
          },
        ],
        results: [
          ...report.findings.map((finding) => failOf(finding, places.get(finding.fingerprint), report, index)),
          ...report.endpoints
            .filter(({ outcome }) => outcome === 'protected')
            .map((endpoint) => passOf(endpoint, report, index)),
          ...(report.baseline?.gone ?? []).map((entry) => ({
            ruleId: entry.rule,
            kind: 'fail',
            level: LEVELS[entry.severity],
            message: { text: `Not there any more: ${entry.rule} at ${entry.host}:${entry.port}` },
            locations: [locationOf(null, `${entry.host}:${entry.port}`, null)],
            partialFingerprints: printsOf(entry.fingerprint),
            baselineState: 'absent',
          })),
        ],
      },
    ],
  };
}

function rulesOf({ findings, endpoints }: Report) {
  const first = new Map<string, ReportFinding>();
  for (const finding of findings) if (!first.has(finding.rule)) first.set(finding.rule, finding);
  const found = [...first.values()].map((finding) => ({
    id: finding.rule,
    shortDescription: { text: finding.title },
    fullDescription: { text: finding.description || finding.title },
    help: { text: helpOf(finding, '').join('\n'), markdown: helpOf(finding, '**').join('\n') },
    defaultConfiguration: { level: LEVELS[finding.severity] },
    properties: {
      'security-severity': SCORES[finding.severity],
      precision: finding.title.includes('by version') ? 'medium' : 'very-high',
      tags: [
        'security',
        ...finding.references.filter((one) => /^CWE-\d+$/.test(one)).map((cwe) => `external/cwe/${cwe.toLowerCase()}`),
      ],
    },
  }));
  if (!endpoints.some(({ outcome }) => outcome === 'protected')) return found;
  const text = 'What anybody who reaches a datastore can do with it';
  return [
    ...found,
    {
      id: ACCESS_RULE,
      shortDescription: { text },
      fullDescription: { text },
      help: { text, markdown: text },
      defaultConfiguration: { level: 'none' as const },
      properties: {
        'security-severity': SCORES.info,
        precision: 'very-high',
        tags: ['security', 'external/cwe/cwe-306'],
      },
    },
  ];
}

function helpOf({ remediation, references, description }: ReportFinding, bold: string): string[] {
  return [
    description,
    '',
    `${bold}How to fix it${bold}`,
    '',
    remediation.summary,
    '',
    ...remediation.steps.map((step, at) => `${at + 1}. ${step}`),
    '',
    `${bold}How to check${bold}`,
    '',
    remediation.verify ?? 'Run the same scan again.',
    '',
    references.join(', '),
  ];
}

function failOf(
  finding: ReportFinding,
  endpoint: ReportEndpoint | undefined,
  report: Report,
  index: ReadonlyMap<string, number>,
) {
  const at = endpoint === undefined ? finding.target : labelOf(endpoint);
  const [proof] = finding.evidence;
  return {
    ruleId: finding.rule,
    ruleIndex: index.get(finding.rule) ?? -1,
    kind: 'fail',
    level: LEVELS[finding.severity],
    message: {
      text: `${finding.title}: ${at}${endpoint === undefined ? '' : ` (${serviceOf(endpoint)}; ${accessOf(endpoint)})`}. ${finding.remediation.summary}${proof === undefined ? '' : ` Proof: ${proof.request}`}`,
    },
    locations: [locationOf(endpoint?.source ?? null, at, finding.engine)],
    partialFingerprints: printsOf(finding.fingerprint),
    ...(report.baseline === null ? {} : { baselineState: finding.status === 'known' ? 'unchanged' : 'new' }),
    ...(report.acceptances.file === null ? {} : { suppressions: suppressionsOf(finding) }),
    properties: { severity: finding.severity, failsGate: counts(finding, report.gate) },
  };
}

function suppressionsOf({ suppression }: ReportFinding) {
  if (suppression === null) return [];
  const { reason, by, until } = suppression;
  return [{ kind: 'external', status: 'accepted', justification: reason, properties: { owner: by, expires: until } }];
}

function passOf(endpoint: ReportEndpoint, report: Report, index: ReadonlyMap<string, number>) {
  const by = endpoint.protection === null ? '' : ` by ${endpoint.protection}`;
  return {
    ruleId: ACCESS_RULE,
    ruleIndex: index.get(ACCESS_RULE) ?? -1,
    kind: 'pass',
    level: 'none',
    message: { text: `Protected${by}: ${labelOf(endpoint)}` },
    locations: [locationOf(endpoint.source, labelOf(endpoint), endpoint.service?.engine ?? null)],
    ...(report.baseline === null ? {} : { baselineState: 'unchanged' }),
    ...(report.acceptances.file === null ? {} : { suppressions: [] }),
  };
}

/** Two findings of one target stay two alerts: GitHub reads `primaryLocationLineHash` alone, beside rule and path. */
function printsOf(fingerprint: string) {
  return { primaryLocationLineHash: `${fingerprint.slice(0, 16)}:1`, 'unlatched/v1': fingerprint };
}

function locationOf(source: ReportEndpoint['source'], at: string, engine: string | null) {
  const file = source === null || source.file === '-' ? null : source;
  return {
    physicalLocation: {
      artifactLocation: { uri: file === null ? NO_FILE : uriOf(file.file) },
      region: { startLine: Math.max(1, file?.line ?? 1) },
    },
    logicalLocations: [{ fullyQualifiedName: `${engine ?? 'tcp'}://${at}`, kind: 'resource' }],
    ...(file === null ? { message: { text: 'the target was named on the command line, and stands in no file' } } : {}),
  };
}

function uriOf(path: string): string {
  const slashed = path.toWellFormed().replaceAll('\\', '/').replace(/^\.\//, '');
  const encoded = slashed.split('/').map(encodeURIComponent).join('/');
  return isAbsolute(path) ? `file://${encoded}` : encoded;
}

function notificationsOf(report: Report) {
  const unassessed = notAssessed(report).map((endpoint) => ({
    descriptor: { id: 'not-assessed' },
    level: 'error',
    message: {
      text: `Not assessed: ${labelOf(endpoint)} is ${endpoint.outcome}: ${endpoint.reason ?? 'no reason is known'}`,
    },
    locations: [locationOf(endpoint.source, labelOf(endpoint), null)],
  }));
  const defects = report.audit.defects.map(({ at, message }) => ({
    descriptor: { id: 'internal-error' },
    level: 'error',
    message: { text: `Internal error at ${at}: ${message}` },
  }));
  const notices = report.acceptances.notices.map(({ kind, entry, where, why }) => ({
    descriptor: { id: `acceptance-${kind}` },
    level: 'warning',
    message: { text: `${where}: ${entry}: ${why}` },
  }));
  return [...unassessed, ...defects, ...notices];
}
