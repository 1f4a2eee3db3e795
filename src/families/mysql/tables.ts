import type { Collection, Field } from '../../model/facts.ts';
import { plainCollection } from '../facts/collections.ts';
import type { MysqlChannel } from './requests.ts';
import type { Row } from './results.ts';
import { ask } from './speak.ts';

/** A table as the server's own list has it. Only what we have some right to is in it. */
export interface TableFact {
  readonly database: string;
  readonly table: string;
  readonly kind: string;
  readonly rows: number | null;
  readonly bytes: number | null;
  readonly created: string | null;
}

export interface Tables {
  readonly facts: readonly TableFact[];
  readonly exchange: number;
  /** Null: they could be listed. */
  readonly said: string | null;
}

const SYSTEM = new Set(['mysql', 'information_schema', 'performance_schema', 'metrics_schema', 'sys']);

export function isSystem(database: string): boolean {
  return SYSTEM.has(database.toLowerCase());
}

const KINDS: Readonly<Record<string, string>> = { VIEW: 'view', 'SYSTEM VIEW': 'view', SEQUENCE: 'sequence' };

export async function takeTables(channel: MysqlChannel): Promise<Tables> {
  const answer = await ask(channel, 'tables');
  const { exchange } = answer;
  if (answer.kind === 'over') return { facts: [], exchange, said: answer.said };
  if (answer.kind === 'error') return { facts: [], exchange, said: answer.error.message };
  return { facts: answer.rows.map(factOf).filter(({ kind }) => kind !== 'sequence'), exchange, said: null };
}

function factOf([database, table, kind, rows, bytes, created]: Row): TableFact {
  const view = KINDS[kind ?? ''] ?? 'table';
  const seconds = numberIn(created);
  return {
    database: database ?? '',
    table: table ?? '',
    kind: view,
    rows: view === 'view' ? null : numberIn(rows),
    bytes: view === 'view' ? null : numberIn(bytes),
    created: seconds === null ? null : new Date(seconds * 1000).toISOString(),
  };
}

export function numberIn(cell: string | null | undefined): number | null {
  if (cell === null || cell === undefined || cell.trim() === '') return null;
  const number = Number(cell);
  return Number.isFinite(number) ? number : null;
}

export function collectionName({ database, table }: Pick<TableFact, 'database' | 'table'>): string {
  return `${database}.${table}`;
}

/** Columns by `database\ntable`. */
export async function takeColumns(
  channel: MysqlChannel,
): Promise<{ fields: ReadonlyMap<string, Field[]>; exchange: number; said: string | null }> {
  const answer = await ask(channel, 'columns');
  const { exchange } = answer;
  const fields = new Map<string, Field[]>();
  if (answer.kind !== 'rows')
    return { fields, exchange, said: answer.kind === 'over' ? answer.said : answer.error.message };
  for (const [database, table, name, type, indexed] of answer.rows) {
    const key = `${database}\n${table}`;
    const listed = fields.get(key) ?? [];
    if (listed.length === 0) fields.set(key, listed);
    listed.push({ name: name ?? '', type: type ?? '', countAs: indexed === '1' ? (name ?? null) : null });
  }
  return { fields, exchange, said: null };
}

export function collectionOf(fact: TableFact, fields: readonly Field[], most: number): Collection {
  return plainCollection({
    name: collectionName(fact),
    kind: fact.kind,
    records: fact.rows,
    bytes: fact.bytes,
    created: fact.created,
    fields,
    most,
  });
}

/** At most so many tables are tried for a first row. */
const TRIES = 5;

/** One row of the fullest table: nothing of it is asked for but that it is there. */
export async function proveRow(
  channel: MysqlChannel,
  tables: readonly TableFact[],
): Promise<{ readonly shown: readonly number[]; readonly refused: readonly number[] }> {
  const refused: number[] = [];
  const fullest = tables
    .filter(({ kind, rows }) => kind === 'table' && rows !== 0)
    .toSorted((left, right) => (right.rows ?? 0) - (left.rows ?? 0));
  // Statistics that were never taken say that there is nothing.
  const fit = fullest.length > 0 ? fullest : tables.filter(({ kind }) => kind === 'table');
  for (const { database, table } of fit.slice(0, TRIES)) {
    const answer = await ask(channel, 'row', { database, table });
    if (answer.kind === 'rows' && answer.rows.length > 0) return { shown: [answer.exchange], refused };
    if (answer.kind === 'error') refused.push(answer.exchange);
    if (answer.kind === 'over') break;
  }
  return { shown: [], refused };
}
