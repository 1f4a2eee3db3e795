import type { MongoClient } from 'mongodb';
import { customer } from '../cast.ts';
import { incidentPlans } from '../elasticsearch/people.ts';

/** What an audit has to find: people where an index lets each value in once. */
export interface Truth {
  readonly records: number;
  readonly collections: number;
  readonly people: number | null;
}

interface Plan {
  readonly database: string;
  readonly collection: string;
  readonly documents: readonly object[];
  /** Names of indexed fields; of those with a mark of exclamation no two documents have the same value. */
  readonly indexes: readonly string[];
}

const SEEDS = {
  people,
  empty: () => Promise.resolve([]),
  contacts: () => Promise.resolve([contacts()]),
  ransom: () => Promise.resolve([note(), { ...contacts(), documents: [], indexes: [] }]),
} as const satisfies Record<string, () => Promise<readonly Plan[]>>;

export type Variant = keyof typeof SEEDS;

/** Fills the server, which is to be empty. */
export async function seed(client: MongoClient, variant: Variant): Promise<Truth> {
  const plans: readonly Plan[] = await SEEDS[variant]();
  let people: number | null = null;
  for (const { database, collection, documents, indexes } of plans) {
    const made = await client.db(database).createCollection(collection);
    if (documents.length > 0) await made.insertMany(documents.map((document) => ({ ...document })));
    for (const name of indexes) {
      const unique = name.endsWith('!');
      await made.createIndex({ [name.replace('!', '')]: 1 }, { unique }, {});
      if (unique) people = Math.max(people ?? 0, documents.length);
    }
  }
  const records = plans.reduce((sum, { documents }) => sum + documents.length, 0);
  return { records, collections: plans.length, people };
}

const KEPT = new Set(['admin', 'config', 'local']);

/** Removes all that `seed` wrote. */
export async function wipe(client: MongoClient): Promise<void> {
  const { databases } = await client.db('admin').command({ listDatabases: 1, nameOnly: true });
  for (const { name } of databases as { name: string }[]) if (!KEPT.has(name)) await client.db(name).dropDatabase();
}

const INDEXES: Readonly<Record<string, readonly string[]>> = {
  users: ['owner_email!', 'user_name', 'wifi_ssid', 'alexa_access_token'],
  shares: ['owner_email', 'shared_with_email'],
  beta_testers: ['owner_email!'],
};

/** The incident, a thousandth of its size. */
async function people(): Promise<readonly Plan[]> {
  const plans = await incidentPlans();
  return plans.map(({ name, documents }) => ({
    database: 'shop',
    collection: name,
    documents: [...documents],
    indexes: INDEXES[name] ?? [],
  }));
}

function contacts(): Plan {
  const documents = Array.from({ length: 40 }, (_, index) => {
    const { owner_email, created_at } = customer(index);
    return { owner_email, created_at };
  });
  return { database: 'shop', collection: 'customers', documents, indexes: ['owner_email!'] };
}

/** As the extortionists of 2020 and later left it; the collection beside it was emptied. */
function note(): Plan {
  const content =
    'All your data is a backed up. You must pay 0.015 BTC to bc1qmadeupmadeupmadeupmadeupmadeupmadeup to recover your data.';
  return { database: 'READ__ME_TO_RECOVER_YOUR_DATA', collection: 'README', documents: [{ content }], indexes: [] };
}
