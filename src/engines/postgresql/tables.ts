import { plainCollection } from '../../families/facts/collections.ts';
import type { Collection, Field } from '../../model/facts.ts';
import type { PostgresChannel } from './requests.ts';
import { ask, askFirst, type Guard, isTrue } from './speak.ts';
import type { Row } from './wire.ts';

/** A table as the catalogue has it, with what we may do with it. */
export interface TableFact {
  readonly schema: string;
  readonly table: string;
  readonly kind: string;
  readonly rows: number | null;
  readonly bytes: number | null;
  readonly readable: boolean;
  readonly writable: boolean;
  /** Row security decides which rows we see. */
  readonly secured: boolean;
  /** It belongs to an extension. */
  readonly system: boolean;
}

export interface Tables {
  readonly facts: readonly TableFact[];
  readonly exchange: number;
  /** Null: they could be listed. */
  readonly said: string | null;
}

const KINDS: Readonly<Record<string, string>> = {
  r: 'table',
  p: 'partitioned-table',
  m: 'materialized-view',
  f: 'foreign-table',
  v: 'view',
  'BASE TABLE': 'table',
  VIEW: 'view',
};

/** The tables of the database that the session is in; partitions are counted with the table that they are parts of. */
export async function takeTables(channel: PostgresChannel, guard: Guard): Promise<Tables> {
  const { name, answer } = await askFirst(channel, ['tables', 'tables-old', 'tables-plain'], guard);
  const { exchange } = answer;
  if (answer.kind === 'over') return { facts: [], exchange, said: answer.said };
  if (answer.kind === 'error') return { facts: [], exchange, said: answer.error.message };
  const facts = name === 'tables-plain' ? answer.rows.map(plainFact) : whole(answer.rows);
  return { facts: facts.filter(({ kind, readable }) => kind !== 'view' || readable), exchange, said: null };
}

function plainFact([schema, table, kind]: Row): TableFact {
  return {
    schema: schema ?? '',
    table: table ?? '',
    kind: KINDS[kind ?? ''] ?? 'table',
    rows: null,
    bytes: null,
    readable: true,
    writable: false,
    secured: false,
    system: false,
  };
}

interface Entry extends TableFact {
  readonly id: string;
  readonly parent: string | null;
}

function whole(rows: readonly Row[]): TableFact[] {
  const entries = new Map(rows.map((row) => [row[0] ?? '', entryOf(row)]));
  const parts = new Map<string, Entry[]>();
  for (const entry of entries.values()) {
    let root = entry;
    for (let step = 0; step < 8 && root.parent !== null; step += 1) root = entries.get(root.parent) ?? root;
    parts.set(root.id, [...(parts.get(root.id) ?? []), ...(root === entry ? [] : [entry])]);
  }
  return [...entries.values()]
    .filter(({ id }) => parts.has(id))
    .map((entry) => together(entry, parts.get(entry.id) ?? []));
}

/** A partitioned table has no rows of its own: where its parts tell theirs, they are its. */
function together({ id: _id, parent: _parent, ...fact }: Entry, parts: readonly Entry[]): TableFact {
  const leaves = parts.filter(({ kind }) => kind !== 'partitioned-table');
  if (leaves.length === 0) return fact;
  const sum = (of: (entry: Entry) => number | null) => leaves.reduce((total, leaf) => total + (of(leaf) ?? 0), 0);
  return { ...fact, rows: sum(({ rows }) => rows), bytes: sum(({ bytes }) => bytes) };
}

function entryOf(row: Row): Entry {
  const [id, schema, table, kind, planned, live, bytes, readable, writable, secured, extension, parent] = row;
  const stored = kind !== 'v' && kind !== 'f';
  return {
    id: id ?? '',
    schema: schema ?? '',
    table: table ?? '',
    kind: KINDS[kind ?? ''] ?? 'table',
    rows: stored ? rowsOf(numberIn(planned), numberIn(live)) : null,
    bytes: stored ? numberIn(bytes) : null,
    readable: isTrue(readable),
    writable: isTrue(writable) && kind !== 'm',
    secured: isTrue(secured),
    system: isTrue(extension),
    parent: parent ?? null,
  };
}

/**
 * The planner's estimate, which is as of the last VACUUM or ANALYZE; where there was none (-1, before version 14: 0), rows that
 * the statistics counter saw come. Where neither knows any, nobody counted.
 */
