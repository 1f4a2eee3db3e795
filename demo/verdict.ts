import type { Incident } from '../seeds/incident.ts';
import type { Outcome } from '../src/model/access.ts';
import { type Report, report as reportSchema } from '../src/model/report.ts';
import type { Audited } from './audit.ts';
import { COPY } from './copy.ts';

export interface Places {
  readonly search: number;
  readonly second: number;
}

export type Day = 'protected' | 'open' | 'closed';

/** What an audit said otherwise than it had to, one sentence each; none: all is as it has to be. */
export function differences(day: Day, audited: Audited, incident: Incident, places: Places): string[] {
  const read = reportSchema.safeParse(audited.report);
  const exit = differs('exit code', audited.exit, day === 'open' ? 1 : 0);
  if (!read.success)
    return [...exit, `the JSON report is missing or not to its schema: ${read.error.message.slice(0, 300)}`];
  const report = read.data;
  const said = day === 'open' ? openDay(report, incident, places) : protectedDay(report, places);
  return [...exit, ...differs('complete', report.audit.complete, true), ...said];
}

function protectedDay(report: Report, places: Places): string[] {
  return [
    ...outcomes(report, { [places.search]: 'protected' }),
    ...differs('protection', at(report, places.search)?.protection, 'authentication'),
    ...differs('critical and high findings', report.summary.findings.critical + report.summary.findings.high, 0),
    ...differs('records', report.summary.records, 0),
  ];
}

function openDay(report: Report, incident: Incident, places: Places): string[] {
  const search = at(report, places.search);
  const critical = report.findings.filter(({ port, severity }) => port === places.search && severity === 'critical');
  const people = incident.collections.find(({ records }) => records === incident.customers);
  return [
    ...outcomes(report, { [places.search]: 'exposed', [places.second]: 'exposed' }),
    ...differs('engine', search?.service?.engine, 'elasticsearch'),
    ...differs('what an anonymous visitor was shown to have', search?.access?.level, 'read'),
    ...differs('what follows from there being no security', search?.access?.inferred, 'admin'),
    ...differs('the control question', search?.access?.control, 'passed'),
    ...(critical.length > 0 ? [] : ['no critical finding']),
    ...(critical.every(({ evidence }) => evidence.length > 0) ? [] : ['a critical finding without evidence']),
    ...differs('records', search?.data?.records, incident.records),
    ...differs('people', search?.data?.people, incident.customers),
    ...differs('people counted in', search?.data?.peopleField?.split('.')[0], people?.name),
    ...classes(report, search, incident),
    ...copied(report, places),
  ];
}

/** The second database, that was on no list: it is named, with what lies in it. */
function copied(report: Report, { second }: Places): string[] {
  const copy = at(report, second);
  const critical = report.findings.filter(({ port, severity }) => port === second && severity === 'critical');
  return [
    ...differs('engine of the second database', copy?.service?.engine, 'postgresql'),
    ...differs('product of the second database', copy?.service?.name, 'PGlite'),
    ...differs('what it lets an anonymous visitor do', copy?.access?.level, 'read'),
    ...differs(
      'tables of the copy',
      copy?.data?.collections.map(({ name }) => name).join(', '),
      `postgres.${COPY.table}`,
    ),
    ...differs('records of the copy', copy?.data?.records, COPY.customers),
    ...differs('people in the copy', copy?.data?.people, COPY.customers),
    ...differs(
      'data classes of the copy',
      copy?.data?.classes
        .map((found) => found.class)
        .sort()
        .join(', '),
      COPY.classes.join(', '),
    ),
    ...(critical.some(({ evidence }) => evidence.length > 0) ? [] : ['no critical finding with evidence for the copy']),
  ];
}

function classes(report: Report, search: Report['endpoints'][number] | undefined, incident: Incident): string[] {
  const expected = new Set(incident.collections.flatMap(({ fields }) => fields.flatMap((field) => field.class ?? [])));
  const found = new Set(search?.data?.classes.map((found) => found.class));
  const looked = new Map(search?.data?.lookedFor.map((looked) => [looked.class, looked.found]));
  const answered = new Set(report.response.map((step) => step.class));
  return [
    ...[...expected].filter((name) => !found.has(name)).map((name) => `data class ${name} was not found`),
    ...[...found].filter((name) => !expected.has(name)).map((name) => `data class ${name} is not part of the incident`),
    ...incident.absent.flatMap((name) => differs(`looked for ${name}, found`, looked.get(name), false)),
    ...['api-token', 'alexa-token', 'email']
      .filter((name) => !answered.has(name))
      .map((name) => `no response step for ${name}`),
  ];
}

function outcomes(report: Report, expected: Readonly<Record<number, Outcome>>): string[] {
  const wanted = Object.entries(expected).map(([port, outcome]) => `${port} ${outcome}`);
  const seen = report.endpoints.map(({ port, outcome }) => `${port} ${outcome}`);
  return [
    ...wanted
      .filter((line) => !seen.includes(line))
      .map((line) => `expected port ${line}, the report says: ${seen.join(', ') || 'nothing'}`),
    ...seen.filter((line) => !wanted.includes(line)).map((line) => `not expected: port ${line}`),
  ];
}

function at(report: Report, port: number): Report['endpoints'][number] | undefined {
  return report.endpoints.find((endpoint) => endpoint.port === port);
}

type Plain = string | number | boolean | null | undefined;

function differs(what: string, said: Plain, expected: Plain): string[] {
  return said === expected ? [] : [`${what}: ${String(said)}, expected ${String(expected)}`];
}
