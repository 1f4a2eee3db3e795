import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { report as schema } from '../../src/model/report.ts';
import type { TestServer } from '../kit/servers.ts';
import { start, store, tarPit } from './program.ts';

let open: TestServer;
let slow: TestServer;
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'unlatched-interrupts-'));
  [open, slow] = await Promise.all([store('open'), tarPit()]);
});
afterAll(async () => {
  await Promise.all([open.close(), slow.close()]);
  await rm(folder, { recursive: true });
});

/** An open store, then a server that never answers, one at a time; the signal is sent once it has been dialled. */
async function interrupted(signal: NodeJS.Signals, times: number, command = 'scan --format json', folder?: string) {
  const before = slow.connections;
  const targets = [`127.0.0.1:${open.port}`, `127.0.0.1:${slow.port}`, '127.0.0.1:1'];
  const pace = ['--timeout', '60s', '--concurrency', '1'];
  const { child, ended } = start([...command.split(' '), ...targets, ...pace], folder === undefined ? {} : { folder });
  while (slow.connections === before) await new Promise((resolve) => setTimeout(resolve, 20));
  const began = performance.now();
  for (let sent = 0; sent < times; sent += 1) {
    child.kill(signal);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return { ...(await ended), took: performance.now() - began };
}

const SAID = 'unlatched: stopping: no new endpoint is asked; once more ends at once\n';

/** What a report of such an audit says: what was known by then, and that it is not all. */
function expectPartial(text: string): void {
  const report = schema.parse(JSON.parse(text));
  expect(report.audit).toMatchObject({ complete: false, incompleteBecause: 'interrupted' });
  expect(report.gate.conditions).toEqual(['interrupted', 'findings', 'unassessed']);
  expect(report.endpoints.filter(({ outcome }) => outcome === 'exposed')).toHaveLength(1);
  expect(report.endpoints.map(({ port }) => port)).toContain(1);
}

describe('the first signal', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s prints what is known and ends with %i', async (signal, code) => {
    const ended = await interrupted(signal, 1);
    expect(ended.stderr).toBe(SAID);
    expect(ended).toMatchObject({ code, signal: null });
    expectPartial(ended.stdout);
    expect(ended.took).toBeLessThan(5000);
  });

  it('saves what is known to files, whole, beside what it prints', async () => {
    const ended = await interrupted('SIGINT', 1, 'scan --format json=r.json --format table', folder);
    expect(ended).toMatchObject({ code: 130, signal: null, stderr: SAID });
    expect(ended.stdout).toMatch(/\nIncomplete: interrupted\./);
    expect(await readdir(folder)).toEqual(['r.json']);
    expectPartial(await readFile(join(folder, 'r.json'), 'utf8'));
  });

  it('lets probe end with its whole last line', async () => {
    const ended = await interrupted('SIGINT', 1, 'probe');
    expect(ended.code).toBe(130);
    const last = JSON.parse(ended.stdout.trim().split('\n').at(-1) ?? '') as object;
    expect(last).toMatchObject({ schema: 'unlatched/audit/1', incompleteBecause: 'interrupted' });
  });
});

it('the second signal ends at once, and leaves the old report as it was', async () => {
  await writeFile(join(folder, 'r.json'), 'old');
  const ended = await interrupted('SIGINT', 40, 'scan --format json=r.json', folder);
  expect(ended.code === 130 || ended.signal === 'SIGINT').toBe(true);
  expect(ended.took).toBeLessThan(3000);
  expect(ended.stdout).toBe('');
  expect(await readdir(folder)).toEqual(['r.json']);
  expect(await readFile(join(folder, 'r.json'), 'utf8')).toBe('old');
});
