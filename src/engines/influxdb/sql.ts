import { plainCollection } from '../../families/facts/collections.ts';
import { type Answer, isEnd } from '../../families/rest/answers.ts';
import type { Shown } from '../../families/rest/facts.ts';
import type { ProbeContext } from '../../model/engine.ts';
import type { Collection, Field } from '../../model/facts.ts';
import { at, count, text } from '../../wire/json.ts';
import { isSystem, readReply, rowsOf } from './answers.ts';
import type { InfluxdbChannel } from './requests.ts';

/** So many databases are asked for rows, until one has some. */
const MOST_TRIES = 5;

/** 3 Core asks for a token before everything, or was started without (`--without-auth`). */
export async function climbSql(channel: InfluxdbChannel, context: ProbeContext): Promise<Shown> {
  const control = readReply(await channel.ask('sql-control', { db: context.tokens.control }));
  const lies = rowsOf(control) !== null;
  const listing = isEnd(control) || lies ? null : readReply(await channel.ask('sql-databases'));
  const names = listing === null ? null : databasesIn(listing);
  const counted = names === null ? null : await findRows(channel, names);
  const asked = [control, ...(listing === null ? [] : [listing])];
  const refused = asked.filter(({ meaning }) => meaning === 'refused');
  return {
    service: { engine: 'influxdb', version: context.claim.version, identity: {}, name: null },
    control: lies ? 'failed' : control.meaning === 'missing' || control.meaning === 'odd' ? 'passed' : 'not-asked',
    banner: true,
    listed: names !== null,
    read: counted !== null,
    granted: names !== null && refused.length === 0 ? 'admin' : null,
    securityLayer: refused.length > 0 ? 'present' : names !== null ? 'absent' : 'unknown',
    refused,
    reason: lies
      ? 'a page for everything or a honeypot: a database of a random name, which cannot exist, has tables'
      : `neither data nor a refusal was seen: ${(listing ?? control).said}`,
    settings: { unclaimed: false, statisticsOpen: false, usersWithoutAuthentication: null },
    proofs: {
      control: [control],
      banner: [control],
      'list-collections': names === null ? [] : [listing],
      'count-records': [counted],
      'security-layer': names === null ? [] : [listing],
    },
  };
}

function databasesIn(answer: Answer): string[] | null {
  const rows = rowsOf(answer);
  if (rows === null) return null;
  const names = rows.map((row) => text(at(row, 'iox::database')));
  return names.every((name) => name !== null) ? names : null;
}

async function findRows(channel: InfluxdbChannel, databases: readonly string[]): Promise<Answer | null> {
  for (const db of databases.filter((name) => !isSystem(name)).slice(0, MOST_TRIES)) {
    const answer = readReply(await channel.ask('sql-rows', { db }));
    if ((rowsOf(answer) ?? []).some((row) => (count(at(row, 'row_count')) ?? 0) > 0)) return answer;
  }
  return null;
}

export async function listDatabases(channel: InfluxdbChannel): Promise<string[]> {
  return databasesIn(readReply(await channel.ask('sql-databases'))) ?? [];
}

/** Tables of one database: columns by its schema, rows by its list of files. */
export async function tablesOf(channel: InfluxdbChannel, db: string, mostFields: number): Promise<Collection[]> {
  const columns = rowsOf(readReply(await channel.ask('sql-columns', { db }))) ?? [];
  const files = rowsOf(readReply(await channel.ask('sql-rows', { db }))) ?? [];
  const sizes = new Map(files.map((row) => [text(at(row, 'table_name')) ?? '', row]));
  const fields = new Map<string, Field[]>();
  for (const row of columns) {
    const [table, name] = [text(at(row, 'table_name')), text(at(row, 'column_name'))];
    if (table === null || name === null) continue;
    const known = fields.get(table) ?? [];
    fields.set(table, known);
    known.push({ name, type: text(at(row, 'data_type')) ?? 'unknown', countAs: null });
  }
  return [...fields].map(([table, all]) =>
    plainCollection({
      name: `${db}.${table}`,
      kind: 'table',
      records: count(at(sizes.get(table), 'row_count')),
      bytes: count(at(sizes.get(table), 'size_bytes')),
      system: isSystem(db),
      fields: all,
      most: mostFields,
    }),
  );
}
