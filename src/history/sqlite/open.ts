import { chmodSync, closeSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type * as Sqlite from 'node:sqlite';
import { StoreFailure } from '../store.ts';
import { CURRENT, migrate, versionOf } from './migrations.ts';

/** So long another program may be writing before one gives up. */
const PATIENCE = 10_000;

/** Opens a store, or makes one where `create` says so, and brings it to this version. Readable by its owner alone. */
export async function openDatabase(path: string, create: boolean): Promise<Sqlite.DatabaseSync> {
  const { DatabaseSync } = await sqlite();
  try {
    if (create) make(path);
    const mode = statSync(path).mode;
    if ((mode & 0o077) !== 0) chmodSync(path, 0o600);
    const database = new DatabaseSync(path, { timeout: PATIENCE });
    try {
      prepare(database, path);
    } catch (error) {
      database.close();
      throw error;
    }
    return database;
  } catch (error) {
    throw storeFailure(path, error);
  }
}

function make(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  // SQLite gives the files beside it (-wal, -shm) the mode of the store.
  closeSync(openSync(path, 'a', 0o600));
}

function prepare(database: Sqlite.DatabaseSync, path: string): void {
  const version = versionOf(database);
  if (version > CURRENT) {
    throw new StoreFailure(
      path,
      `a newer unlatched wrote this store (version ${version}; this one knows up to ${CURRENT}); it was left as it is`,
    );
  }
  const strange =
    version === 0 && database.prepare('SELECT count(*) AS count FROM sqlite_schema').get()?.['count'] !== 0;
  if (strange) throw new StoreFailure(path, 'it is a database of something else, and was left as it is');
  database.exec(
    'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF;',
  );
  migrate(database);
}

/** Node 22 and 24 warn on stderr that its SQLite may change: said to those who run unlatched, it would be noise. */
async function sqlite(): Promise<typeof Sqlite> {
  const emitWarning = Reflect.get(process, 'emitWarning') as (...said: unknown[]) => void;
  process.emitWarning = (warning: string | Error, ...rest: unknown[]) => {
    if (!String(warning).includes('SQLite')) Reflect.apply(emitWarning, process, [warning, ...rest]);
  };
  try {
    return await import('node:sqlite');
  } finally {
    process.emitWarning = emitWarning;
  }
}

/** SQLite's primary result codes. */
const SQLITE: Readonly<Record<number, string>> = {
  5: 'another program is writing to it',
  8: 'it may not be written',
  10: 'the disk failed',
  11: 'it is damaged',
  13: 'the disk is full',
  14: 'it cannot be opened',
  26: 'it is no store of unlatched',
};

const SYSTEM: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'it may not be written',
  EPERM: 'it may not be written',
  EROFS: 'the disk is read-only',
  ENOTDIR: 'its folder is a file',
  EISDIR: 'it is a folder',
  ENOSPC: 'the disk is full',
};

/** What SQLite or the system said, in words. */
export function storeFailure(path: string, error: unknown): StoreFailure {
  if (error instanceof StoreFailure) return error;
  const { code, errcode } = error as { code?: unknown; errcode?: unknown };
  const said = typeof errcode === 'number' ? SQLITE[errcode & 0xff] : SYSTEM[String(code)];
  return new StoreFailure(path, said ?? (error instanceof Error ? error.message : String(error)), error);
}
