import { setTimeout as wait } from 'node:timers/promises';
import { betaTesters, customer, customers, shares } from '../cast.ts';
import type { Store } from './client.ts';

export interface Truth {
  readonly records: number;
  readonly collections: number;
  readonly people: number | null;
}

interface Plan {
  readonly name: string;
  /** Columns with their types, the key last. */
  readonly columns: readonly (readonly [string, string])[];
  readonly key: string;
  readonly rows: Iterable<readonly unknown[]>;
  /** Whose distinct values are people, where it is the whole of the key. */
  readonly people?: true;
  /** Written down at once, and known to the estimates of the node; else it lies in memory alone. */
  readonly flushed?: true;
}

const KEYSPACE = 'shop';

const VARIANTS = {
  people: (store: Store) => fill(store, people()),
  fresh: (store: Store) => fill(store, [contacts('members', 120), visits()]),
  ransom: (store: Store) => fill(store, [note()]),
  'hostile-names': (store: Store) => fill(store, [hostile()]),
  empty: () => Promise.resolve({ records: 0, collections: 0, people: null }),
} as const satisfies Record<string, (store: Store) => Promise<Truth>>;

export type Variant = keyof typeof VARIANTS;

export function seed(store: Store, variant: Variant): Promise<Truth> {
  return VARIANTS[variant](store);
}

export async function wipe(store: Store): Promise<void> {
  await store.ask(`DROP KEYSPACE IF EXISTS ${KEYSPACE}`);
}

/** The incident's collections, a thousandth of its size; what was measured of testers is a type of its own. */
function people(): Plan[] {
  return [
    {
      name: 'users',
      columns: [
        ['user_id', 'bigint'],
        ['owner_email', 'text'],
        ['user_name', 'text'],
        ['camera_nickname', 'text'],
        ['device_model', 'text'],
        ['firmware_version', 'text'],
        ['wifi_ssid', 'text'],
        ['ios_api_token', 'text'],
        ['android_api_token', 'text'],
        ['alexa_access_token', 'text'],
        ['created_at', 'timestamp'],
      ],
      key: '(owner_email)',
      rows: map(customers(2_400), (one) => [...Object.values(one).slice(0, -1), new Date(one.created_at)]),
      people: true,
      flushed: true,
    },
    {
      name: 'shares',
      columns: [
        ['share_id', 'bigint'],
        ['owner_email', 'text'],
        ['shared_with_email', 'text'],
        ['camera_nickname', 'text'],
        ['shared_at', 'timestamp'],
      ],
      key: '(share_id)',
      rows: map(shares(600), (one) => [...Object.values(one).slice(0, -1), new Date(one.shared_at)]),
      flushed: true,
    },
    {
      name: 'beta_testers',
      columns: [
        ['owner_email', 'text'],
        ['body_metrics', 'frozen<measures>'],
        ['measured_at', 'timestamp'],
      ],
      key: '(owner_email)',
      rows: map(betaTesters(140), ({ owner_email, body_metrics, measured_at }) => [
        owner_email,
        body_metrics,
        new Date(measured_at),
      ]),
      people: true,
      flushed: true,
    },
  ];
}

function contacts(name: string, count: number): Plan {
  return {
    name,
    columns: [
      ['owner_email', 'text'],
      ['user_name', 'text'],
    ],
    key: '(owner_email)',
    rows: map(customers(count), ({ owner_email, user_name }) => [owner_email, user_name]),
    people: true,
  };
}

/** Fifty rows of ten owners: several lie within a partition. */
function visits(): Plan {
  const rows = Array.from({ length: 50 }, (_, index) => [customer(index % 10).owner_email, index, 'seen']);
  return {
    name: 'visits',
    columns: [
      ['owner_email', 'text'],
      ['visit', 'int'],
      ['what', 'text'],
    ],
    key: '(owner_email, visit)',
    rows,
  };
}

