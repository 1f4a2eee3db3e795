import { counts } from '../findings/index.ts';
import type { Report, ReportEndpoint, ReportFinding } from '../model/report.ts';
import type { Severity } from '../model/rule.ts';
import { stableJson } from '../support/stable-json.ts';
import type { Format } from './format.ts';
import { accessOf, endpointsByFinding, number, serviceOf } from './words.ts';

/**
 * DefectDojo's Generic Findings Import (dojo/tools/generic/json_parser.py): a key that it does not know stops the import whole. It
 * takes title, description and CWE for the identity of a finding, so that these are the same in every run; counts and times
 * stand in `impact` and `steps_to_reproduce`.
 */
export const defectdojo: Format = {
  name: 'defectdojo',
  describe: 'DefectDojo, Generic Findings Import',
  *render(report) {
    const places = endpointsByFinding(report);
    const findings = report.findings.map((finding) => findingOf(finding, places.get(finding.fingerprint), report));
    yield stableJson({ name: 'unlatched', type: 'unlatched', version: report.tool.version, findings });
  },
};

const SEVERITY: Readonly<Record<Severity, string>> = {
  critical: 'Critical',
  high: 'High',
  medium: 'Medium',
  low: 'Low',
  info: 'Info',
};

function findingOf(finding: ReportFinding, endpoint: ReportEndpoint | undefined, report: Report) {
  const at = `${finding.host}:${finding.port}${finding.path === '/' ? '' : finding.path}`;
  const cwe = finding.references.flatMap((one) => /^CWE-(\d+)$/.exec(one)?.[1] ?? []).map(Number);
  const ids = /\/((?:cve|ghsa)-[a-z0-9-]+)$/.exec(finding.rule)?.[1]?.toUpperCase();
  const { suppression, remediation } = finding;
  const version = endpoint?.service?.version ?? null;
  return {
    title: `${finding.title}: ${at} (${finding.rule})`,
    severity: SEVERITY[finding.severity],
    description: `${finding.description}\n\nRule ${finding.rule} at ${at}.`,
    ...(cwe[0] === undefined ? {} : { cwe: cwe[0] }),
    ...(ids === undefined ? {} : { vulnerability_ids: [ids] }),
    date: report.audit.finishedAt.slice(0, 10),
    mitigation: [
      remediation.summary,
      ...remediation.steps.map((step, index) => `${index + 1}. ${step}`),
      remediation.verify ?? '',
    ]
      .join('\n')
      .trim(),
    impact: impactOf(endpoint),
    steps_to_reproduce: finding.evidence.map(({ request, response }) => `${request}\n${response}`).join('\n\n'),
    severity_justification: `Gate: ${counts(finding, report.gate) ? 'fails' : 'does not fail'} at --fail-on ${report.gate.failOn}.`,
    references: finding.references.join('\n'),
    active: suppression === null,
    verified: !finding.title.includes('by version'),
    risk_accepted: suppression !== null,
    static_finding: false,
    dynamic_finding: true,
    scanner_confidence: finding.title.includes('by version') ? 4 : 1,
    unique_id_from_tool: finding.fingerprint,
    vuln_id_from_tool: finding.rule,
    component_name: endpoint?.service?.engine ?? finding.engine ?? 'unknown',
    ...(version === null ? {} : { component_version: version }),
    service: at,
    endpoints: [
      { host: finding.host, port: finding.port, ...(finding.path === '/' ? {} : { path: finding.path.slice(1) }) },
    ],
    tags: ['unlatched', ...(endpoint?.service === null || endpoint === undefined ? [] : [endpoint.service.engine])],
  };
}

function impactOf(endpoint: ReportEndpoint | undefined): string {
  if (endpoint === undefined) return '';
  const { data } = endpoint;
  const holds =
    data === null
      ? ''
      : `${number(data.records)} records${data.people === null ? '' : `, about ${number(data.people)} people`}; data classes by field: ${data.classes.map((found) => found.class).join(', ') || 'none found'}`;
  return [serviceOf(endpoint), `Anonymous access: ${accessOf(endpoint)}`, holds]
    .filter((line) => line !== '')
    .join('\n');
}
