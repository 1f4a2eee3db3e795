import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { report as schema } from '../../src/model/report.ts';
import type { TestServer } from '../kit/servers.ts';
import { start, store, tarPit } from './program.ts';

let open: TestServer;
let slow: TestServer;
beforeAll(async () => {
  [open, slow] = await Promise.all([store('open'), tarPit()]);
});
afterAll(() => Promise.all([open.close(), slow.close()]));

/** An open store, then a server that never answers, one at a time; the signal is sent once it has been dialled. */
async function interrupted(signal: NodeJS.Signals, times: number, command = 'scan') {
  const before = slow.connections;
  const targets = [`127.0.0.1:${open.port}`, `127.0.0.1:${slow.port}`, '127.0.0.1:1'];
  const flags = ['--timeout', '60s', '--concurrency', '1', ...(command === 'scan' ? ['--format', 'json'] : [])];
  const { child, ended } = start([command, ...targets, ...flags]);
  while (slow.connections === before) await new Promise((resolve) => setTimeout(resolve, 20));
  const began = performance.now();
  for (let sent = 0; sent < times; sent += 1) {
    child.kill(signal);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return { ...(await ended), took: performance.now() - began };
}

const SAID = 'unlatched: stopping: no new endpoint is asked; once more ends at once\n';

describe('the first signal', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s prints what is known and ends with %i', async (signal, code) => {
    const ended = await interrupted(signal, 1);
    expect(ended.stderr).toBe(SAID);
    expect(ended).toMatchObject({ code, signal: null });
    const report = schema.parse(JSON.parse(ended.stdout));
    expect(report.audit).toMatchObject({ complete: false, incompleteBecause: 'interrupted' });
    expect(report.gate.conditions).toEqual(['interrupted', 'findings', 'unassessed']);
    expect(report.endpoints.filter(({ outcome }) => outcome === 'exposed')).toHaveLength(1);
    expect(report.endpoints.map(({ port }) => port)).toContain(1);
    expect(ended.took).toBeLessThan(5000);
  });

  it('lets probe end with its whole last line', async () => {
    const ended = await interrupted('SIGINT', 1, 'probe');
    expect(ended.code).toBe(130);
    const last = JSON.parse(ended.stdout.trim().split('\n').at(-1) ?? '') as object;
    expect(last).toMatchObject({ schema: 'unlatched/audit/1', incompleteBecause: 'interrupted' });
  });
});

it('the second signal ends at once', async () => {
  const ended = await interrupted('SIGINT', 40);
  expect(ended.code === 130 || ended.signal === 'SIGINT').toBe(true);
  expect(ended.took).toBeLessThan(3000);
});