/** What is left when somebody was faster. The address is an example of the format and belongs to nobody. */
function note(): Plan {
  const text =
    'All your data was backed up. You must pay 0.021 BTC to bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq within 48 hours.';
  return {
    name: 'readme_to_recover',
    columns: [
      ['id', 'int'],
      ['note', 'text'],
    ],
    key: '(id)',
    rows: [[1, text]],
  };
}

/** Names of tables are of letters, digits and `_`; those of columns may be anything. */
function hostile(): Plan {
  const names = [
    '<script>alert(1)</script>',
    '\u001B[31mred\u001B[0m',
    'line\nbreak',
    '\u202Egnp_exe',
    '__proto__',
    "'); DROP TABLE plain; --",
    'a "quoted" one',
    'zoe.nimbusby@example.com',
  ];
  return {
    name: 'Plain',
    columns: [['key "of" it', 'text'], ['owner_email', 'text'], ...names.map((name) => [name, 'text'] as const)],
    key: '("key ""of"" it")',
    rows: map(customers(40), ({ user_name, owner_email }) => [user_name, owner_email, ...names.map(() => null)]),
  };
}

async function fill(store: Store, plans: readonly Plan[]): Promise<Truth> {
  await store.ask(
    `CREATE KEYSPACE ${KEYSPACE} WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}`,
  );
  await store.ask(
    `CREATE TYPE ${KEYSPACE}.measures (height float, weight float, gender text, bone_density float, daily_protein int)`,
  );
  let records = 0;
  let most: number | null = null;
  for (const plan of plans) {
    const counted = await fillTable(store, plan);
    records += counted;
    if (plan.people === true) most = Math.max(most ?? 0, counted);
  }
  return { records, collections: plans.length, people: most };
}

/** Fewer are counted one by one. */
const ESTIMATED_FROM = 1_000;

async function fillTable(store: Store, plan: Plan): Promise<number> {
  const table = `${KEYSPACE}.${quoted(plan.name)}`;
  const columns = plan.columns.map(([name, type]) => `${quoted(name)} ${type}`);
  const options = [
    // What is written down stays in the pieces in which it was, so that the estimate of them stays as it is.
    `compaction = {'class': 'SizeTieredCompactionStrategy', 'enabled': 'false'}`,
    // The estimate is of every sixteenth key instead of every 128th.
    'min_index_interval = 16',
    ...(plan.flushed === true ? ['memtable_flush_period_in_ms = 1000'] : []),
  ];
  await store.ask(
    `CREATE TABLE ${table} (${columns.join(', ')}, PRIMARY KEY ${plan.key}) WITH ${options.join(' AND ')}`,
  );
  const names = plan.columns.map(([name]) => quoted(name)).join(', ');
  const rows = [...plan.rows];
  await store.each(`INSERT INTO ${table} (${names}) VALUES (${plan.columns.map(() => '?').join(', ')})`, rows);
  const [told] = await store.ask(`SELECT count(*) FROM ${table}`);
  if (String(told?.['count']) !== String(rows.length))
    throw new Error(`${plan.name}: wrote ${rows.length} rows, the server counts ${String(told?.['count'])}`);
  return rows.length < ESTIMATED_FROM ? rows.length : estimate(store, plan.name, rows.length);
}

/** The node's own estimate, once it has written all down and says the same again and again. */
async function estimate(store: Store, table: string, written: number): Promise<number> {
  let last = 0;
  let same = 0;
  for (let turn = 0; turn < 200; turn += 1) {
    await wait(500);
    const rows = await store.ask(
      `SELECT partitions_count FROM system.size_estimates WHERE keyspace_name = '${KEYSPACE}' AND table_name = '${table}'`,
    );
    const told = rows.reduce((sum, row) => sum + Number(row['partitions_count']), 0);
    same = told === last && Math.abs(told - written) < written / 10 ? same + 1 : 0;
    last = told;
    if (same >= 6) return told;
  }
  throw new Error(`${table}: ${written} rows were written, and the node estimates ${last}`);
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function* map<T>(from: Iterable<T>, make: (one: T) => readonly unknown[]): Generator<readonly unknown[]> {
  for (const one of from) yield make(one);
}
