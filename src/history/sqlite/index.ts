import { createHash } from 'node:crypto';
import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite';
import { DEPTHS, type Depth, reaches } from '../../model/access.ts';
import { stableJson } from '../../support/stable-json.ts';
import {
  type AuditEntry,
  type AuditRecord,
  type Check,
  type EndpointKey,
  type EndpointState,
  keyText,
  type Sighting,
  standingOf,
} from '../state.ts';
import type { HistoryStore } from '../store.ts';
import { openDatabase, storeFailure } from './open.ts';

type Row = Record<string, SQLOutputValue>;

const AT = 'host = ? AND port = ? AND transport = ? AND path = ?';

/** The history in a file of SQLite's. `create`: where there is none, one is made. */
export async function openSqlite(path: string, create: boolean): Promise<HistoryStore> {
  const database = await openDatabase(path, create);
  const doing = <T>(work: () => T): Promise<T> => {
    try {
      return Promise.resolve(work());
    } catch (error) {
      return Promise.reject(storeFailure(path, error));
    }
  };
  return {
    place: path,
    record: (record) => doing(() => inOne(database, () => recordIn(database, record))),
    audits: () => doing(() => auditsIn(database)),
    checks: (endpoint) => doing(() => checksIn(database, endpoint)),
    closedFindings: (vantage) =>
      doing(() => {
        const rows = database.prepare('SELECT fingerprint FROM findings WHERE vantage = ? AND closed_at IS NOT NULL');
        return new Set(rows.all(vantage).map((row) => String(row['fingerprint'])));
      }),
    note: (sighting) => doing(() => inOne(database, () => noteIn(database, sighting))),
    sightings: () => doing(() => sightingsIn(database)),
    prune: (before, keep) => doing(() => inOne(database, () => pruneIn(database, before, keep))),
    prunedBefore: () =>
      doing(() => {
        const row = database.prepare("SELECT value FROM facts WHERE name = 'prunedBefore'").get();
        return row === undefined ? null : String(row['value']);
      }),
    close: () => doing(() => database.close()),
  };
}

const statements = new WeakMap<DatabaseSync, Map<string, StatementSync>>();

/** Prepared once for a store: an audit runs some of them for each endpoint. */
function prepared(database: DatabaseSync, sql: string): StatementSync {
  const known = statements.get(database) ?? new Map<string, StatementSync>();
  statements.set(database, known);
  const statement = known.get(sql) ?? database.prepare(sql);
  known.set(sql, statement);
  return statement;
}

