import { crowd, hostileNames, limited, people, ransomed, type TablePlan } from '../postgresql/plans.ts';
import { type Client, type StoreAddress, within } from './client.ts';

export interface Truth {
  readonly records: number;
  readonly collections: number;
  readonly people: number | null;
}

/** The tables of PostgreSQL's lab: what lies in a relational store is the same. */
const VARIANTS = {
  people: async (at: StoreAddress) => fill(at, await people()),
  crowd: (at: StoreAddress) => fill(at, crowd()),
  limited: (at: StoreAddress) => fill(at, limited()),
  ransom: (at: StoreAddress) => fill(at, ransomed()),
  'hostile-names': (at: StoreAddress) => fill(at, hostileNames()),
  empty: () => Promise.resolve({ records: 0, collections: 0, people: null }),
} as const satisfies Record<string, (at: StoreAddress) => Promise<Truth>>;

export type Variant = keyof typeof VARIANTS;

export function seed(at: StoreAddress, variant: Variant): Promise<Truth> {
  return VARIANTS[variant](at);
}

const DATABASE = 'shop';
/** Nobody but the administrator knows of it. */
const CLOSED = 'internal';

export async function wipe(at: StoreAddress): Promise<void> {
  await within(at, async (client) => {
    for (const name of [DATABASE, CLOSED, 'a.b']) await client.ask(`DROP DATABASE IF EXISTS ${quoted(name)}`);
  });
}

function fill(at: StoreAddress, plans: readonly TablePlan[]): Promise<Truth> {
  return within(at, async (client) => {
    let records = 0;
    let collections = 0;
    let most: number | null = null;
    for (const plan of plans) {
      const written = await fillTable(client, plan);
      if (plan.granted === false) continue;
      records += written.records;
      collections += 1;
      if (written.people !== null) most = Math.max(most ?? 0, written.people);
    }
    return { records, collections, people: most };
  });
}

const BATCH = 500;
const IDENTIFYING = new Set(['owner_email', 'shared_with_email', 'user_name', 'email']);
/** What PostgreSQL calls otherwise. */
const TYPES: Readonly<Record<string, string>> = { text: 'text', timestamptz: 'datetime(3)', real: 'double' };

/** Makes the table, fills it, lets the server look at all of it, and asks how many rows it has. */
async function fillTable(client: Client, plan: TablePlan): Promise<{ records: number; people: number | null }> {
  const database = plan.granted === false ? CLOSED : (plan.schema ?? DATABASE);
  const name = `${quoted(database)}.${quoted(plan.name)}`;
  await client.ask(`CREATE DATABASE IF NOT EXISTS ${quoted(database)} CHARACTER SET utf8mb4`);
  const unique = plan.unique ?? [];
  const [first] = plan.columns.map(([column]) => column);
  const indexed = unique.length > 0 || plan.columns.length === 1 ? [] : [first ?? ''];
  const columns = plan.columns.map(([column, type]) => {
    const short = unique.includes(column) || indexed.includes(column);
    return `${quoted(column)} ${type === 'text' && short ? 'varchar(190)' : (TYPES[type] ?? type)}`;
  });
  const keys = [
    ...unique.map((column) => `UNIQUE (${quoted(column)})`),
    ...indexed.map((column) => `KEY (${quoted(column)})`),
  ];
  // So many pages are looked at that the statistics are the truth.
  await client.ask(
    `CREATE TABLE ${name} (${[...columns, ...keys].join(', ')}) ENGINE = InnoDB STATS_SAMPLE_PAGES = 10000`,
  );
  const seen = plan.columns.map(() => new Set<unknown>());
  let records = 0;
  let batch: string[] = [];
  const send = async (): Promise<void> => {
    if (batch.length > 0) await client.ask(`INSERT INTO ${name} VALUES ${batch.join(', ')}`);
    batch = [];
  };
  for (const row of plan.rows) {
    records += 1;
    for (const [place, value] of row.entries()) if (value !== null) seen[place]?.add(value);
    batch.push(`(${row.map(literal).join(', ')})`);
    if (batch.length >= BATCH) await send();
  }
  await send();
  await client.ask(`ANALYZE TABLE ${name}`);
  const [counted] = await client.ask(`SELECT count(*) FROM ${name}`);
  if (Number(counted?.[0]) !== records)
    throw new Error(`${plan.name}: wrote ${records} rows, the server counts ${String(counted?.[0])}`);
  const identifying = plan.columns.flatMap(([column], place) =>
    IDENTIFYING.has(column) ? [seen[place]?.size ?? 0] : [],
  );
  return { records, people: identifying.length === 0 ? null : Math.max(...identifying) };
}

function quoted(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``;
}

function literal(value: string | number | null): string {
  if (value === null) return 'NULL';
  if (typeof value === 'number') return String(value);
  const time = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value) ? value.slice(0, -1).replace('T', ' ') : value;
  return `'${time.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}
