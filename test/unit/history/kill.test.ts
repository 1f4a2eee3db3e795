import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { openSqlite } from '../../../src/history/sqlite/index.ts';

const WRITER = fileURLToPath(new URL('writer.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'history-kill-'));
afterAll(() => rm(folder, { recursive: true }));

const KILLS = 20;
/** Checks of an audit: so many that most of the time one is being written. */
const SIZE = 400;

/** Lets a writer write for a moment after its first audit, and ends it without a warning. Returns the audits that it said are in. */
async function killed(path: string, from: number, moment: number): Promise<string[]> {
  const child = spawn(process.execPath, [WRITER, path, String(from), String(SIZE)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  const begun = new Promise<void>((resolve) => {
    child.stdout.on('data', (part: Buffer) => {
      said += part.toString();
      resolve();
    });
  });
  const ended = new Promise((resolve) => child.once('close', resolve));
  await Promise.race([begun, ended]);
  await setTimeout(moment);
  child.kill('SIGKILL');
  await ended;
  expect(child.signalCode).toBe('SIGKILL');
  return said.split('\n').slice(0, -1);
}

it('a writer that is killed leaves a whole store: every audit that it told of, and none in part', {
  timeout: 120_000,
}, async () => {
  const path = join(folder, 'history.db');
  const told = new Set<string>();
  for (let kill = 0; kill < KILLS; kill += 1) {
    for (const id of await killed(path, kill * 100_000, 3 + ((kill * 17) % 40))) told.add(id);
    const raw = new DatabaseSync(path);
    expect(raw.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
    const sizes = raw
      .prepare('SELECT count(*) AS n FROM audits a LEFT JOIN checks c ON c.audit = a.number GROUP BY a.number')
      .all();
    expect(new Set(sizes.map(({ n }) => n))).toEqual(new Set([SIZE]));
    raw.close();
  }
  const store = await openSqlite(path, false);
  const there = new Set((await store.audits()).map(({ id }) => id));
  await store.close();
  expect([...told].filter((id) => !there.has(id))).toEqual([]);
  expect(told.size).toBeGreaterThanOrEqual(KILLS);
});
