import { describe, expect, it } from 'vitest';
import type { Audited } from '../../../demo/audit.ts';
import { COPY } from '../../../demo/copy.ts';
import { differences } from '../../../demo/verdict.ts';
import { readIncident } from '../../../seeds/incident.ts';
import { type Report, type ReportEndpoint, report as schema } from '../../../src/model/report.ts';

const incident = await readIncident();
const places = { search: 9200, second: 5432 };
const classIds = [
  ...new Set(incident.collections.flatMap(({ fields }) => fields.flatMap((field) => field.class ?? []))),
];

const endpoint = (port: number, more: Partial<ReportEndpoint>): ReportEndpoint => ({
  target: '127.0.0.1',
  source: null,
  host: '127.0.0.1',
  address: '127.0.0.1',
  port,
  transport: 'tcp',
  path: '/',
  tls: null,
  outcome: 'exposed',
  required: false,
  reason: null,
  protection: null,
  heard: null,
  service: null,
  access: null,
  sameStoreAs: null,
  data: null,
  notes: [],
  sent: { requests: 1, bytes: 1, received: 1 },
  findings: [],
  ...more,
});

const search = endpoint(9200, {
  service: { engine: 'elasticsearch', version: '7.17.28', name: null, identity: {} },
  access: {
    level: 'read',
    inferred: 'admin',
    capabilities: ['identify'],
    securityLayer: 'absent',
    anonymous: null,
    filtered: false,
    control: 'passed',
  },
  data: {
    collections: [],
    omitted: null,
    records: incident.records,
    people: incident.customers,
    peopleField: 'users.owner_email',
    peopleSkipped: null,
    approximate: true,
    classes: classIds.map((id) => ({ class: id, family: 'any', records: 1, distinct: null, collections: 1 })),
    lookedFor: [...classIds, ...incident.absent].map((id) => ({
      class: id,
      found: classIds.includes(id),
      basis: 'field-names' as const,
      collections: 3,
      notInspected: [],
    })),
    egress: [],
    signs: [],
  },
});

/** Only what differs from the other store. */
const second = endpoint(5432, {
  service: { engine: 'postgresql', version: '18.6', name: 'PGlite', identity: {} },
  access: search.access,
  data: search.data && {
    ...search.data,
    collections: [
      {
        name: `postgres.${COPY.table}`,
        kind: 'table',
        records: COPY.customers,
        bytes: 0,
        created: null,
        system: false,
        state: [],
        aliases: [],
        fields: [],
        fieldsOmitted: 0,
      },
    ],
    records: COPY.customers,
    people: COPY.customers,
    peopleField: `postgres.${COPY.table}.owner_email`,
    classes: COPY.classes.map((id) => ({ class: id, family: 'any', records: 1, distinct: null, collections: 1 })),
  },
});

const finding: Report['findings'][number] = {
  fingerprint: 'f',
  rule: 'elasticsearch/anonymous-admin',
  severity: 'critical',
  title: 'open',
  description: 'anybody may',
  engine: 'elasticsearch',
  target: '127.0.0.1',
  host: '127.0.0.1',
  address: '127.0.0.1',
  port: 9200,
  transport: 'tcp',
  path: '/',
  evidence: [{ request: 'GET /users/_count', response: '200', sha256: 'sha256:0' }],
  remediation: { summary: 'close it', steps: [], verify: null },
  references: [],
  status: 'new',
  suppression: null,
};

const copied: Report['findings'][number] = {
  ...finding,
  fingerprint: 'g',
  rule: 'postgresql/anonymous-admin',
  port: 5432,
};

const none = { critical: 0, high: 0, medium: 0, low: 0, info: 0 };

const openDay: Report = {
  schemaVersion: '1',
  tool: { name: 'unlatched', version: '0.1.0', rules: { count: 1, digest: 'sha256:0', warnings: [] } },
  audit: {
    id: 'a',
    startedAt: '2026-01-01T00:00:00.000Z',
    finishedAt: '2026-01-01T00:00:01.000Z',
    depth: 'impact',
    complete: true,
    incompleteBecause: null,
    defects: [],
    vantage: { name: 'here', kind: 'loopback' },
    scope: { allow: [], deny: [], public: [], refused: [] },
  },
  summary: {
    endpoints: 2,
    tried: 2,
    outcomes: { exposed: 2, protected: 0, unidentified: 0, unreachable: 0, inconclusive: 0, skipped: 0 },
    findings: { ...none, critical: 2 },
    stores: 2,
    records: incident.records,
    people: incident.customers,
  },
  gate: { failOn: 'high', failOnNew: false, failed: true, exitCode: 1, conditions: ['findings'] },
  acceptances: { file: null, notices: [] },
  baseline: null,
  endpoints: [second, search],
  findings: [finding, copied],
  response: ['api-token', 'alexa-token', 'email'].map((id) => ({
    class: id,
    action: 'do',
    why: 'because',
    owner: 'security' as const,
    records: 1,
  })),
};

