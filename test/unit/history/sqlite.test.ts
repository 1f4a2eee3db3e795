import { chmodSync, mkdtempSync, statSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, describe, expect, it } from 'vitest';
import { keptOf } from '../../../src/history/retention.ts';
import { openSqlite } from '../../../src/history/sqlite/index.ts';
import { CURRENT, MIGRATIONS, migrate, versionOf } from '../../../src/history/sqlite/migrations.ts';
import { StoreFailure } from '../../../src/history/store.ts';
import { windowsOf } from '../../../src/history/windows.ts';
import { auditRecord, failed, open, PLACE, shut } from '../../kit/history.ts';

const folder = mkdtempSync(join(tmpdir(), 'history-'));
afterAll(() => rm(folder, { recursive: true }));
let count = 0;
const place = () => join(folder, `deeper-${(count += 1)}`, 'history.db');
const PRINT = 'elasticsearch/anonymous-read-print';

describe('what is recorded', () => {
  it('is read as it was written, in the order of time, whatever the order of writing', async () => {
    const path = place();
    const store = await openSqlite(path, true);
    await store.record(auditRecord('2027-03-02', open()));
    await store.record(auditRecord('2027-03-01', shut()));
    await store.close();
    const again = await openSqlite(path, false);
    expect((await again.audits()).map(({ id }) => id)).toEqual(['2027-03-01', '2027-03-02']);
    const checks = await again.checks();
    expect(checks.map(({ at, state }) => [at.slice(0, 10), state])).toEqual([
      ['2027-03-01', shut()],
      ['2027-03-02', open()],
    ]);
    expect(await again.checks({ ...PLACE, host: 'STORE.test' })).toEqual(checks);
    expect(await again.checks({ ...PLACE, port: 1 })).toEqual([]);
    await again.close();
  });

  it('is for its owner alone, the files beside it too, and is made so where it was not', async () => {
    const path = place();
    const store = await openSqlite(path, true);
    await store.record(auditRecord('2027-03-01', open()));
    for (const file of [path, `${path}-wal`, `${path}-shm`]) expect(statSync(file).mode & 0o777, file).toBe(0o600);
    expect(statSync(join(path, '..')).mode & 0o777).toBe(0o700);
    await store.close();
    chmodSync(path, 0o644);
    await (await openSqlite(path, false)).close();
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('is recorded once, however often it is told', async () => {
    const store = await openSqlite(place(), true);
    await store.record(auditRecord('2027-03-01', open()));
    await store.record(auditRecord('2027-03-01', shut()));
    expect(await store.checks()).toHaveLength(1);
    await store.close();
  });

  it('takes a state that stays as it is once', async () => {
    const path = place();
    const store = await openSqlite(path, true);
    for (let day = 1; day < 10; day += 1) await store.record(auditRecord(`2027-03-0${day}`, open()));
    await store.close();
    const database = new DatabaseSync(path);
    expect(database.prepare('SELECT count(*) AS n FROM states').get()?.['n']).toBe(1);
    database.close();
  });
});

describe('a finding that was closed', () => {
  const after = async (...records: readonly ReturnType<typeof auditRecord>[]) => {
    const store = await openSqlite(place(), true);
    for (const record of records) await store.record(record);
    const closed = await store.closedFindings('inside');
    await store.close();
    return [...closed];
  };

  it('is known to have been, once its endpoint was judged without it', async () => {
    expect(await after(auditRecord('2027-03-01', open()))).toEqual([]);
    expect(await after(auditRecord('2027-03-01', open()), auditRecord('2027-03-02', shut()))).toEqual([PRINT]);
    expect(await after(auditRecord('2027-03-01', open()), auditRecord('2027-03-02', failed()))).toEqual([]);
  });

  it('not from another vantage, not less deep, and not by other rules where it is open', async () => {
    const first = auditRecord('2027-03-01', open());
    const without = open({ rules: [] });
    expect(await after(first, auditRecord('2027-03-02', without))).toEqual([PRINT]);
    expect(await after(first, auditRecord('2027-03-02', without, { vantage: 'outside' }))).toEqual([]);
    expect(await after(first, auditRecord('2027-03-02', without, { depth: 'access' }))).toEqual([]);
    expect(await after(first, auditRecord('2027-03-02', without, { rulesDigest: 'sha256:r2' }))).toEqual([]);
    expect(await after(first, auditRecord('2027-03-02', shut(), { rulesDigest: 'sha256:r2' }))).toEqual([PRINT]);
  });
});

describe('sightings and pruning', () => {
  it('a sighting is kept once', async () => {
    const store = await openSqlite(place(), true);
    const sighting = {
      endpoint: PLACE,
      openSince: '2027-03-01T00:00:00.000Z',
      source: 'a letter',
      notedAt: '2027-03-09T00:00:00.000Z',
    };
    await store.note(sighting);
    await store.note(sighting);
    expect(await store.sightings()).toEqual([sighting]);
    await store.close();
  });

  it('drops old checks and never the edges of an open window', async () => {
    const store = await openSqlite(place(), true);
    for (let day = 1; day < 9; day += 1) {
      await store.record(auditRecord(`2027-03-0${day}`, day < 3 ? shut() : day === 4 ? failed() : open()));
    }
    const before = windowsOf(await store.checks(), [], '2028-01-01');
    const cutoff = '2027-06-01T00:00:00.000Z';
    expect(await store.prunedBefore()).toBeNull();
    expect(await store.prune(cutoff, (checks) => keptOf(checks, Date.parse(cutoff)))).toBe(5);
    expect(windowsOf(await store.checks(), [], '2028-01-01')).toEqual(before);
    expect((await store.audits()).map(({ id }) => id)).toEqual(['2027-03-02', '2027-03-03', '2027-03-08']);
    expect(await store.prunedBefore()).toBe(cutoff);
    await store.close();
  });
});

describe('stores of other versions', () => {
  it.each(MIGRATIONS.map((_, version) => version))('of version %i becomes one of this', async (version) => {
    const path = place();
    await (await openSqlite(path, true)).close();
    await rm(path);
    const old = new DatabaseSync(path);
    migrate(old, version);
    expect(versionOf(old)).toBe(version);
    if (version > 0) {
      old.exec(`INSERT INTO audits VALUES (1, 'old', '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z', 'inventory', 1, 'inside', 'private', '0', 'r', 'a');
        INSERT INTO endpoints VALUES (1, 'store.test', 9200, 'tcp', '/'); INSERT INTO states VALUES (1, 'd', '${JSON.stringify(shut())}');
        INSERT INTO checks VALUES (1, 1, '2026-01-01T00:00:00.000Z', 1);`);
    }
    old.close();
    const store = await openSqlite(path, false);
    await store.record(auditRecord('2027-03-01', open()));
    const days = (await store.checks()).map(({ at }) => at.slice(0, 10));
    expect(days).toEqual(version > 0 ? ['2026-01-01', '2027-03-01'] : ['2027-03-01']);
    expect(await store.sightings()).toEqual([]);
    await store.close();
    const now = new DatabaseSync(path);
    expect(versionOf(now)).toBe(CURRENT);
    now.close();
  });

  it('of a newer one is left as it is', async () => {
    const path = place();
    await (await openSqlite(path, true)).close();
    const newer = new DatabaseSync(path);
    newer.exec(`PRAGMA user_version = ${CURRENT + 1}`);
    newer.close();
    await expect(openSqlite(path, true)).rejects.toThrow(/a newer unlatched wrote this store/);
  });
});

describe('what is no store', () => {
  it.each([
    [
      'a text',
      'this is no database, and longer than the header of one would be: '.repeat(40),
      'it is no store of unlatched',
    ],
    ['a database of something else', null, 'it is a database of something else, and was left as it is'],
  ])('%s is told and left as it is', async (_, content, said) => {
    const path = join(folder, `strange-${(count += 1)}`);
    if (content === null) {
      const other = new DatabaseSync(path);
      other.exec('CREATE TABLE theirs (a)');
      other.close();
    } else writeFileSync(path, content);
    const failure = await openSqlite(path, true).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(StoreFailure);
    expect(failure).toMatchObject({ message: said, place: path });
  });

  it('nor is what is not there, or a folder', async () => {
    await expect(openSqlite(join(folder, 'none.db'), false)).rejects.toThrow('there is no such file');
    await expect(openSqlite(folder, true)).rejects.toThrow('it is a folder');
  });
});
