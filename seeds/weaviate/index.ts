import { betaTesters, customers, shares } from '../cast.ts';
import type { Store } from './client.ts';

/** Nobody counts people in Weaviate, which keeps no statistics of values. */
export interface Truth {
  readonly records: number;
  readonly collections: number;
  readonly people: null;
}

type Rows = readonly object[];

const SEEDS = {
  empty: {},
  people: {
    Customer: [...customers(240)],
    Share: [...shares(120)],
    BetaTester: [...betaTesters(60)],
  },
  ransom: { Read_me_to_recover: [{ text: 'write to recover@example.com' }] },
} as const satisfies Record<string, Readonly<Record<string, Rows>>>;

export type Variant = keyof typeof SEEDS;

/** What an audit has to find, counted by the server. */
export async function seed(store: Store, variant: Variant): Promise<Truth> {
  const plan = Object.entries(SEEDS[variant] as Readonly<Record<string, Rows>>);
  let records = 0;
  for (const [name, rows] of plan) {
    await store.post('/schema', { class: name, vectorizer: 'none', properties: propertiesOf(rows[0] ?? {}) });
    await store.post('/batch/objects', {
      objects: rows.map((row, index) => ({ class: name, properties: row, vector: [index, 1] })),
    });
    const counted = await countOf(store, name);
    if (counted !== rows.length) throw new Error(`${name}: ${rows.length} were written, the server counts ${counted}`);
    records += rows.length;
  }
  return { records, collections: plan.length, people: null };
}

type Property = { name: string; dataType: string[]; nestedProperties?: Property[] };

function propertiesOf(row: object): Property[] {
  return Object.entries(row).map(([name, value]): Property => {
    if (typeof value === 'object' && value !== null)
      return { name, dataType: ['object'], nestedProperties: propertiesOf(value as object) };
    return { name, dataType: [typeof value === 'number' ? 'number' : 'text'] };
  });
}

async function countOf(store: Store, name: string): Promise<number> {
  const told = (await store.post('/graphql', { query: `{ Aggregate { ${name} { meta { count } } } }` })) as {
    data: { Aggregate: Record<string, { meta: { count: number } }[]> };
  };
  return told.data.Aggregate[name]?.[0]?.meta.count ?? 0;
}

export async function wipe(store: Store): Promise<void> {
  for (const name of await listed(store)) await store.delete(`/schema/${name}`);
}

export async function listed(store: Store): Promise<string[]> {
  const { classes } = (await store.get('/schema')) as { classes: { class: string }[] };
  return classes.map((one) => one.class).sort();
}
