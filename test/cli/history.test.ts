import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { run as runHere } from '../../src/cli/run.ts';
import type { AuditEntry, Check, Drift, ExposureWindow, Sighting } from '../../src/history/index.ts';
import { type Report, report as schema } from '../../src/model/report.ts';
import type { TestServer } from '../kit/servers.ts';
import { SHOP, standIn, USERS } from '../kit/stand-in.ts';
import { unlatched } from './program.ts';

let folder = '';
let server: TestServer;
let here = '';
/** What stands behind the port changes as a test wants it. */
let cluster = { ...SHOP };
/** It takes connections, and ends them without an answer. */
let broken = false;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'unlatched-history-'));
  server = await standIn(
    () => cluster,
    (_path, response) => {
      if (broken) response.destroy();
      return broken;
    },
  );
  here = `127.0.0.1:${server.port}`;
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});
beforeEach(async () => {
  cluster = { ...SHOP };
  broken = false;
  for (const name of await readdir(folder)) await rm(join(folder, name), { recursive: true });
});

const environment = () => ({ UNLATCHED_HISTORY: '', XDG_STATE_HOME: join(folder, 'state') });

/** A scan is a process; what reads the history is run here, which takes a tenth of the time. */
async function run(args: readonly string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  if (args[0] === 'scan') return unlatched(args, { folder, environment: environment() });
  const said = { stdout: '', stderr: '' };
  const into = (name: keyof typeof said) =>
    new Writable({
      write(part: Buffer, _encoding, done) {
        said[name] += part.toString();
        done();
      },
    });
  const streams = { stdin: Readable.from([]), stdout: into('stdout'), stderr: into('stderr') };
  const code = await runHere(args, { ...streams, environment: environment(), folder }, '0');
  return { code, ...said };
}
const db = () => join(folder, 'state', 'unlatched', 'history.db');

async function scan(secured: boolean, ...more: string[]): Promise<Report> {
  cluster = { ...cluster, secured };
  const ended = await run(['scan', here, '--vantage', 'inside', '--timeout', '30s', '--format', 'json', ...more]);
  expect(ended.stderr).toBe('');
  const report = schema.parse(JSON.parse(ended.stdout));
  expect(report.summary.outcomes[secured ? 'protected' : 'exposed']).toBe(1);
  return report;
}

async function told<T>(...args: string[]): Promise<T> {
  const ended = await run(['history', ...args, '--format', 'json']);
  expect([ended.stderr, ended.code]).toEqual(['', 0]);
  return JSON.parse(ended.stdout) as T;
}

async function table(...args: string[]): Promise<string> {
  const ended = await run(['history', ...args]);
  expect([ended.stderr, ended.code]).toEqual(['', 0]);
  return ended.stdout;
}

type Windows = { windows: ExposureWindow[]; unmatched: Sighting[]; apart: unknown[] };
const statuses = ({ findings }: Report) =>
  new Set(findings.filter(({ severity }) => severity === 'critical').map(({ status }) => status));

// Some of them are half a dozen processes one after the other.
vi.setConfig({ testTimeout: 120_000 });

