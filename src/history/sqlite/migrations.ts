import type { DatabaseSync } from 'node:sqlite';

/**
 * Each brings a store one version forward, in a transaction of its own, and is never changed once it is released: a store of any
 * earlier version becomes one of this. `PRAGMA user_version` says which it is.
 */
export const MIGRATIONS: readonly string[] = [
  // 1: audits, and what each check saw. A state that stays the same is stored once.
  `CREATE TABLE audits (
     number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, started_at TEXT NOT NULL, finished_at TEXT NOT NULL,
     depth TEXT NOT NULL, complete INTEGER NOT NULL, vantage TEXT NOT NULL, vantage_kind TEXT NOT NULL,
     tool_version TEXT NOT NULL, rules_digest TEXT NOT NULL, asked TEXT NOT NULL) STRICT;
   CREATE TABLE endpoints (
     number INTEGER PRIMARY KEY, host TEXT NOT NULL COLLATE NOCASE, port INTEGER NOT NULL, transport TEXT NOT NULL,
     path TEXT NOT NULL, UNIQUE (host, port, transport, path)) STRICT;
   CREATE TABLE states (number INTEGER PRIMARY KEY, digest TEXT NOT NULL UNIQUE, state TEXT NOT NULL) STRICT;
   CREATE TABLE checks (
     endpoint INTEGER NOT NULL REFERENCES endpoints, audit INTEGER NOT NULL REFERENCES audits, at TEXT NOT NULL,
     state INTEGER NOT NULL REFERENCES states, PRIMARY KEY (endpoint, audit)) STRICT, WITHOUT ROWID;
   CREATE INDEX checks_by_audit ON checks (audit);`,
  // 2: findings, so that one that is back can be told from one that is new.
  `CREATE TABLE findings (
     vantage TEXT NOT NULL, fingerprint TEXT NOT NULL, rule TEXT NOT NULL, endpoint INTEGER NOT NULL REFERENCES endpoints,
     first_seen TEXT NOT NULL, last_seen TEXT NOT NULL, depth TEXT NOT NULL, rules_digest TEXT NOT NULL, closed_at TEXT,
     PRIMARY KEY (vantage, fingerprint)) STRICT, WITHOUT ROWID;
   CREATE INDEX findings_by_endpoint ON findings (endpoint);`,
  // 3: what outsiders saw, and up to when the history was pruned.
  `CREATE TABLE sightings (
     number INTEGER PRIMARY KEY, endpoint INTEGER NOT NULL REFERENCES endpoints, open_since TEXT NOT NULL,
     source TEXT NOT NULL, noted_at TEXT NOT NULL, UNIQUE (endpoint, open_since, source)) STRICT;
   CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;`,
];

/** The version of a store that this program writes. */
export const CURRENT = MIGRATIONS.length;

export function versionOf(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
}

/** Brings it to version `to`. Two programs that open a store at once migrate it once: each looks again under the lock. */
export function migrate(database: DatabaseSync, to = CURRENT): void {
  while (versionOf(database) < to) {
    database.exec('BEGIN IMMEDIATE');
    try {
      const version = versionOf(database);
      if (version < to) database.exec(`${MIGRATIONS[version]}\nPRAGMA user_version = ${version + 1};`);
      database.exec('COMMIT');
    } catch (error) {
      database.exec('ROLLBACK');
      throw error;
    }
  }
}
