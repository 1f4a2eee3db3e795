import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type Report, report } from '../../src/model/report.ts';
import type { Standing } from './lab.ts';
import type { Truth } from './lab-state.ts';

const PROGRAM = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
/** Where a container sees its visitors come from: the lab's own networks, which its owner knows. */
const BRIDGES = '172.16.0.0/12,192.168.0.0/16';
const MINUTES = 60_000;

export interface Audited {
  readonly exitCode: number;
  readonly report: Report;
  readonly stderr: string;
  readonly milliseconds: number;
}

/** Runs the built program as a user would, at the deepest depth, and reads its JSON report by the published schema. */
export async function audit(standing: Standing, ...flags: readonly string[]): Promise<Audited> {
  const args = [
    PROGRAM,
    'scan',
    standing.target,
    '--depth',
    'impact',
    '--format',
    'json',
    '--allow',
    BRIDGES,
    ...flags,
  ];
  const began = performance.now();
  const { exitCode, stdout, stderr } = await run(args);
  const milliseconds = performance.now() - began;
  if (stdout === '') throw new Error(`${standing.target}: exit code ${exitCode} and no report\n${stderr}`);
  return { exitCode, report: report.parse(JSON.parse(stdout)), stderr, milliseconds };
}

function run(args: readonly string[]): Promise<{ exitCode: number; stdout: string; stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      process.execPath,
      [...args],
      { timeout: 3 * MINUTES, maxBuffer: 256 * 1024 * 1024, env: { ...process.env, NO_COLOR: '1' } },
      (error, stdout, stderr) => {
        if (error !== null && child.exitCode === null) reject(error);
        else resolve({ exitCode: child.exitCode ?? 0, stdout, stderr });
      },
    );
  });
}

/** What the audit said of a state, in the words of the table. */
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

export function saidOf({ report: { endpoints, findings } }: Audited): Said {
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

/** Where the audit and the truth differ, one line each; empty where the audit is right. */
export function differences({ state, truth }: Pick<Standing, 'state' | 'truth'>, said: Said): string[] {
  const { expect } = state;
  const wrong: string[] = [];
  const same = (what: string, got: unknown, want: unknown): void => {
    const [is, should] = [JSON.stringify(got), JSON.stringify(want)];
    if (is !== should) wrong.push(`${what}: ${is} instead of ${should}`);
  };
  same('outcome', said.outcome, expect.outcome);
  same('engine', said.engine, expect.engine);
  same('version', said.version, expect.version);
  same('level', said.level, expect.level);
  same('inferred', said.inferred, expect.inferred);
  same('protection', said.protection, expect.protection);
  same('records', said.records ?? 0, expect.counted ? truth.records : 0);
  same('collections', said.collections ?? 0, expect.counted ? truth.collections : 0);
  same('classes', said.classes, [...(expect.classes ?? [])].sort());
  same('alarms', said.alarms, [...(expect.rules ?? [])].sort());
  wrong.push(...peopleDifference(expect.counted ? truth : null, said));
  return wrong;
}

function peopleDifference(truth: Truth | null, said: Said): string[] {
  const want = truth?.people ?? null;
  if (want === null) return said.people === null ? [] : [`people: ${said.people} instead of none`];
  if (said.people === null) return [`people: not counted instead of ${want}`];
  return Math.abs(said.people - want) <= want * PEOPLE_TOLERANCE ? [] : [`people: ${said.people} instead of ${want}`];
}
