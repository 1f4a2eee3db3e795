import { setTimeout as wait } from 'node:timers/promises';
import { betaTesters, customers } from '../cast.ts';
import type { Store } from './client.ts';

export interface Truth {
  readonly records: number;
  readonly collections: number;
  readonly people: number | null;
}

const CUSTOMERS = 400;
const TESTERS = 14;
/** As docker/solr/start makes them. */
export const CORES = ['customers', 'body_metrics'] as const;

const SEEDS = {
  empty: async (store: Store) => {
    await forget(store);
    return { records: 0, collections: CORES.length, people: null };
  },
  people: async (store: Store) => {
    await forget(store);
    await store.update(
      'customers',
      [...customers(CUSTOMERS)].map((customer) => ({ id: `${customer.user_id}`, ...customer })),
    );
    await store.update(
      'body_metrics',
      [...betaTesters(TESTERS)].map(({ owner_email, body_metrics }, index) => ({
        id: `${index}`,
        owner_email,
        ...body_metrics,
      })),
    );
    const records = await countAll(store);
    if (records !== CUSTOMERS + TESTERS) throw new Error(`${CUSTOMERS + TESTERS} were written, it counts ${records}`);
    return { records, collections: CORES.length, people: CUSTOMERS };
  },
} as const satisfies Record<string, (store: Store) => Promise<Truth>>;

export type Variant = keyof typeof SEEDS;

export async function seed(store: Store, variant: Variant): Promise<Truth> {
  await ready(store);
  return SEEDS[variant](store);
}

export async function forget(store: Store): Promise<void> {
  for (const core of CORES) await store.update(core, { delete: { query: '*:*' } });
}

async function countAll(store: Store): Promise<number> {
  let all = 0;
  for (const core of CORES) {
    const told = (await store.ask(`/${core}/select?q=*:*&rows=0&wt=json`)) as { response: { numFound: number } };
    all += told.response.numFound;
  }
  return all;
}

const PATIENCE = 100;

/** It listens before its cores are there. */
async function ready(store: Store): Promise<void> {
  for (let turn = 0; ; turn += 1) {
    try {
      await countAll(store);
      return;
    } catch (error) {
      if (turn === PATIENCE) throw error;
      await wait(300);
    }
  }
}