const protectedDay: Report = {
  ...openDay,
  summary: { ...openDay.summary, findings: none, records: 0, people: null },
  endpoints: [endpoint(9200, { outcome: 'protected', protection: 'authentication' })],
  findings: [],
  response: [],
};

const ran = (report: unknown, exit: number | null): Audited => ({ exit, table: '', progress: '', report });
const onOpenDay = (change: Partial<Report>, exit = 1) =>
  differences('open', ran({ ...openDay, ...change }, exit), incident, places);
const withSearch = (more: Partial<ReportEndpoint>) =>
  onOpenDay({ endpoints: openDay.endpoints.map((one) => (one === search ? { ...search, ...more } : one)) });

describe('the verdict of the demonstration', () => {
  it('is content with what the audits have to say', () => {
    expect(schema.parse(openDay)).toEqual(openDay);
    expect(onOpenDay({})).toEqual([]);
    expect(differences('protected', ran(protectedDay, 0), incident, places)).toEqual([]);
    expect(differences('closed', ran(protectedDay, 0), incident, places)).toEqual([]);
  });

  it('names a wrong exit code, and a report that is missing', () => {
    expect(onOpenDay({}, 0)).toEqual(['exit code: 0, expected 1']);
    expect(differences('closed', ran(undefined, 70), incident, places)).toEqual([
      'exit code: 70, expected 0',
      expect.stringContaining('the JSON report is missing'),
    ]);
  });

  it('does not take an open store for a protected one, on any day', () => {
    const said = differences('protected', ran(openDay, 1), incident, places);
    expect(said).toContain('expected port 9200 protected, the report says: 5432 exposed, 9200 exposed');
    expect(onOpenDay({ endpoints: protectedDay.endpoints, findings: [] }).length).toBeGreaterThan(5);
  });

  it('misses the second database where the audit did not see it', () => {
    expect(onOpenDay({ endpoints: [search] })).toContain('expected port 5432 exposed, the report says: 9200 exposed');
  });

  it('wants the second database named, with what lies in it', () => {
    const nameless = endpoint(5432, { outcome: 'unidentified', reason: 'no engine claims it' });
    const said = onOpenDay({ endpoints: [nameless, search], findings: [finding] });
    expect(said).toContain('expected port 5432 exposed, the report says: 5432 unidentified, 9200 exposed');
    expect(said).toContain('engine of the second database: undefined, expected postgresql');
    expect(said).toContain(`records of the copy: undefined, expected ${COPY.customers}`);
    expect(said).toContain('no critical finding with evidence for the copy');
  });

  it('wants a critical finding, with evidence', () => {
    expect(onOpenDay({ findings: [{ ...finding, severity: 'high' }, copied] })).toEqual(['no critical finding']);
    expect(onOpenDay({ findings: [{ ...finding, evidence: [] }, copied] })).toEqual([
      'a critical finding without evidence',
    ]);
  });

  it('wants the counts of the incident', () => {
    const { data } = search;
    if (data === null) throw new Error('no data');
    expect(withSearch({ data: { ...data, records: 7, people: null } })).toEqual([
      'records: 7, expected 2500000',
      'people: null, expected 2400000',
    ]);
  });

  it('wants each data class of the incident, no other, and the absent ones looked for', () => {
    const { data } = search;
    if (data === null) throw new Error('no data');
    const wrong = data.classes.map((one) => (one.class === 'alexa-token' ? { ...one, class: 'iban' } : one));
    expect(withSearch({ data: { ...data, classes: wrong, lookedFor: [] } })).toEqual([
      'data class alexa-token was not found',
      'data class iban is not part of the incident',
      ...incident.absent.map((name) => `looked for ${name}, found: undefined, expected false`),
    ]);
  });

  it('wants a response step for tokens and addresses', () => {
    expect(onOpenDay({ response: [] })).toHaveLength(3);
  });
});