function inOne<T>(database: DatabaseSync, work: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    // A failure of the disk ends the transaction by itself.
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

function recordIn(database: DatabaseSync, { audit, checks, findings }: AuditRecord): void {
  const made = database
    .prepare(
      'INSERT INTO audits VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING RETURNING number',
    )
    .get(
      audit.id,
      audit.startedAt,
      audit.finishedAt,
      audit.depth,
      audit.complete ? 1 : 0,
      audit.vantage,
      audit.vantageKind,
      audit.toolVersion,
      audit.rulesDigest,
      audit.asked,
    );
  if (made === undefined) return;
  const numbers = new Map<string, number>();
  const insert = database.prepare('INSERT INTO checks VALUES (?, ?, ?, ?)');
  for (const { endpoint, at, state } of checks) {
    const number = endpointNumber(database, endpoint);
    numbers.set(keyText(endpoint), number);
    insert.run(number, Number(made['number']), at, stateNumber(database, state));
  }
  recordFindings(database, audit, findings, checks, numbers);
}

function endpointNumber(database: DatabaseSync, { host, port, transport, path }: EndpointKey): number {
  const at = [host, port, transport, path];
  prepared(database, 'INSERT INTO endpoints VALUES (NULL, ?, ?, ?, ?) ON CONFLICT DO NOTHING').run(...at);
  const found = prepared(database, `SELECT number FROM endpoints WHERE ${AT}`).get(...at);
  return Number(found?.['number']);
}

function stateNumber(database: DatabaseSync, state: EndpointState): number {
  const text = stableJson(state, 0);
  const digest = createHash('sha256').update(text).digest('hex');
  prepared(database, 'INSERT INTO states VALUES (NULL, ?, ?) ON CONFLICT DO NOTHING').run(digest, text);
  return Number(prepared(database, 'SELECT number FROM states WHERE digest = ?').get(digest)?.['number']);
}

/**
 * A finding is closed where its endpoint was judged, as deep as when it was seen, and it was not among the findings. An audit with
 * other rules closes none of an open store: the rule may be missing.
 */
function recordFindings(
  database: DatabaseSync,
  audit: AuditEntry,
  findings: AuditRecord['findings'],
  checks: AuditRecord['checks'],
  numbers: ReadonlyMap<string, number>,
): void {
  const seen = database.prepare(
    `INSERT INTO findings VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL) ON CONFLICT DO UPDATE
     SET last_seen = excluded.last_seen, depth = excluded.depth, rules_digest = excluded.rules_digest`,
  );
  for (const { fingerprint, rule, endpoint } of findings) {
    const number = numbers.get(keyText(endpoint));
    if (number === undefined) continue;
    seen.run(
      audit.vantage,
      fingerprint,
      rule,
      number,
      audit.startedAt,
      audit.startedAt,
      audit.depth,
      audit.rulesDigest,
    );
  }
  const reached = DEPTHS.filter((depth) => reaches(audit.depth as Depth, depth));
  const close = database.prepare(
    `UPDATE findings SET closed_at = ? WHERE vantage = ? AND endpoint = ? AND last_seen < ?
     AND (closed_at IS NULL OR closed_at < last_seen) AND (? = 1 OR rules_digest = ?)
     AND depth IN (${reached.map(() => '?').join(', ')})`,
  );
  for (const { endpoint, at, state } of checks) {
    const standing = standingOf(state);
    if (standing === 'unknown') continue;
    close.run(
      at,
      audit.vantage,
      numbers.get(keyText(endpoint)) ?? 0,
      audit.startedAt,
      standing === 'closed' ? 1 : 0,
      audit.rulesDigest,
      ...reached,
    );
  }
}

function auditsIn(database: DatabaseSync): AuditEntry[] {
  return database
    .prepare('SELECT * FROM audits ORDER BY started_at, number')
    .all()
    .map((row) => ({
      id: String(row['id']),
      startedAt: String(row['started_at']),
      finishedAt: String(row['finished_at']),
      depth: String(row['depth']),
      complete: row['complete'] === 1,
      vantage: String(row['vantage']),
      vantageKind: String(row['vantage_kind']),
      toolVersion: String(row['tool_version']),
      rulesDigest: String(row['rules_digest']),
      asked: String(row['asked']),
    }));
}

/** Joined here and not by SQLite: a state, an audit and an endpoint are one object each, however many checks have them. */
function checksIn(database: DatabaseSync, of?: EndpointKey): Check[] {
  const endpoints = byNumber(database.prepare('SELECT * FROM endpoints').all(), keyOf);
  const audits = byNumber(database.prepare('SELECT number, id, vantage FROM audits').all(), ({ id, vantage }) => ({
    audit: String(id),
    vantage: String(vantage),
  }));
  const wanted = of === undefined ? null : ([...endpoints].find(([, key]) => keyText(key) === keyText(of))?.[0] ?? -1);
  const [where, values] = wanted === null ? ['', []] : ['WHERE endpoint = ?', [wanted]];
  const states = byNumber(
    database.prepare(`SELECT * FROM states WHERE number IN (SELECT state FROM checks ${where})`).all(...values),
    ({ state }) => JSON.parse(String(state)) as EndpointState,
  );
  const found: Check[] = [];
  const rows = database.prepare(`SELECT endpoint, audit, at, state FROM checks ${where} ORDER BY at, audit`);
  for (const row of rows.iterate(...values)) {
    const endpoint = endpoints.get(Number(row['endpoint']));
    const audit = audits.get(Number(row['audit']));
    const state = states.get(Number(row['state']));
    if (endpoint === undefined || audit === undefined || state === undefined) continue;
    found.push({ ...audit, at: String(row['at']), endpoint, state });
  }
  return found;
}

function byNumber<T>(rows: readonly Row[], read: (row: Row) => T): Map<number, T> {
  return new Map(rows.map((row) => [Number(row['number']), read(row)]));
}

function keyOf(row: Row): EndpointKey {
  return {
    host: String(row['host']),
    port: Number(row['port']),
    transport: row['transport'] === 'udp' ? 'udp' : 'tcp',
    path: String(row['path']),
  };
}

function noteIn(database: DatabaseSync, { endpoint, openSince, source, notedAt }: Sighting): void {
  database
    .prepare('INSERT INTO sightings VALUES (NULL, ?, ?, ?, ?) ON CONFLICT DO NOTHING')
    .run(endpointNumber(database, endpoint), openSince, source, notedAt);
}

function sightingsIn(database: DatabaseSync): Sighting[] {
  return database
    .prepare(
      'SELECT s.*, e.* FROM sightings s JOIN endpoints e ON e.number = s.endpoint ORDER BY s.open_since, s.number',
    )
    .all()
    .map((row) => ({
      endpoint: keyOf(row),
      openSince: String(row['open_since']),
      source: String(row['source']),
      notedAt: String(row['noted_at']),
    }));
}

function pruneIn(
  database: DatabaseSync,
  before: string,
  keep: (checks: readonly Check[]) => ReadonlySet<Check>,
): number {
  const checks = checksIn(database);
  const kept = keep(checks);
  const old = checks.filter((check) => check.at < before && !kept.has(check));
  const drop = database.prepare(
    `DELETE FROM checks WHERE audit = (SELECT number FROM audits WHERE id = ?) AND endpoint =
     (SELECT number FROM endpoints WHERE ${AT})`,
  );
  for (const { audit, endpoint } of old)
    drop.run(audit, endpoint.host, endpoint.port, endpoint.transport, endpoint.path);
  database.prepare('DELETE FROM audits WHERE started_at < ? AND number NOT IN (SELECT audit FROM checks)').run(before);
  database.exec('DELETE FROM states WHERE number NOT IN (SELECT state FROM checks)');
  database
    .prepare(
      `INSERT INTO facts VALUES ('prunedBefore', ?) ON CONFLICT DO UPDATE SET value = max(value, excluded.value)`,
    )
    .run(before);
  return old.length;
}
