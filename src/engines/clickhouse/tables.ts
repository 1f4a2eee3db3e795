import { plainCollection } from '../../families/facts/collections.ts';
import type { Collection, Field } from '../../model/facts.ts';
import type { Asker, Said } from './speak.ts';
import type { Row } from './wire.ts';

/** A table as the server lists it. */
export interface TableFact {
  readonly database: string;
  readonly table: string;
  readonly engine: string;
  readonly rows: number | null;
  readonly bytes: number | null;
}

export interface Tables {
  readonly facts: readonly TableFact[];
  readonly listed: Said;
  /** The answer that holds the counts. */
  readonly counted: Said;
}

const STORED = /MergeTree$|^(?:Log|TinyLog|StripeLog|Memory|Set|Join|Buffer)$/;
/** Their rows may be read: it reaches no other server, and nothing is taken out of a queue by it. */
const PROVABLE = /MergeTree$|^(?:Log|TinyLog|StripeLog|Memory)$/;
/** Views show what lies in tables, and in the tables without a name of their own what a view has gathered. */
const VIEWS = /View$/;

export function isProvable({ engine, rows }: TableFact): boolean {
  return PROVABLE.test(engine) && rows !== 0;
}

/** Whatever is not stored here: other databases, queues, files, clusters. */
export function leadsElsewhere({ engine }: TableFact): boolean {
  return (
    !STORED.test(engine) && !VIEWS.test(engine) && !['Null', 'Merge', 'Dictionary', 'GenerateRandom'].includes(engine)
  );
}

export async function takeTables(asker: Asker): Promise<Tables> {
  const current = await asker.ask('tables');
  if (current.meaning !== 'missing') return { facts: current.rows.map(factOf), listed: current, counted: current };
  const listed = await asker.ask('tables-old');
  const counted = await asker.ask('parts');
  const sizes = new Map(counted.rows.map(([database, table, ...size]) => [`${database}\n${table}`, size]));
  const facts = listed.rows.map(([database = '', table = '', engine = '']): TableFact => {
    // A table of this kind without a part has no rows.
    const none = engine.endsWith('MergeTree') && counted.meaning === 'rows' ? ['0', '0'] : [];
    return factOf([database, table, engine, ...(sizes.get(`${database}\n${table}`) ?? none)]);
  });
  return { facts, listed, counted };
}

function factOf([database = '', table = '', engine = '', rows, bytes]: Row): TableFact {
  const stored = STORED.test(engine);
  return { database, table, engine, rows: stored ? countOf(rows) : null, bytes: stored ? countOf(bytes) : null };
}

function countOf(cell: string | undefined): number | null {
  if (cell === undefined || !/^\d{1,20}$/.test(cell)) return null;
  const count = Number(cell);
  return Number.isSafeInteger(count) ? count : null;
}

export function collectionName({ database, table }: Pick<TableFact, 'database' | 'table'>): string {
  return `${database}.${table}`;
}

export async function takeColumns(asker: Asker): Promise<{ fields: ReadonlyMap<string, Field[]>; said: Said }> {
  const said = await asker.ask('columns');
  const fields = new Map<string, Field[]>();
  for (const [database = '', table = '', name = '', type = ''] of said.rows) {
    const key = collectionName({ database, table });
    const known = fields.get(key);
    const field: Field = { name, type, countAs: null };
    if (known === undefined) fields.set(key, [field]);
    else known.push(field);
  }
  return { fields, said };
}

export function collectionOf(fact: TableFact, fields: readonly Field[], most: number): Collection {
  return plainCollection({
    name: collectionName(fact),
    kind: VIEWS.test(fact.engine) ? 'view' : 'table',
    records: fact.rows,
    bytes: fact.bytes,
    state: leadsElsewhere(fact) ? ['elsewhere'] : [],
    fields,
    most,
  });
}

/** At most so many tables are tried for a first row. */
const TRIES = 5;

/** One row of the fullest table that lies here: nothing of it is asked for but that it is there. */
export async function proveRow(asker: Asker, facts: readonly TableFact[]): Promise<Said[]> {
  const fit = facts.filter(isProvable).toSorted((left, right) => (right.rows ?? 0.5) - (left.rows ?? 0.5));
  const heard: Said[] = [];
  for (const { database, table } of fit.slice(0, TRIES)) {
    const said = await asker.ask('row', { database, table });
    heard.push(said);
    if (said.rows.length > 0 || said.meaning === 'failed' || said.meaning === 'busy') break;
  }
  return heard;
}
