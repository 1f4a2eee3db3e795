import { betaTesters, customers, shares } from '../cast.ts';
import type { Store } from './client.ts';

export interface Truth {
  readonly records: number;
  readonly collections: number;
  /** The server keeps no number of distinct values, and nobody counts them. */
  readonly people: null;
}

interface Plan {
  readonly database: string;
  readonly name: string;
  readonly columns: readonly (readonly [string, string])[];
  readonly rows: Iterable<object>;
  /** Which kind of table; by default one whose rows the server counts as they come. */
  readonly engine?: string;
  /** False: visitors do not see it. */
  readonly seen?: false;
}

const VARIANTS = {
  people: (store: Store) => fill(store, people()),
  /** Kinds of tables of which the server keeps no number of rows, and one that leads to another server. */
  uncounted: (store: Store) => fill(store, [...uncounted(), outside()]),
  limited: (store: Store) =>
    fill(store, [contacts('pub', 'people', 120), contacts('internal', 'customers', 300, { seen: false })]),
  ransom: (store: Store) => fill(store, [note()]),
  'hostile-names': (store: Store) => fill(store, [hostile()]),
  empty: () => Promise.resolve<Truth>({ records: 0, collections: 0, people: null }),
} as const satisfies Record<string, (store: Store) => Promise<Truth>>;

export type Variant = keyof typeof VARIANTS;

const DATABASES = ['shop', 'pub', 'internal'];

export function seed(store: Store, variant: Variant): Promise<Truth> {
  return VARIANTS[variant](store);
}

export async function wipe(store: Store): Promise<void> {
  for (const database of DATABASES) await store.tell(`DROP DATABASE IF EXISTS ${database}`);
}

/** The incident's collections, a thousandth of its size. */
function people(): Plan[] {
  return [
    {
      database: 'shop',
      name: 'users',
      columns: [
        ['user_id', 'UInt64'],
        ...['owner_email', 'user_name', 'camera_nickname', 'device_model', 'firmware_version', 'wifi_ssid'].map(text),
        ...['ios_api_token', 'android_api_token', 'alexa_access_token', 'created_at'].map(text),
      ],
      rows: map(customers(2_400), (one) => ({ ...one, alexa_access_token: one.alexa_access_token ?? '' })),
    },
    {
      database: 'shop',
      name: 'shares',
      columns: [
        ['share_id', 'UInt64'],
        ...['owner_email', 'shared_with_email', 'camera_nickname', 'shared_at'].map(text),
      ],
      rows: shares(1_000),
    },
    {
      database: 'shop',
      name: 'beta_testers',
      columns: [
        text('owner_email'),
        ['height', 'Float32'],
        ['weight', 'Float32'],
        text('gender'),
        ['bone_density', 'Float32'],
        ['daily_protein', 'Float32'],
        text('measured_at'),
      ],
      rows: map(betaTesters(140), ({ owner_email, body_metrics, measured_at }) => ({
        owner_email,
        ...body_metrics,
        measured_at,
      })),
    },
  ];
}

function text(name: string): [string, string] {
  return [name, 'String'];
}

function contacts(database: string, name: string, count: number, more: Partial<Plan> = {}): Plan {
  const rows = map(customers(count), ({ owner_email, user_name }) => ({ owner_email, user_name }));
  return { database, name, columns: [text('owner_email'), text('user_name')], rows, ...more };
}

function uncounted(): Plan[] {
  return [contacts('shop', 'members', 60, { engine: 'Log' }), contacts('shop', 'visitors', 40, { engine: 'Memory' })];
}

function outside(): Plan {
  return { ...contacts('shop', 'everywhere', 0), engine: 'Distributed(reports, shop, members)' };
}

/** What is left when somebody was faster. The address is an example of the format and belongs to nobody. */
function note(): Plan {
  const words =
    'All your data was backed up. You must pay 0.021 BTC to bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq within 48 hours.';
  return { database: 'shop', name: 'read_me_to_recover', columns: [text('note')], rows: [{ note: words }] };
}

const EVIL = [
  '<script>alert(1)</script>',
  '\u001B[31mred\u001B[0m',
  'line\nbreak',
  '\u202Egnp_exe',
  '__proto__',
  "'); DROP TABLE plain; --",
  'a `quoted` one',
  'back\\slash',
];

function hostile(): Plan {
  return {
    database: 'shop',
    name: 'zoe`s "table"; DROP TABLE plain; --',
    columns: [text('owner_email'), ...EVIL.map(text)],
    rows: map(customers(40), ({ owner_email }) => ({ owner_email })),
  };
}

async function fill(store: Store, plans: readonly Plan[]): Promise<Truth> {
  let records = 0;
  for (const plan of plans) {
    const counted = await fillTable(store, plan);
    if (plan.seen !== false) records += counted;
  }
  return { records, collections: plans.filter(({ seen }) => seen !== false).length, people: null };
}

/** Rows that the server keeps a number of. */
async function fillTable(store: Store, { database, name, columns, rows, engine }: Plan): Promise<number> {
  const table = `${database}.${quoted(name)}`;
  const [first] = columns;
  await store.tell(`CREATE DATABASE IF NOT EXISTS ${database}`);
  const kind = engine ?? `MergeTree ORDER BY ${quoted(first?.[0] ?? '')}`;
  await store.tell(
    `CREATE TABLE ${table} (${columns.map(([column, type]) => `${quoted(column)} ${type}`).join(', ')}) ENGINE = ${kind}`,
  );
  const lines = [...rows].map((row) => JSON.stringify(row));
  if (lines.length > 0) await store.tell(`INSERT INTO ${table} FORMAT JSONEachRow`, lines.join('\n'));
  if (engine !== undefined) return 0;
  const [[told] = []] = await store.ask(
    `SELECT toString(sum(rows)) FROM system.parts WHERE active AND database = '${database}' AND table = '${name.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`,
  );
  if (told !== String(lines.length)) throw new Error(`${name}: wrote ${lines.length} rows, the server keeps ${told}`);
  return lines.length;
}

function quoted(name: string): string {
  return `\`${name.replaceAll('\\', '\\\\').replaceAll('`', '\\`')}\``;
}

function* map<T>(from: Iterable<T>, make: (one: T) => object): Generator<object> {
  for (const one of from) yield make(one);
}
