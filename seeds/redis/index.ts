import { betaTesters, customers, shares } from '../cast.ts';
import { readIncident } from '../incident.ts';
import type { Store } from './client.ts';

/** What an anonymous visitor has to find: keys, kinds of keys, and people, whom no server of this kind counts. */
export interface Truth {
  readonly records: number;
  readonly collections: number;
  readonly people: null;
}

type Command = readonly string[];

interface Plan {
  readonly commands: readonly Command[];
  readonly collections: number;
}

const SEEDS = {
  people,
  empty: () => Promise.resolve({ commands: [], collections: 0 }),
  published,
  databases,
  ransom: () => Promise.resolve({ commands: [['SET', 'READ_ME_TO_RECOVER', 'send 0.01 BTC']], collections: 1 }),
  /** The traces of those who make a snapshot into a crontab. */
  miner: () =>
    Promise.resolve({
      commands: [1, 2, 3].map((number) => ['SET', `backup${number}`, '\n*/2 * * * * true\n']),
      collections: 3,
    }),
} as const satisfies Record<string, () => Promise<Plan>>;

/** Fills the store, which is to be empty. */
export async function seed(store: Store, variant: string): Promise<Truth> {
  const { commands, collections } = await SEEDS[variant as keyof typeof SEEDS]();
  for (let at = 0; at < commands.length; at += 200) await store.ask(...commands.slice(at, at + 200));
  const records = commands.filter(([name]) => name !== 'SELECT').length;
  return { records, collections, people: null };
}

export async function wipe(store: Store): Promise<void> {
  await store.ask(['FLUSHALL']);
}

/** The incident, a ten-thousandth of its size: one hash for each record. */
async function people(scale = 10_000): Promise<Plan> {
  const incident = await readIncident();
  const records = (name: string) => incident.collections.find((one) => one.name === name)?.records ?? 0;
  return {
    commands: [
      ...hashes('user', [...customers(Math.round(records('users') / scale))]),
      ...hashes('share', [...shares(Math.round(records('shares') / scale))]),
      ...hashes('beta_tester', [...betaTesters(records('beta_testers'))]),
    ],
    collections: 3,
  };
}

/** For servers whose anonymous user reads public:* alone: the names of the others are seen all the same. */
function published(): Promise<Plan> {
  const articles = Array.from({ length: 30 }, (_, index) => ({
    title: `Article ${index}`,
    published_at: '2019-12-04',
  }));
  const commands = [...hashes('public:article', articles), ...hashes('customer', [...customers(20)])];
  return Promise.resolve({ commands, collections: 2 });
}

/** Two databases, texts, and kinds of keys that say by their names what they hold. */
function databases(): Promise<Plan> {
  const all = [...customers(10)];
  const commands: Command[] = [
    ...all.map(({ user_id, owner_email }) => ['SET', `user:${user_id}:email`, owner_email]),
    ...all.map(({ user_id }) => ['RPUSH', `user:${user_id}:visits`, 'today']),
    ['SADD', 'models', 'one', 'two'],
    ['SELECT', '3'],
    ...all.map(({ ios_api_token }) => ['SET', `session:${ios_api_token}`, '{}']),
    ['SELECT', '0'],
  ];
  return Promise.resolve({ commands, collections: 4 });
}

function hashes(prefix: string, records: readonly object[]): Command[] {
  return records.map((record, index) => ['HSET', `${prefix}:${100_000 + index}`, ...flat(record, '')]);
}

/** Dotted paths and their values in turn; what is null is written as nothing, as many applications do. */
function flat(record: object, before: string): string[] {
  return Object.entries(record).flatMap(([name, value]: [string, string | number | object | null]) => {
    if (value !== null && typeof value === 'object') return flat(value, `${before}${name}.`);
    return [`${before}${name}`, value === null ? '' : String(value)];
  });
}
