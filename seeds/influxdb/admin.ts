import { openStore, type Store, type StoreAddress } from './client.ts';
import { forget, seed, type Variant } from './index.ts';

/** The administrator of an InfluxDB in the lab (the shape is LabAdmin of test/kit/lab-state.ts). */
export function influxdbAdmin(at: StoreAddress) {
  const store = openStore(at);
  return {
    seed: (variant: string) => seed(store, variant as Variant),
    wipe: async () => {
      if (await isClaimed(store)) await forget(store);
    },
    condition: () => condition(store),
    close: () => store.close(),
  };
}

const STATEMENTS = ['SHOW DATABASES', 'SHOW USERS', 'SHOW SUBSCRIPTIONS', 'SHOW RETENTION POLICIES', 'SHOW FIELD KEYS'];

/**
 * What an audit must leave as it was, by the server's own word: databases, users, subscriptions and fields, and how much was ever
 * written or refused over HTTP. Its own monitoring goes on writing and is left out.
 */
async function condition(store: Store): Promise<string> {
  const statistics = Object.entries(await store.statistics());
  const counted = statistics.flatMap(([key, { name, tags, values }]) => {
    if (name === 'database' && tags?.['database'] !== '_internal') return [[key, values?.['numSeries']]];
    if (name === 'httpd') return [[key, values?.['writeReq'], values?.['pointsWrittenOK'], values?.['promWriteReq']]];
    return [];
  });
  const told = (await isClaimed(store))
    ? await Promise.all(STATEMENTS.map((statement) => store.query(statement, 'shop')))
    : [];
  return JSON.stringify([counted.map((entry) => entry.join(' ')).sort(), told], null, 1);
}

/** Where a login is asked for and nobody has one yet, only the statistics can be had. */
async function isClaimed(store: Store): Promise<boolean> {
  try {
    await store.query('SHOW DATABASES');
    return true;
  } catch (error) {
    if (!String(error).includes('create admin user first')) throw error;
    return false;
  }
}
