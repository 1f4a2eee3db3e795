import type { Report } from '../../src/model/report.ts';
import type { Expectation } from '../../src/model/transcript.ts';

/** What an audit of one endpoint said, in the words of an expectation. */
export interface Said {
  readonly outcome: string;
  readonly engine: string | null;
  readonly version: string | null;
  readonly level: string;
  readonly inferred: string;
  readonly protection: string | null;
  readonly records: number | null;
  readonly collections: number | null;
  readonly people: number | null;
  readonly classes: readonly string[];
  /** Rules of severity high and above that held. */
  readonly alarms: readonly string[];
}

export function saidOf({ endpoints, findings }: Report): Said {
  const [endpoint, ...more] = endpoints;
  if (endpoint === undefined || more.length > 0)
    throw new Error(`one endpoint was audited, ${endpoints.length} are reported`);
  const { data, access, service } = endpoint;
  const own = data?.collections.filter(({ system }) => !system) ?? [];
  return {
    outcome: endpoint.outcome,
    engine: service?.engine ?? null,
    version: service?.version ?? null,
    level: access?.level ?? 'none',
    inferred: access?.inferred ?? 'none',
    protection: endpoint.protection,
    records: data?.records ?? null,
    collections: data === null ? null : own.length + (data.omitted?.collections ?? 0),
    people: data?.people ?? null,
    classes: (data?.classes ?? []).map((found) => found.class).sort(),
    alarms: findings
      .filter(({ severity }) => severity === 'critical' || severity === 'high')
      .map(({ rule }) => rule)
      .sort(),
  };
}

/** People are counted with a sketch where they are many. */
const PEOPLE_TOLERANCE = 0.02;

/**
 * Where the audit and the truth differ, one line each; empty where the audit is right. A count that the truth does not
 * give must not be in the report either.
 */
export function differences(truth: Expectation, said: Said): string[] {
  const wrong: string[] = [];
  const same = (what: string, got: unknown, want: unknown): void => {
    const [is, should] = [JSON.stringify(got), JSON.stringify(want)];
    if (is !== should) wrong.push(`${what}: ${is} instead of ${should}`);
  };
  same('outcome', said.outcome, truth.outcome);
  same('engine', said.engine, truth.engine);
  same('version', said.version, truth.version);
  same('level', said.level, truth.level);
  same('inferred', said.inferred, truth.inferred);
  same('protection', said.protection, truth.protection);
  same('records', said.records ?? 0, truth.records ?? 0);
  same('collections', said.collections ?? 0, truth.collections ?? 0);
  same('classes', said.classes, [...truth.classes].sort());
  same('alarms', said.alarms, [...truth.rules].sort());
  wrong.push(...peopleDifference(truth.people, said.people));
  return wrong;
}

function peopleDifference(want: number | null, said: number | null): string[] {
  if (want === null) return said === null ? [] : [`people: ${said} instead of none`];
  if (said === null) return [`people: not counted instead of ${want}`];
  return Math.abs(said - want) <= want * PEOPLE_TOLERANCE ? [] : [`people: ${said} instead of ${want}`];
}
