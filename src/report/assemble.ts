import { bySeverity, isUnassessed } from '../findings/index.ts';
import { OUTCOMES } from '../model/access.ts';
import type { Audited, NotReached } from '../model/audited.ts';
import type { DataClass } from '../model/classes.ts';
import type { Refusal } from '../model/endpoint.ts';
import type { Finding } from '../model/finding.ts';
import type { Observation } from '../model/observation.ts';
import type { Report, ReportEndpoint } from '../model/report.ts';
import { SEVERITIES } from '../model/rule.ts';
import { byText } from '../support/stable-json.ts';
import { dataOf } from './data.ts';
import { responseOf } from './response.ts';

/** One endpoint's observation with the findings that the rules made of it, worst first. */
export interface Judged {
  readonly observation: Observation;
  readonly findings: readonly Finding[];
}

/** All that a report is put together from; nothing in it is judged again. */
export interface ReportParts {
  readonly audited: Audited;
  readonly judged: readonly Judged[];
  readonly gate: Report['gate'];
  readonly acceptances: Report['acceptances'];
  readonly baseline: Report['baseline'];
  readonly rules: Readonly<Report['tool']['rules']>;
  readonly classes: readonly DataClass[];
}

/** The report, in the contract's order of keys: the same facts make the same bytes, but for the times and the audit's id. */
export function assembleReport(parts: ReportParts): Report {
  const { audited, judged, gate, acceptances, baseline, rules, classes } = parts;
  const endpoints = [
    ...judged.map(({ observation, findings }) => observedEndpoint(observation, findings)),
    ...audited.refusals.map(refusedEndpoint),
    ...audited.notReached.map(unreachedEndpoint),
  ];
  // The report's types are zod's and mutable; nothing changes a finding once it is made, so none is copied.
  const findings = judged.flatMap((item) => item.findings) as Report['findings'];
  findings.sort(
    (left, right) =>
      bySeverity(left, right) ||
      byText(left.host, right.host) ||
      left.port - right.port ||
      byText(left.rule, right.rule),
  );
  return {
    schemaVersion: '1',
    tool: {
      name: 'unlatched',
      version: audited.toolVersion,
      rules: { count: rules.count, digest: rules.digest, warnings: [...rules.warnings] },
    },
    audit: {
      id: audited.id,
      startedAt: audited.startedAt,
      finishedAt: audited.finishedAt,
      depth: audited.depth,
      complete: audited.incompleteBecause === null,
      incompleteBecause: audited.incompleteBecause,
      defects: audited.defects.map(({ at, message }) => ({ at, message })),
      vantage: { name: audited.vantage.name, kind: audited.vantage.kind },
      scope: {
        allow: [...audited.scope.allow],
        deny: [...audited.scope.deny],
        public: [...audited.scope.public],
        refused: audited.refusals.map(({ target, code, reason }) => ({ target, code, reason })),
      },
    },
    summary: summaryOf(endpoints, findings, audited.tried),
    gate,
    acceptances,
    baseline,
    endpoints,
    findings,
    response: responseOf(endpoints, classes),
  };
}

function summaryOf(
  endpoints: readonly ReportEndpoint[],
  findings: Report['findings'],
  tried: number,
): Report['summary'] {
  const stores = endpoints.filter(({ data, sameStoreAs }) => data !== null && sameStoreAs === null);
  const people = stores.flatMap(({ data }) => data?.people ?? []);
  return {
    endpoints: endpoints.length,
    tried,
    outcomes: tally(
      OUTCOMES,
      endpoints.map(({ outcome }) => outcome),
    ),
    findings: tally(
      SEVERITIES,
      findings.map(({ severity }) => severity),
    ),
    stores: stores.length,
    records: stores.reduce((sum, { data }) => sum + (data?.records ?? 0), 0),
    people: people.length === 0 ? null : Math.max(...people),
  };
}

function tally<T extends string>(words: readonly T[], seen: readonly T[]): Record<T, number> {
  const counts = Object.fromEntries(words.map((word) => [word, 0])) as Record<T, number>;
  for (const word of seen) counts[word] += 1;
  return counts;
}

function observedEndpoint(observation: Observation, findings: readonly Finding[]): ReportEndpoint {
  const { endpoint, facts } = observation;
  return {
    target: endpoint.target,
    source: endpoint.source && { file: endpoint.source.file, line: endpoint.source.line },
    host: endpoint.host,
    address: endpoint.address,
    port: endpoint.port,
    transport: endpoint.transport,
    path: endpoint.path,
    tls: observation.tls as ReportEndpoint['tls'],
    outcome: observation.outcome,
    required: endpoint.required,
    reason: observation.reason,
    protection: observation.protection,
    heard: observation.heard,
    service: facts && {
      engine: facts.service.engine,
      version: facts.service.version,
      name: facts.service.name,
      identity: { ...facts.service.identity },
    },
    access: facts && {
      level: facts.access.proved,
      inferred: facts.access.inferred,
      capabilities: [...facts.access.capabilities],
      securityLayer: facts.access.securityLayer,
      anonymous: facts.access.anonymous && {
        user: facts.access.anonymous.user,
        roles: [...facts.access.anonymous.roles],
      },
      filtered: facts.access.filtered,
      control: facts.access.control,
    },
    sameStoreAs: observation.inventoryFrom,
    data: dataOf(observation),
    notes: [...(facts?.notes ?? []), ...(observation.inventory?.notes ?? [])],
    sent: { requests: observation.sent.requests, bytes: observation.sent.bytes, received: observation.sent.received },
    findings: findings.map(({ fingerprint }) => fingerprint),
  };
}

function refusedEndpoint(refusal: Refusal): ReportEndpoint {
  return {
    ...unasked(refusal),
    address: refusal.address,
    outcome: 'skipped',
    reason: refusal.reason,
    required: refusal.required,
  };
}

function unreachedEndpoint(missed: NotReached): ReportEndpoint {
  return { ...unasked(missed), outcome: 'inconclusive', reason: missed.reason, required: true };
}

function unasked({
  target,
  source,
  host,
  port,
}: Pick<NotReached, 'target' | 'source' | 'host' | 'port'>): ReportEndpoint {
  return {
    target,
    source: source && { file: source.file, line: source.line },
    host,
    address: null,
    port,
    transport: 'tcp',
    path: '/',
    tls: null,
    outcome: 'skipped',
    required: false,
    reason: null,
    protection: null,
    heard: null,
    service: null,
    access: null,
    sameStoreAs: null,
    data: null,
    notes: [],
    sent: { requests: 0, bytes: 0, received: 0 },
    findings: [],
  };
}

/** Those that a reader must not take for fine, worst news first in their own list. */
export function notAssessed(report: Report): readonly ReportEndpoint[] {
  return report.endpoints.filter(
    ({ outcome, required }) => isUnassessed(outcome) || (outcome === 'skipped' && required),
  );
}
