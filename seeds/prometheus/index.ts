import { setTimeout as wait } from 'node:timers/promises';
import type { Store } from './client.ts';

export interface Truth {
  readonly records: number;
  readonly collections: number;
  readonly people: number | null;
}

const PEOPLE = 30;
/** Two series a person, as docker/prometheus/start writes them for the server to read. */
const SHOP = 2 * PEOPLE;
/** What the server notes of each target: whether it is up, and four numbers of the reading. */
const OF_TARGET = 5;

const SEEDS = {
  empty: () => Promise.resolve({ records: 0, collections: 0, people: null }),
  scraped: async (store: Store) => settled(store, SHOP + OF_TARGET),
  imported: async (store: Store) => {
    // A minute old: newer ones are held back from queries for a while.
    const at = Date.now() - 60_000;
    const lines = Array.from({ length: PEOPLE }, (_, index) => {
      const labels = `{email="person${index + 1}@example.com",branch="north"}`;
      return `shop_orders_total${labels} ${index} ${at}\nshop_last_seen_seconds${labels} ${index} ${at}\n`;
    });
    await store.import(lines.join(''));
    return settled(store, SHOP);
  },
} as const satisfies Record<string, (store: Store) => Promise<Truth>>;

export type Variant = keyof typeof SEEDS;

/** What an audit has to find, once the server has it: the truth is both counts, or an error. */
export async function seed(store: Store, variant: Variant): Promise<Truth> {
  return SEEDS[variant](store);
}

const PATIENCE = 100;

/** Waits by a query: the statistics are kept for half a minute once somebody has asked for them. */
async function settled(store: Store, series: number): Promise<Truth> {
  let told = 0;
  for (let turn = 0; turn < PATIENCE && told !== series; turn += 1) {
    await wait(200);
    told = await countNow(store);
  }
  const kept = await countKept(store);
  if (told !== series || kept !== series)
    throw new Error(`${series} series were written, the server counts ${told} and keeps a count of ${kept}`);
  return { records: series, collections: 1, people: PEOPLE };
}

async function countNow(store: Store): Promise<number> {
  const query = encodeURIComponent('count({__name__!=""})');
  const told = (await store.ask(`/api/v1/query?query=${query}`)) as { result: { value: [number, string] }[] };
  return Number(told.result[0]?.value[1] ?? 0);
}

async function countKept(store: Store): Promise<number> {
  const told = (await store.ask('/api/v1/status/tsdb')) as { headStats?: { numSeries: number }; totalSeries?: number };
  return told.headStats?.numSeries ?? told.totalSeries ?? 0;
}
