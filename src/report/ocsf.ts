import { createHash } from 'node:crypto';
import type { Report, ReportEndpoint, ReportFinding } from '../model/report.ts';
import { SEVERITIES, type Severity } from '../model/rule.ts';
import { stableJson } from '../support/stable-json.ts';
import type { Format } from './format.ts';
import { accessOf, endpointsByFinding, labelOf } from './words.ts';

/**
 * OCSF 1.5.0 (https://schema.ocsf.io/1.5.0), one event a line: what lies open with classified data is a Data Security Finding (2006),
 * a vulnerability by version 2002, a sign of somebody else 2004, any other finding and each protected endpoint 2003.
 */
export const ocsf: Format = {
  name: 'ocsf',
  describe: 'OCSF 1.5 events, one a line',
  *render(report) {
    const places = endpointsByFinding(report);
    for (const finding of report.findings)
      yield stableJson(eventOf(finding, places.get(finding.fingerprint), report), 0);
    for (const endpoint of report.endpoints)
      if (endpoint.outcome === 'protected') yield stableJson(passEvent(endpoint, report), 0);
    for (const { fingerprint, rule, severity, host, port } of report.baseline?.gone ?? []) {
      const title = `Not there any more: ${rule} at ${host}:${port}`;
      yield stableJson(
        {
          ...baseOf(COMPLIANCE, CLOSE, severity, title, report),
          status_id: 4,
          ...complianceOf(rule, 1),
          finding_info: { uid: fingerprint, title },
        },
        0,
      );
    }
  },
};

const VERSION = '1.5.0';
const [CREATE, UPDATE, CLOSE] = [1, 2, 3] as const;
const [VULNERABILITY, COMPLIANCE, DETECTION, DATA_SECURITY] = [2002, 2003, 2004, 2006] as const;
type Class = typeof VULNERABILITY | typeof COMPLIANCE | typeof DETECTION | typeof DATA_SECURITY;

/** `severity_id`: 1 informational … 5 critical. */
function severityId(severity: Severity): number {
  return 5 - SEVERITIES.indexOf(severity);
}

function baseOf(classUid: Class, activity: 1 | 2 | 3, severity: Severity, message: string, { tool, audit }: Report) {
  return {
    category_uid: 2,
    class_uid: classUid,
    activity_id: activity,
    type_uid: classUid * 100 + activity,
    time: Date.parse(audit.finishedAt),
    severity_id: severityId(severity),
    message,
    metadata: {
      version: VERSION,
      product: { name: 'unlatched', vendor_name: 'unlatched', version: tool.version },
      correlation_uid: audit.id,
    },
  };
}

function eventOf(finding: ReportFinding, endpoint: ReportEndpoint | undefined, report: Report) {
  const kind = classOf(finding, endpoint);
  const activity = finding.status === 'known' ? UPDATE : CREATE;
  const at = endpoint === undefined ? finding.target : labelOf(endpoint);
  return {
    ...baseOf(kind, activity, finding.severity, `${finding.title}: ${at}`, report),
    status_id: finding.suppression !== null ? 3 : finding.status === 'known' ? 2 : 1,
    confidence_id: finding.title.includes('by version') ? 2 : 3,
    finding_info: {
      uid: finding.fingerprint,
      title: finding.title,
      desc: finding.description || finding.title,
      created_time: Date.parse(report.audit.finishedAt),
      last_seen_time: Date.parse(report.audit.finishedAt),
      types: [finding.rule],
    },
    ...(kind === VULNERABILITY ? vulnerabilityOf(finding, endpoint) : {}),
    ...(kind === COMPLIANCE ? complianceOf(finding.rule, 3) : {}),
    ...(kind === DETECTION ? { is_alert: true, evidences: evidencesOf(finding) } : {}),
    ...(kind === DATA_SECURITY ? dataSecurityOf(finding, endpoint) : resourceOf(finding, endpoint)),
    ...(kind === COMPLIANCE ? { remediation: remediationOf(finding) } : {}),
  };
}

function classOf(finding: ReportFinding, endpoint: ReportEndpoint | undefined): Class {
  if (/\/(?:cve|ghsa)-/.test(finding.rule)) return VULNERABILITY;
  if (/\/(?:ransom-note|wiper-sign|miner-sign)$/.test(finding.rule)) return DETECTION;
  const reads = /\/anonymous-(?:read|write|admin)$/.test(finding.rule);
  return reads && (endpoint?.data?.classes.length ?? 0) > 0 ? DATA_SECURITY : COMPLIANCE;
}