describe('protected, open, protected, and open again', () => {
  it('is told by drift, by windows, and by findings that are back', async () => {
    await scan(true);
    expect(statuses(await scan(false))).toEqual(new Set(['new']));
    await scan(true);
    expect(statuses(await scan(false))).toEqual(new Set(['regressed']));
    expect(statuses(await scan(false, '--no-history'))).toEqual(new Set(['new']));

    const { drift, checks } = await told<{ drift: Drift[]; checks: Check[] }>('show', here);
    expect(checks.map(({ state }) => state.outcome)).toEqual(['protected', 'exposed', 'protected', 'exposed']);
    expect(drift.map(({ kind }) => kind)).toEqual(['protection-removed', 'regressed', 'closed', 'protection-removed']);
    expect(drift[0]?.also.map(({ what }) => what)).toContain('security layer');

    const { windows } = await told<Windows>('windows');
    expect(windows.map(({ vantage, lastProtected, closed }) => [vantage, lastProtected, closed])).toEqual([
      ['inside', checks[0]?.at, checks[2]?.at],
      ['inside', checks[2]?.at, null],
    ]);
    expect((await told<{ drift: Drift[] }>('diff')).drift.map(({ kind }) => kind)).toEqual([
      'protection-removed',
      'regressed',
    ]);
    const audits = await told<(AuditEntry & { open: number })[]>('list');
    expect(audits.map(({ open }) => open)).toEqual([1, 0, 1, 0]);
    expect(
      (await told<{ drift: Drift[] }>('diff', audits[1]?.id.slice(0, 12) ?? '')).drift.map(({ kind }) => kind),
    ).toEqual(['closed']);
    expect((await told<{ worst: string | null }[]>('trend')).map(({ worst }) => worst)).toEqual([
      null,
      'admin',
      null,
      'admin',
    ]);
    expect(Object.keys(await told('export'))).toEqual(['audits', 'checks', 'drift', 'sightings']);
  });

  it('in tables too', async () => {
    await scan(true);
    await scan(false);
    expect(await table('list')).toMatch(/^audit +time \(UTC\) +vantage/);
    expect(await table('show', '127.0.0.1')).toMatch(/protection-removed \(inside\): authentication before, admin now/);
    expect(await table('diff')).toMatch(/^protection-removed +127\.0\.0\.1:\d+ +inside/m);
    expect(await table('windows')).toMatch(/not seen +\d+ minutes? at most, 0 minutes at least/);
    expect(await table('trend')).toMatch(/inside +1 +0 +0 +admin/);
    expect(await table('export')).toMatch(/exposed/);
  });
});

describe('what else is seen', () => {
  it('a collection more, a copy wiped, another cluster at the same address, one that is gone', async () => {
    const diff = async () => (await told<{ drift: Drift[] }>('diff')).drift.map(({ kind }) => kind);
    await scan(false);
    cluster = {
      ...cluster,
      indices: [USERS, { ...USERS, name: 'orders', uuid: 'u0000000000000000orders', properties: {} }],
    };
    await scan(false);
    expect(await diff()).toEqual(['new-collection']);
    cluster = { ...cluster, indices: [{ ...USERS, documents: 3 }] };
    await scan(false);
    expect(await diff()).toEqual(['size-collapse']);
    cluster = { ...cluster, uuid: 'c0000000000000000-other', indices: [USERS] };
    await scan(false);
    expect(await diff()).toEqual(['identity-changed']);
  });

  it('no value, no name of a collection and no evidence is kept', async () => {
    await scan(false);
    const kept = (await readFile(db())).toString('latin1') + JSON.stringify(await told('export'));
    expect(kept).toContain('alexa-token');
    for (const word of ['alexa_token', '"users"', '_search', '_cat']) expect(kept, word).not.toContain(word);
    expect((await stat(db())).mode & 0o777).toBe(0o600);
  });

  it('a check that failed is no edge, and is told', async () => {
    await scan(true);
    await scan(false);
    const edges = ({ windows }: Windows) =>
      windows.map(({ lastProtected, firstOpen, lastOpen, closed }) => [lastProtected, firstOpen, lastOpen, closed]);
    const before = edges(await told<Windows>('windows'));
    broken = true;
    const ended = await run(['scan', here, '--vantage', 'inside', '--timeout', '300ms']);
    expect(ended.code).toBe(3);
    expect(edges(await told<Windows>('windows'))).toEqual(before);
    const [latest] = (await told<{ drift: Drift[] }>('show', here)).drift;
    expect(latest?.kind).toBe('not-assessed');
  });

  it('two vantages keep two windows, and are said to differ', async () => {
    await scan(false);
    cluster = { ...cluster, secured: true };
    await run(['scan', here, '--vantage', 'outside']);
    const { windows, apart } = await told<Windows>('windows');
    expect(windows.map(({ vantage, closed }) => [vantage, closed])).toEqual([['inside', null]]);
    expect(apart).toHaveLength(1);
    expect(await table('windows')).toContain(`${here} is open from inside, and protected from outside`);
  });

  it('what others saw is an edge, shown as theirs', async () => {
    await scan(false);
    const day = new Date(Date.now() - 10 * 86_400_000).toISOString().slice(0, 10);
    expect(await table('sighting', here, '--open-since', day, '--source', 'a letter')).toContain('by others: a letter');
    const { windows } = await told<Windows>('windows');
    expect(windows[0]?.sightings).toEqual([{ openSince: `${day}T00:00:00.000Z`, source: 'a letter' }]);
    expect(await table('windows')).toMatch(/start unknown, not before 2019-06-01 00:00.*10 days at least/);
    expect(await table('windows')).toContain('by others: a letter');
  });

  it('what is older than is kept is dropped, but no edge of an open window', async () => {
    await scan(true);
    await scan(false);
    expect(await told('prune', '--keep', '1d')).toMatchObject({ dropped: 0 });
    expect((await told<Windows>('windows')).windows).toHaveLength(1);
  });
});

