import { type Client, type StoreAddress, within } from './client.ts';
import { crowd, hostileNames, limited, people, ransomed, type TablePlan } from './plans.ts';

export interface Truth {
  readonly records: number;
  readonly collections: number;
  readonly people: number | null;
}

/** The database that each variant lies in: not the one that visitors are taken to first. */
const DATABASE = 'shop';

const VARIANTS = {
  people: async (at: StoreAddress) => fill(at, await people()),
  crowd: (at: StoreAddress) => fill(at, crowd()),
  limited: (at: StoreAddress) => fill(at, limited()),
  ransom: (at: StoreAddress) => fill(at, ransomed()),
  'hostile-names': (at: StoreAddress) => fill(at, hostileNames()),
  /** Never analysed, and the counters lost as after a crash: no statistics know of a row. */
  uncounted: async (at: StoreAddress) => {
    const truth = await fill(at, await people(), false);
    await within(at, DATABASE, (client) => client.ask('SELECT pg_stat_reset()'));
    return truth;
  },
  /** A server of one database, which is not ours to make another in. */
  single: async (at: StoreAddress) => fillTables(at, 'postgres', await people()),
  empty: () => Promise.resolve({ records: 0, collections: 0, people: null }),
} as const satisfies Record<string, (at: StoreAddress) => Promise<Truth>>;

export type Variant = keyof typeof VARIANTS;

export function seed(at: StoreAddress, variant: Variant): Promise<Truth> {
  return VARIANTS[variant](at);
}

export async function wipe(at: StoreAddress): Promise<void> {
  await within(at, 'postgres', (client) => client.ask(`DROP DATABASE IF EXISTS ${DATABASE}`));
}

async function fill(at: StoreAddress, plans: readonly TablePlan[], analysed = true): Promise<Truth> {
  await within(at, 'postgres', (client) => client.ask(`CREATE DATABASE ${DATABASE}`));
  return fillTables(at, DATABASE, plans, analysed);
}

async function fillTables(
  at: StoreAddress,
  database: string,
  plans: readonly TablePlan[],
  analysed = true,
): Promise<Truth> {
  return within(at, database, async (client) => {
    let records = 0;
    let most: number | null = null;
    for (const plan of plans) {
      const written = await fillTable(client, plan, analysed);
      if (plan.granted === false) continue;
      records += written.records;
      if (written.people !== null) most = Math.max(most ?? 0, written.people);
    }
    return { records, collections: plans.length, people: most };
  });
}

const BATCH = 500;
const IDENTIFYING = new Set(['owner_email', 'shared_with_email', 'user_name', 'email']);

/** Makes the table, fills it, lets the planner look at it, and asks the server how many rows it has. */
async function fillTable(
  client: Client,
  plan: TablePlan,
  analysed: boolean,
): Promise<{ records: number; people: number | null }> {
  const name = `${quoted(plan.schema ?? 'public')}.${quoted(plan.name)}`;
  if (plan.schema !== undefined) await client.ask(`CREATE SCHEMA IF NOT EXISTS ${quoted(plan.schema)}`);
  const columns = plan.columns.map(([column, type]) => `${quoted(column)} ${type}`);
  const unique = (plan.unique ?? []).map((column) => `UNIQUE (${quoted(column)})`);
  await client.ask(`CREATE TABLE ${name} (${[...columns, ...unique].join(', ')})`);
  const seen = plan.columns.map(() => new Set<unknown>());
  let records = 0;
  let batch: string[] = [];
  const send = async (): Promise<void> => {
    if (batch.length > 0) await client.ask(`INSERT INTO ${name} VALUES ${batch.join(', ')}`);
    batch = [];
  };
  for (const row of plan.rows) {
    records += 1;
    for (const [index, value] of row.entries()) if (value !== null) seen[index]?.add(value);
    batch.push(`(${row.map(literal).join(', ')})`);
    if (batch.length >= BATCH) await send();
  }
  await send();
  if (analysed) await client.ask(`ANALYZE ${name}`);
  if (plan.granted !== undefined || plan.name.startsWith('public_')) {
    await client.ask(
      `${plan.granted === false ? 'REVOKE ALL' : 'GRANT SELECT'} ON ${name} ${plan.granted === false ? 'FROM' : 'TO'} postgres`,
    );
  }
  const [counted] = await client.ask(`SELECT count(*) FROM ${name}`);
  if (counted?.[0] !== String(records))
    throw new Error(`${plan.name}: wrote ${records} rows, the server counts ${counted?.[0]}`);
  const identifying = plan.columns.flatMap(([column], index) =>
    IDENTIFYING.has(column) ? [seen[index]?.size ?? 0] : [],
  );
  return { records, people: identifying.length === 0 ? null : Math.max(...identifying) };
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function literal(value: string | number | null): string {
  if (value === null) return 'NULL';
  return typeof value === 'number' ? String(value) : `'${value.replaceAll("'", "''")}'`;
}
