import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Report, report as schema } from '../../src/model/report.ts';
import type { TestServer } from '../kit/servers.ts';
import { SHOP, standIn, USERS } from '../kit/stand-in.ts';
import { store, unlatched } from './program.ts';

let folder = '';
let open: TestServer;
let here = '';
/** The cluster behind `open` changes as a test wants it. */
let cluster = { ...SHOP };
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'unlatched-gate-'));
  open = await standIn(() => cluster);
  here = `127.0.0.1:${open.port}`;
});
afterAll(async () => {
  await open.close();
  await rm(folder, { recursive: true });
});
beforeEach(async () => {
  cluster = { ...SHOP };
  for (const name of await readdir(folder)) await rm(join(folder, name), { recursive: true });
});

const run = (...args: string[]) => unlatched(args, { folder });

async function scan(code: number, ...more: string[]): Promise<Report> {
  const ended = await run('scan', here, '--format', 'json', ...more);
  expect(ended.stderr).toBe('');
  expect(ended.code).toBe(code);
  return schema.parse(JSON.parse(ended.stdout));
}

async function kept(code = 1, ...more: string[]): Promise<Report> {
  const report = await scan(code, ...more);
  await writeFile(join(folder, 'report.json'), JSON.stringify(report));
  return report;
}

const SAID = [
  '--reason',
  'a lab',
  '--by',
  'ops',
  '--until',
  new Date(Date.now() + 86_400_000).toISOString().slice(0, 10),
];

describe('what is accepted', () => {
  it('passes the gate, stands in the report, and comes back when there is more than was accepted', async () => {
    const report = await kept();
    const severe = report.findings.filter(({ severity }) => severity === 'critical' || severity === 'high');
    expect(severe.length).toBeGreaterThan(0);
    for (const { fingerprint } of severe) {
      expect(await run('ignore', 'add', fingerprint.slice(0, 12), 'report.json', ...SAID)).toMatchObject({ code: 0 });
    }
    expect((await stat(join(folder, '.unlatchedignore.yaml'))).mode & 0o777).toBe(0o600);
    const accepted = await scan(0);
    expect(accepted.findings.filter(({ suppression }) => suppression?.by === 'ops')).toHaveLength(severe.length);
    await scan(1, '--no-ignore');
    const tokens = { ...USERS, name: 'tokens', uuid: 'u0000000000000000tokens' };
    cluster = { ...SHOP, indices: [...SHOP.indices, tokens] };
    const grown = await scan(1);
    expect(grown.acceptances.notices.map(({ kind }) => kind)).toContain('outgrown');
    expect(await run('ignore', 'list')).toMatchObject({ code: 0, stdout: expect.stringContaining('a lab') as string });
  });

  it('is pruned where nothing is meant any more, and the table tells of it', async () => {
    const report = await kept();
    await run('ignore', 'add', report.findings[0]?.fingerprint ?? '', 'report.json', ...SAID);
    cluster = { ...SHOP, secured: true };
    const after = await kept(0);
    expect(after.acceptances.notices).toMatchObject([{ kind: 'unused' }]);
    expect((await run('report', 'report.json')).stdout).toContain('Accepted, and of no effect');
    await run('ignore', 'prune', 'report.json');
    expect((await scan(0)).acceptances.notices).toEqual([]);
  });

  it('needs a reason, somebody and a day; nothing is written without', async () => {
    const [finding] = (await kept()).findings;
    const ended = await run('ignore', 'add', finding?.fingerprint ?? '', 'report.json', '--reason', 'x', '--by', 'y');
    expect(ended).toMatchObject({ code: 2, stderr: expect.stringContaining('--until is missing') as string });
    expect(await readdir(folder)).toEqual(['report.json']);
  });

  it('a file that cannot be meant stops the audit before anything is sent', async () => {
    await writeFile(join(folder, '.unlatchedignore.yaml'), 'accept:\n  - finding: abc\n');
    const before = open.connections;
    const ended = await run('scan', here);
    expect(ended.code).toBe(2);
    expect(ended.stderr).toMatch(/\.unlatchedignore\.yaml:2:\d+: /);
    expect(open.connections).toBe(before);
  });
});

describe('a baseline', () => {
  it('keeps what is known apart from what is new', async () => {
    await kept();
    expect(await run('baseline', 'create', 'report.json')).toMatchObject({ code: 0 });
    const text = await readFile(join(folder, 'unlatched-baseline.json'), 'utf8');
    expect(await run('baseline', 'create', 'report.json')).toMatchObject({ code: 2 });
    expect(await readFile(join(folder, 'unlatched-baseline.json'), 'utf8')).toBe(text);
    const again = await scan(0, '--baseline', 'unlatched-baseline.json', '--fail-on-new');
    expect(new Set(again.findings.map(({ status }) => status))).toEqual(new Set(['known']));
    expect(again.baseline).toMatchObject({ known: again.findings.length, gone: [], unconfirmed: [] });
  });

  it('never calls gone what could not be assessed; what is gone is pruned', async () => {
    const { findings } = await kept();
    await run('baseline', 'create', 'report.json');
    const file = ['--baseline', 'unlatched-baseline.json'];
    const down = await unlatched(['scan', '127.0.0.1:1', '--format', 'json', ...file], { folder });
    expect(schema.parse(JSON.parse(down.stdout)).baseline).toMatchObject({
      gone: [],
      unconfirmed: { length: findings.length },
    });
    cluster = { ...SHOP, secured: true };
    const closed = await kept(0, ...file);
    expect(closed.baseline?.gone.length).toBeGreaterThan(0);
    expect(await run('baseline', 'prune', 'report.json')).toMatchObject({ code: 0 });
    expect((await scan(0, ...file)).baseline?.gone).toEqual([]);
  });

  it('is asked for by --fail-on-new, and has to be there', async () => {
    expect(await run('scan', here, '--fail-on-new')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('no baseline is named') as string,
    });
    expect(await run('scan', here, '--baseline', 'none.json')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('there is no such file') as string,
    });
  });
});

describe('verify', () => {
  it('says still open, then closed; and cannot say of what is down', async () => {
    const { findings } = await kept();
    const still = await run('verify', 'report.json');
    expect(still).toMatchObject({ code: 1, stderr: '' });
    expect(still.stdout.match(/^open /gm)).toHaveLength(findings.length);
    cluster = { ...SHOP, secured: true };
    const one = findings.find(({ rule }) => rule === 'elasticsearch/anonymous-admin')?.fingerprint.slice(0, 12) ?? '';
    expect(await run('verify', one, 'report.json')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^closed +elasticsearch\/anonymous-admin /m) as string,
    });
    const passing = await store('open');
    const gone = await unlatched(['scan', `127.0.0.1:${passing.port}`, '--format', 'json=gone.json'], { folder });
    expect(gone.code).toBe(1);
    await passing.close();
    expect(await run('verify', 'gone.json')).toMatchObject({
      code: 3,
      stdout: expect.stringContaining('cannot say') as string,
    });
  });
});