describe('a store that cannot be used', () => {
  it('costs no report, and is told', async () => {
    await writeFile(join(folder, 'state'), 'a file where a folder should be');
    const ended = await run(['scan', here, '--format', 'json']);
    expect(ended.code).toBe(1);
    expect(schema.parse(JSON.parse(ended.stdout)).summary.outcomes.exposed).toBe(1);
    expect(ended.stderr).toBe(
      `unlatched: ${db()}: its folder is a file\n  this audit is not in the history; its report is whole\n`,
    );
  });

  it('that does not take what is written costs no report either', async () => {
    await scan(true);
    const { DatabaseSync } = await import('node:sqlite');
    const broken = new DatabaseSync(db());
    broken.exec("CREATE TRIGGER full BEFORE INSERT ON checks BEGIN SELECT RAISE(ABORT, 'made to fail'); END");
    broken.close();
    const ended = await run(['scan', here, '--format', 'json']);
    expect([ended.code, schema.parse(JSON.parse(ended.stdout)).summary.outcomes.protected]).toEqual([0, 1]);
    expect(ended.stderr).toContain(`unlatched: ${db()}: made to fail\n  this audit is not in the history`);
    expect(await told('list')).toHaveLength(1);
  });

  it('and that was named stops the scan before anything is sent', async () => {
    await mkdir(join(folder, 'x.db'));
    const before = server.connections;
    const ended = await run(['scan', here, '--store', 'x.db']);
    expect([ended.code, ended.stdout]).toEqual([2, '']);
    expect(ended.stderr).toContain(`unlatched: ${join(folder, 'x.db')}: it is a folder\n`);
    expect(server.connections).toBe(before);
  });

  it('and PostgreSQL is not taken for a file', async () => {
    const ended = await run(['history', 'list', '--store', 'postgres://127.0.0.1/x']);
    expect([ended.code, ended.stderr]).toEqual([
      2,
      'unlatched: --store: PostgreSQL is no store of this version\n  name a file\n',
    ]);
  });
});

describe('where it is, and when it is not', () => {
  it('in the state folder, or where --store says, or nowhere', async () => {
    await scan(true, '--store', 'mine.db');
    expect((await stat(join(folder, 'mine.db'))).mode & 0o777).toBe(0o600);
    await scan(true, '--no-history');
    expect(await readdir(folder)).toEqual(['mine.db']);
    expect(await told('list', '--store', 'mine.db')).toHaveLength(1);
  });

  it.each([
    [['list'], /history\.db: there is no such file\n {2}each unlatched scan is recorded there/],
    [['list', '--format', 'html'], /--format: there is no format "html" for a list/],
    [['prune'], /--keep: nothing says how much is to be kept/],
    [['sighting', 'x:1', '--source', 'a'], /--open-since: --open-since is missing/],
    [['sighting', 'x:1', '--source', 'a', '--open-since', '2027-02-30'], /"2027-02-30" is no day and no time/],
    [['sighting', 'x:1', '--source', 'a', '--open-since', '2999-01-01'], /it is in the future/],
  ] as const)('history %j says what is wrong', async (args, said) => {
    const ended = await run(['history', ...args]);
    expect([ended.code, ended.stdout]).toEqual([2, '']);
    expect(ended.stderr).toMatch(said);
  });

  it('an endpoint or an audit that it does not know', async () => {
    await scan(true);
    expect((await run(['history', 'show', '127.0.0.2:1'])).stderr).toContain(
      `the history knows no endpoint "127.0.0.2:1"`,
    );
    expect((await run(['history', 'diff', 'zzz'])).stderr).toContain('no audit begins with "zzz"');
  });
});
