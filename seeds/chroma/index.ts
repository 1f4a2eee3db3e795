import { betaTesters, customers, shares } from '../cast.ts';
import { DATABASE, type Store } from './client.ts';

/** Nobody counts people in Chroma, which keeps no statistics of values. */
export interface Truth {
  readonly records: number;
  readonly collections: number;
  readonly people: null;
}

type Rows = readonly Readonly<Record<string, unknown>>[];

const SEEDS = {
  empty: {},
  people: {
    customers: [...customers(240)].map((one) => ({ ...one })),
    shares: [...shares(120)].map((one) => ({ ...one })),
    beta_testers: [...betaTesters(60)].map(({ body_metrics, ...rest }) => ({ ...rest, ...body_metrics })),
  },
  ransom: { read_me_to_recover: [{ text: 'write to recover@example.com' }] },
} as const satisfies Record<string, Readonly<Record<string, Rows>>>;

export type Variant = keyof typeof SEEDS;

interface Made {
  readonly id: string;
}

/** What an audit has to find, counted by the server. */
export async function seed(store: Store, variant: Variant): Promise<Truth> {
  const plan = Object.entries(SEEDS[variant] as Readonly<Record<string, Rows>>);
  let records = 0;
  for (const [name, rows] of plan) {
    const { id } = (await store.post(`${DATABASE}/collections`, { name })) as Made;
    const path = `${DATABASE}/collections/${id}`;
    await store.post(`${path}/add`, {
      ids: rows.map((_, index) => `${name}-${index}`),
      embeddings: rows.map((_, index) => [index, 1]),
      metadatas: rows.map((row) => Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null))),
      documents: rows.map((_, index) => `Note ${index} of ${name}.`),
    });
    const counted = await store.get(`${path}/count`);
    if (counted !== rows.length)
      throw new Error(`${name}: ${rows.length} were written, the server counts ${String(counted)}`);
    records += rows.length;
  }
  return { records, collections: plan.length, people: null };
}

export async function wipe(store: Store): Promise<void> {
  for (const { name } of await listed(store)) await store.delete(`${DATABASE}/collections/${name}`);
}

export async function listed(store: Store): Promise<{ readonly id: string; readonly name: string }[]> {
  return (await store.get(`${DATABASE}/collections`)) as { id: string; name: string }[];
}