/** `database.type_id`: 1 relational, 4 object oriented, 6 NoSQL, 7 vector; 99 other. */
const DATABASES: Readonly<Record<string, number>> = {
  postgresql: 1,
  mysql: 1,
  mariadb: 1,
  tidb: 1,
  mssql: 1,
  h2: 1,
  clickhouse: 1,
  chroma: 99,
  milvus: 99,
  qdrant: 99,
  weaviate: 99,
};
const NOSQL = 6;

const CATEGORIES: Readonly<Record<string, number>> = { financial: 3, credential: 6, device: 6 };
const PERSONAL = 1;

function dataSecurityOf(finding: ReportFinding, endpoint: ReportEndpoint | undefined) {
  const classes = endpoint?.data?.classes ?? [];
  const engine = endpoint?.service?.engine ?? finding.engine ?? 'unknown';
  return {
    is_alert: true,
    database: {
      name: engine,
      type_id: DATABASES[engine] ?? NOSQL,
      data_classifications: classes.map((found) => ({
        category: found.family,
        category_id: CATEGORIES[found.family] ?? PERSONAL,
        // By names of fields, and not by all values: partial.
        status_id: 2,
        total: found.records ?? 0,
      })),
    },
    data_security: {
      category_id: CATEGORIES[classes[0]?.family ?? ''] ?? PERSONAL,
      data_lifecycle_state_id: 1,
      detection_pattern: classes.map((found) => found.class).join(', '),
      detection_system_id: 12,
      total: endpoint?.data?.records ?? 0,
    },
    dst_endpoint: addressOf(finding, endpoint),
    risk_level_id: Math.min(4, severityId(finding.severity) - 1),
  };
}

function vulnerabilityOf(finding: ReportFinding, endpoint: ReportEndpoint | undefined) {
  const id = finding.rule.slice(finding.rule.lastIndexOf('/') + 1).toUpperCase();
  const engine = endpoint?.service?.engine ?? finding.engine ?? 'unknown';
  return {
    vulnerabilities: [
      {
        title: finding.title,
        desc: finding.description || finding.title,
        ...(id.startsWith('CVE-') ? { cve: { uid: id } } : { advisory: { uid: id } }),
        affected_packages: [{ name: engine, version: endpoint?.service?.version ?? 'unknown' }],
        remediation: remediationOf(finding),
        references: finding.references.filter((one) => one.startsWith('https://')),
      },
    ],
  };
}

/** `status_id`: 1 pass, 3 fail. */
function complianceOf(control: string, status: 1 | 3) {
  return { compliance: { control, standards: ['unlatched'], status_id: status } };
}

function passEvent(endpoint: ReportEndpoint, report: Report) {
  const title = `Protected${endpoint.protection === null ? '' : ` by ${endpoint.protection}`}: ${labelOf(endpoint)}`;
  const place = [endpoint.host, endpoint.port, endpoint.transport, endpoint.path].join('\n');
  const uid = createHash('sha256').update(`anonymous-access\n${place}`).digest('hex');
  return {
    ...baseOf(COMPLIANCE, CREATE, 'info', title, report),
    status_id: 4,
    ...complianceOf('anonymous-access', 1),
    finding_info: { uid, title, desc: `Anonymous access: ${accessOf(endpoint)}` },
    resources: [{ name: labelOf(endpoint), type: endpoint.service?.engine ?? 'unknown' }],
  };
}

function resourceOf(finding: ReportFinding, endpoint: ReportEndpoint | undefined) {
  return {
    resources: [
      {
        uid: `${finding.host}:${finding.port}`,
        name: endpoint === undefined ? finding.target : labelOf(endpoint),
        type: endpoint?.service?.engine ?? finding.engine ?? 'unknown',
        hostname: finding.host,
        ip: finding.address,
      },
    ],
  };
}

function addressOf(finding: ReportFinding, endpoint: ReportEndpoint | undefined) {
  return {
    hostname: finding.host,
    ip: finding.address,
    port: finding.port,
    svc_name: endpoint?.service?.engine ?? finding.engine ?? 'unknown',
  };
}

function evidencesOf({ evidence }: ReportFinding) {
  return evidence.map(({ request, response, sha256 }) => ({ uid: sha256, name: request, data: { request, response } }));
}

function remediationOf({ remediation, references }: ReportFinding) {
  return {
    desc: [remediation.summary, ...remediation.steps].join('\n'),
    references: references.filter((one) => one.startsWith('https://')),
  };
}
