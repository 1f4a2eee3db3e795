import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { FORMAT_NAMES } from '../../src/cli/flags/judging.ts';
import { type Report, report as schema } from '../../src/model/report.ts';
import type { TestServer } from '../kit/servers.ts';
import { store, unlatched } from './program.ts';

// Each test runs the program several times.
vi.setConfig({ testTimeout: 120_000 });

let folder = '';
let open: TestServer;
let here = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'unlatched-formats-'));
  open = await store('open');
  here = `127.0.0.1:${open.port}`;
  await unlatched(['scan', here, ...toFiles('scan')], { folder });
}, 60_000);
afterAll(async () => {
  await open.close();
  await rm(folder, { recursive: true });
});

const run = (...args: string[]) => unlatched(args, { folder, environment: { XDG_STATE_HOME: join(folder, 'state') } });
const read = (name: string) => readFile(join(folder, name), 'utf8');
const mode = async (name: string) => (await stat(join(folder, name))).mode & 0o777;
const toFiles = (prefix: string) => FORMAT_NAMES.map((name) => `--format=${name}=${prefix}.${name}`);

/** What each file begins with. */
const BEGINS: Readonly<Record<(typeof FORMAT_NAMES)[number], RegExp>> = {
  table: /^unlatched \d/,
  json: /^\{\n? *"schemaVersion": ?"1"/,
  jsonl: /^\{"/,
  html: /^<!doctype html>/,
  sarif: /^\{[^]{0,200}2\.1\.0/,
  junit: /^<\?xml/,
  markdown: /^#/,
  csv: /^"?\w+"?,/,
  defectdojo: /^\{[^]{0,400}"findings"/,
  ocsf: /^\{"/,
  gitlab: /^\{[^]{0,400}"version"/,
  prometheus: /^# HELP unlatched_/,
  worksheet: /^#/,
};

describe('every format', () => {
  it('a scan writes all of them at once, each for its owner alone', async () => {
    for (const name of FORMAT_NAMES) {
      expect(await read(`scan.${name}`), name).toMatch(BEGINS[name]);
      expect(await mode(`scan.${name}`), name).toBe(0o600);
    }
  });

  it('report makes the same bytes of the JSON, in files and on stdout', async () => {
    expect(await run('report', 'scan.json', ...toFiles('again'))).toMatchObject({ code: 0, stdout: '', stderr: '' });
    for (const name of FORMAT_NAMES) expect(await read(`again.${name}`), name).toBe(await read(`scan.${name}`));
    for (const name of ['sarif', 'gitlab', 'csv', 'worksheet']) {
      const printed = await run('report', 'scan.json', '--format', name);
      expect(printed).toMatchObject({ code: 0, stdout: await read(`scan.${name}`), stderr: '' });
    }
  });

  it('assess writes the same findings of what probe observed', async () => {
    const probed = await run('probe', here);
    await writeFile(join(folder, 'observations.jsonl'), probed.stdout);
    const ended = await run('assess', 'observations.jsonl', ...toFiles('assessed'), '--format', 'csv');
    expect(ended).toMatchObject({ code: 1, stdout: await read('assessed.csv'), stderr: '' });
    for (const name of FORMAT_NAMES) expect(await read(`assessed.${name}`), name).toMatch(BEGINS[name]);
    const prints = (report: Report) => report.findings.map(({ fingerprint }) => fingerprint);
    expect(prints(await reportIn('assessed.json'))).toEqual(prints(await reportIn('scan.json')));
  });
});

async function reportIn(name: string): Promise<Report> {
  return schema.parse(JSON.parse(await read(name)));
}

describe('--redact targets', () => {
  const KEY = 'state/unlatched/redact.key';

  it('hides hosts and names in every format, by a key that is made once, for its owner alone, and used again', async () => {
    expect(await run('report', 'scan.json', '--redact', 'targets', ...toFiles('hidden'))).toMatchObject({ code: 0 });
    for (const name of FORMAT_NAMES) {
      expect(await read(`hidden.${name}`), name).not.toMatch(/127\.0\.0\.1|\bshop\b|\busers\b/);
    }
    const key = await read(KEY);
    expect(key).toMatch(/^[0-9a-f]{64}\n$/);
    expect(await mode(KEY)).toBe(0o600);
    expect(await mode('state/unlatched')).toBe(0o700);
    const again = await run('report', 'scan.json', '--redact', 'targets', '--format', 'json');
    expect(again.stdout).toBe(await read('hidden.json'));
    expect(await read(KEY)).toBe(key);
  });

  it('another key makes other names; the gate of a scan is what it was', async () => {
    const hidden = ['--redact', 'targets', '--redact-key', 'own.key', '--format', 'json'];
    const ended = await run('scan', here, ...hidden);
    expect(ended).toMatchObject({ code: 1, stderr: '' });
    expect(ended.stdout).not.toContain('127.0.0.1');
    expect(await mode('own.key')).toBe(0o600);
    const [host] = schema.parse(JSON.parse(ended.stdout)).endpoints.map((endpoint) => endpoint.host);
    expect(host).not.toBe((await reportIn('hidden.json')).endpoints[0]?.host);
    const reported = await run('report', 'scan.json', ...hidden);
    expect(schema.parse(JSON.parse(reported.stdout)).endpoints[0]?.host).toBe(host);
  });

  it.each([
    ['hello\n', 'no digits'],
    ['', 'nothing'],
    [`${'ab'.repeat(20)}\n`, 'too short'],
    [`${'ab'.repeat(31)}zz\n`, 'a letter that is no digit at its end'],
    [`${'ab'.repeat(32)} and more\n`, 'something behind it'],
  ])('a key file that holds %j (%s) stops a scan before anything is sent, and stays as it is', async (text) => {
    await writeFile(join(folder, 'bad.key'), text, { mode: 0o600 });
    const before = open.connections;
    const ended = await run('scan', here, '--redact', 'targets', '--redact-key', 'bad.key');
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toMatch(/^unlatched: \S+bad\.key: this is no key: 64 hexadecimal digits\n/);
    expect(open.connections).toBe(before);
    expect(await read('bad.key')).toBe(text);
  });

  it('a key that others may read is refused, for whoever has it can tell the names', async () => {
    await writeFile(join(folder, 'shared.key'), `${'ab'.repeat(32)}\n`);
    await chmod(join(folder, 'shared.key'), 0o644);
    const asked = ['report', 'scan.json', '--redact', 'targets', '--redact-key', 'shared.key', '--format', 'json'];
    expect(await run(...asked)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('others may read this key\n  chmod 600') as string,
    });
    await chmod(join(folder, 'shared.key'), 0o600);
    expect(await run(...asked)).toMatchObject({ code: 0 });
  });
});
