import type { Report, ReportEndpoint, ReportFinding } from '../model/report.ts';
import type { Severity } from '../model/rule.ts';
import { stableJson } from '../support/stable-json.ts';
import type { Format } from './format.ts';
import { accessOf, endpointsByFinding, serviceOf } from './words.ts';

/**
 * GitLab's DAST report (security-report-schemas 15, dast-report-format.json). `location` makes the identity of a vulnerability;
 * a request or response that is not there is left out, for null is refused.
 */
export const gitlab: Format = {
  name: 'gitlab',
  describe: 'GitLab DAST report',
  *render(report) {
    const places = endpointsByFinding(report);
    yield stableJson({
      version: '15.2.1',
      schema:
        'https://gitlab.com/gitlab-org/security-products/security-report-schemas/-/raw/v15.2.1/dist/dast-report-format.json',
      scan: scanOf(report),
      vulnerabilities: report.findings
        .filter(({ suppression }) => suppression === null)
        .map((finding) => vulnerabilityOf(finding, places.get(finding.fingerprint))),
      remediations: [],
    });
  },
};

function scanOf({ tool, audit, endpoints, gate }: Report) {
  const program = { id: 'unlatched', name: 'unlatched', version: tool.version, vendor: { name: 'unlatched' } };
  return {
    type: 'dast',
    analyzer: program,
    scanner: program,
    start_time: audit.startedAt.slice(0, 19),
    end_time: audit.finishedAt.slice(0, 19),
    status: audit.complete && !gate.conditions.includes('internal') ? 'success' : 'failure',
    scanned_resources: endpoints
      .filter(({ outcome, port }) => port !== null && outcome !== 'skipped')
      .map((endpoint) => ({
        method: 'GET',
        type: 'url',
        url: `${schemeOf(endpoint)}://${hostOf(endpoint.host)}:${endpoint.port}${endpoint.path}`,
      })),
    messages: endpoints
      .filter(({ outcome, required }) => required && !['exposed', 'protected'].includes(outcome))
      .map(({ host, port, outcome, reason }) => ({
        level: 'warn',
        value: `${host}:${port ?? ''} was not assessed: ${outcome}: ${reason ?? ''}`,
      })),
  };
}

const SEVERITY: Readonly<Record<Severity, string>> = {
  critical: 'Critical',
  high: 'High',
  medium: 'Medium',
  low: 'Low',
  info: 'Info',
};

function vulnerabilityOf(finding: ReportFinding, endpoint: ReportEndpoint | undefined) {
  const { remediation, evidence } = finding;
  const [proof] = evidence;
  const place = endpoint === undefined ? '' : `${serviceOf(endpoint)}; anonymous access: ${accessOf(endpoint)}`;
  const web = proof === undefined ? null : /^(GET|HEAD|POST) (\S+)$/.exec(proof.request);
  return {
    id: uuidOf(finding.fingerprint),
    name: finding.title,
    description: `${finding.description}\n\n${place}`.trim(),
    severity: SEVERITY[finding.severity],
    solution: [remediation.summary, ...remediation.steps].join('\n'),
    identifiers: identifiersOf(finding),
    location: {
      hostname: `${endpoint === undefined ? 'http' : schemeOf(endpoint)}://${hostOf(finding.host)}:${finding.port}`,
      method: web?.[1] ?? 'GET',
      param: '',
      path: finding.path,
    },
    ...(proof === undefined ? {} : { evidence: { summary: `${proof.request}\n${proof.response}`.slice(0, 20_000) } }),
    links: finding.references.filter((one) => one.startsWith('https://')).map((url) => ({ url })),
  };
}

function identifiersOf({ rule, references }: ReportFinding) {
  const cwe = references.flatMap((one) => {
    const number = /^CWE-(\d+)$/.exec(one)?.[1];
    const url = `https://cwe.mitre.org/data/definitions/${number}.html`;
    return number === undefined ? [] : [{ type: 'cwe', name: one, value: number, url }];
  });
  const cve = /\/(cve-\d{4}-\d+)$/.exec(rule)?.[1]?.toUpperCase();
  return [
    { type: 'unlatched_rule', name: `unlatched ${rule}`, value: rule },
    ...(cve === undefined
      ? []
      : [{ type: 'cve', name: cve, value: cve, url: `https://nvd.nist.gov/vuln/detail/${cve}` }]),
    ...cwe,
  ];
}

/** The first 128 bits of a fingerprint, written as a UUID: GitLab wants one, and the same for the same finding. */
function uuidOf(print: string): string {
  return print.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

function schemeOf({ tls }: ReportEndpoint): string {
  return tls === null ? 'http' : 'https';
}

function hostOf(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