export function rowsOf(planned: number | null, live: number | null): number | null {
  if (planned !== null && planned > 0) return Math.round(planned);
  if (live !== null && live > 0) return live;
  return planned === 0 ? 0 : null;
}

export function numberIn(cell: string | null | undefined): number | null {
  if (cell === null || cell === undefined || cell.trim() === '') return null;
  const number = Number(cell);
  return Number.isFinite(number) ? number : null;
}

/** `shop.users`, or `shop.crm.users` where the schema is not the usual one. */
export function collectionName(database: string, { schema, table }: Pick<TableFact, 'schema' | 'table'>): string {
  return schema === 'public' ? `${database}.${table}` : `${database}.${schema}.${table}`;
}

/** Columns by `schema\ntable`. */
export async function takeColumns(
  channel: PostgresChannel,
  guard: Guard,
): Promise<{ fields: ReadonlyMap<string, Field[]>; exchange: number; said: string | null }> {
  const { answer } = await askFirst(channel, ['columns', 'columns-plain'], guard);
  const { exchange } = answer;
  const fields = new Map<string, Field[]>();
  if (answer.kind !== 'rows')
    return { fields, exchange, said: answer.kind === 'over' ? answer.said : answer.error.message };
  for (const [schema, table, name, type, counted] of answer.rows) {
    const key = `${schema}\n${table}`;
    const listed = fields.get(key) ?? [];
    if (listed.length === 0) fields.set(key, listed);
    listed.push({ name: name ?? '', type: type ?? '', countAs: isTrue(counted) ? (name ?? null) : null });
  }
  return { fields, exchange, said: null };
}

export function collectionOf(database: string, fact: TableFact, fields: readonly Field[], most: number): Collection {
  return plainCollection({
    name: collectionName(database, fact),
    kind: fact.kind,
    // What lies in a table that may not be read does not lie open.
    records: fact.readable ? fact.rows : null,
    bytes: fact.readable ? fact.bytes : null,
    system: fact.system,
    state: fact.readable ? [] : ['not-readable'],
    fields,
    most,
  });
}

/** At most so many tables are counted, each up to so many rows. */
const COUNTED = 30;
const MOST_ROWS = 10_000;

/** Tables that no statistics know (never analysed, counters lost) are counted, but not far: `more` of them have more rows. */
export async function countUnknown(
  channel: PostgresChannel,
  guard: Guard,
  tables: readonly TableFact[],
): Promise<{ readonly facts: readonly TableFact[]; readonly more: number }> {
  const facts: TableFact[] = [];
  let left = COUNTED;
  let more = 0;
  for (const fact of tables) {
    const { schema, table, kind, rows, readable, system } = fact;
    const unknown = rows === null && readable && !system && kind !== 'view' && kind !== 'foreign-table';
    const answer = unknown && left > 0 ? await ask(channel, 'count-few', guard, { schema, table }) : null;
    if (answer !== null) left -= 1;
    const counted = answer?.kind === 'rows' ? numberIn(answer.rows[0]?.[0]) : null;
    if (counted !== null && counted > MOST_ROWS) more += 1;
    facts.push(counted === null ? fact : { ...fact, rows: Math.min(counted, MOST_ROWS) });
  }
  return { facts, more };
}

/** At most so many tables are tried for a first row. */
const TRIES = 5;

/** One row of the fullest readable table: nothing of it is asked for but that it is there. */
export async function proveRow(
  channel: PostgresChannel,
  guard: Guard,
  tables: readonly TableFact[],
): Promise<{ readonly shown: readonly number[]; readonly refused: readonly number[] }> {
  const refused: number[] = [];
  const fit = tables.filter(
    ({ readable, system, kind, rows }) => readable && !system && rows !== 0 && kind !== 'foreign-table',
  );
  const fullest = fit.toSorted((left, right) => (right.rows ?? 0) - (left.rows ?? 0));
  for (const { schema, table } of fullest.slice(0, TRIES)) {
    const answer = await ask(channel, 'row', guard, { schema, table });
    if (answer.kind === 'rows' && answer.rows.length > 0) return { shown: [answer.exchange], refused };
    if (answer.kind === 'error') refused.push(answer.exchange);
    if (answer.kind === 'over') break;
  }
  return { shown: [], refused };
}
