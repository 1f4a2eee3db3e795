import { betaTesters, customers, shares } from '../cast.ts';
import type { Store } from './client.ts';

export interface Truth {
  readonly records: number;
  readonly collections: number;
  readonly people: number | null;
}

const CUSTOMERS = 1_200;
const SHARES = 600;
const TESTERS = 140;

const SEEDS = {
  empty: () => Promise.resolve({ records: 0, collections: 0, people: null }),
  people: seedPeople,
  /** Nodes with two labels and with none, and a label that is named like a note. */
  odd: seedOdd,
} as const satisfies Record<string, (store: Store) => Promise<Truth>>;

export type Variant = keyof typeof SEEDS;

/** What an audit has to find, counted by the server. */
export async function seed(store: Store, variant: Variant): Promise<Truth> {
  return SEEDS[variant](store);
}

/** Shares of customers, and an index that knows how many customers there are. */
async function seedPeople(store: Store): Promise<Truth> {
  await create(store, 'Customer', customers(CUSTOMERS));
  await create(store, 'Share', shares(SHARES));
  await create(
    store,
    'BetaTester',
    [...betaTesters(TESTERS)].map(({ body_metrics, ...rest }) => ({ ...rest, ...body_metrics })),
  );
  await store.run('CREATE CONSTRAINT one_customer FOR (c:Customer) REQUIRE c.owner_email IS UNIQUE');
  await store.run('CREATE INDEX shares FOR (s:Share) ON (s.owner_email)');
  await store.run(
    'MATCH (s:Share) MATCH (c:Customer {owner_email: s.owner_email}) CREATE (c)-[:SHARES {shared_at: s.shared_at}]->(s)',
  );
  await store.run('CALL db.awaitIndexes(60)');
  const people = await countOf(store, 'MATCH (c:Customer) RETURN count(DISTINCT c.owner_email)');
  const nodes = await countOf(store, 'MATCH (n) RETURN count(n)');
  const relationships = await countOf(store, 'MATCH ()-[r]->() RETURN count(r)');
  if (nodes !== CUSTOMERS + SHARES + TESTERS || relationships !== SHARES) throw new Error(`${nodes} ${relationships}`);
  return { records: nodes + relationships, collections: 4, people };
}

async function seedOdd(store: Store): Promise<Truth> {
  await create(store, 'Customer', customers(30));
  await store.run('MATCH (c:Customer) WHERE c.user_id % 2 = 0 SET c:Subscriber');
  await store.run('CREATE ({email: $email})', { email: 'someone@example.com' });
  await store.run('CREATE (:READ_ME_TO_RECOVER {text: $text})', { text: 'write to recover@example.com' });
  const labelled = await countOf(store, 'MATCH (n) UNWIND labels(n) AS label RETURN count(label)');
  return { records: labelled, collections: 3, people: null };
}

async function create(store: Store, label: string, records: Iterable<object>): Promise<void> {
  await store.run(`UNWIND $records AS record CREATE (n:${label}) SET n = record`, { records: [...records] });
}

async function countOf(store: Store, cypher: string): Promise<number> {
  return Number((await store.run(cypher))[0]?.[0]);
}

export async function wipe(store: Store): Promise<void> {
  await store.run('MATCH (n) DETACH DELETE n');
  for (const [name] of await store.run('SHOW CONSTRAINTS YIELD name'))
    await store.run(`DROP CONSTRAINT ${String(name)}`);
  for (const [name] of await store.run("SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP' RETURN name"))
    await store.run(`DROP INDEX ${String(name)}`);
}
