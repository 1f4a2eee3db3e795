import { setTimeout as wait } from 'node:timers/promises';
import { betaTester, customer } from '../cast.ts';
import type { Store } from './client.ts';

export interface Truth {
  readonly records: number;
  readonly collections: number;
  readonly people: number | null;
}

const PEOPLE = 120;
const TESTERS = 14;
/** In nanoseconds, a day of 2019. */
const AT = Date.UTC(2019, 10, 1) * 1_000_000;

const NOTHING: Truth = { records: 0, collections: 0, people: null };

const SEEDS = {
  nothing: () => Promise.resolve(NOTHING),
  empty: async (store: Store) => {
    await forget(store);
    return NOTHING;
  },
  /** Of customers and testers; a copy is sent on, to a port where nobody listens. */
  shop: async (store: Store) => {
    await forget(store);
    await fill(store);
    const destination = "'http://127.0.0.1:9'";
    await store.query(`CREATE SUBSCRIPTION copy ON shop.autogen DESTINATIONS ALL ${destination}`);
    return { records: await countedSeries(store, 'shop', PEOPLE + TESTERS), collections: 2, people: PEOPLE };
  },
  /** What the statistics tell of it is one database, and how many series it has. */
  databases: async (store: Store) => {
    await forget(store);
    await fill(store);
    return { records: await countedSeries(store, 'shop', PEOPLE + TESTERS), collections: 1, people: null };
  },
} as const satisfies Record<string, (store: Store) => Promise<Truth>>;

export type Variant = keyof typeof SEEDS;

export async function seed(store: Store, variant: Variant): Promise<Truth> {
  if (variant !== 'nothing') await ready(store);
  return SEEDS[variant](store);
}

const PATIENCE = 100;

/** It listens before its administrator is made. */
async function ready(store: Store): Promise<void> {
  for (let turn = 0; ; turn += 1) {
    try {
      await store.query('SHOW DATABASES');
      return;
    } catch (error) {
      if (turn === PATIENCE) throw error;
      await wait(200);
    }
  }
}

export async function forget(store: Store): Promise<void> {
  await store.query('DROP DATABASE shop');
}

async function fill(store: Store): Promise<void> {
  await store.query('CREATE DATABASE shop');
  const devices = Array.from({ length: PEOPLE }, (_, index) => {
    const { owner_email, device_model, firmware_version } = customer(index);
    return `devices,owner_email=${owner_email},device_model=${tag(device_model)} firmware_version="${firmware_version}",uptime=${index} ${AT}`;
  });
  const bodies = Array.from({ length: TESTERS }, (_, index) => {
    const { owner_email, body_metrics: body } = betaTester(index);
    return `body,owner_email=${owner_email} height=${body.height},weight=${body.weight},bone_density=${body.bone_density} ${AT}`;
  });
  await store.write('shop', [...devices, ...bodies]);
}

function tag(value: string): string {
  return value.replaceAll(/[ ,=]/g, (mark) => `\\${mark}`);
}

/** By the server’s own statistics, or an error. */
async function countedSeries(store: Store, database: string, written: number): Promise<number> {
  const found = Object.values(await store.statistics()).find(
    ({ name, tags }) => name === 'database' && tags?.['database'] === database,
  );
  const series = found?.values?.['numSeries'] ?? 0;
  if (series !== written) throw new Error(`${written} series were written, the server counts ${series}`);
  return series;
}
