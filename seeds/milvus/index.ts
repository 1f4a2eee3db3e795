import { betaTesters, customers, shares } from '../cast.ts';
import { patiently, type Store } from './client.ts';

/** Nobody counts people in Milvus, which keeps no statistics of values. */
export interface Truth {
  readonly records: number;
  readonly collections: number;
  readonly people: null;
}

type Row = Readonly<Record<string, string | number>>;

const SEEDS = {
  empty: {},
  people: {
    customers: [...customers(200)].map(({ alexa_access_token, ...rest }) => ({
      ...rest,
      alexa_access_token: alexa_access_token ?? '',
    })),
    shares: [...shares(90)].map((one) => ({ ...one })),
    beta_testers: [...betaTesters(50)].map(({ body_metrics, ...rest }) => ({ ...rest, ...body_metrics })),
  },
} as const satisfies Record<string, Readonly<Record<string, readonly Row[]>>>;

export type Variant = keyof typeof SEEDS;

/** What an audit has to find, counted by the server. */
export async function seed(store: Store, variant: Variant): Promise<Truth> {
  const plan = Object.entries(SEEDS[variant] as Readonly<Record<string, readonly Row[]>>);
  let records = 0;
  for (const [name, rows] of plan) {
    await make(store, name, rows[0] ?? {});
    await insert(store, name, rows);
    await store.ask('POST', '/persist', { collection_names: [name] });
    await patiently(async () => {
      const counted = [await counts(store, name), await keeps(store, name)];
      if (counted.some((count) => count !== rows.length))
        throw new Error(`${name}: ${rows.length} were written, the server counts ${counted.join(' and ')}`);
    });
    records += rows.length;
  }
  return { records, collections: plan.length, people: null };
}

const [INT64, DOUBLE, VARCHAR, VECTOR] = [5, 11, 21, 101];

/** With an index over its vectors, and loaded: otherwise nothing of it can be asked for. */
async function make(store: Store, name: string, row: Row): Promise<void> {
  const fields = Object.entries(row).map(([field, value]) =>
    typeof value === 'number'
      ? { name: field, data_type: DOUBLE }
      : { name: field, data_type: VARCHAR, type_params: [{ key: 'max_length', value: '400' }] },
  );
  const id = { name: 'id', is_primary_key: true, autoID: true, data_type: INT64 };
  const vector = { name: 'vector', data_type: VECTOR, type_params: [{ key: 'dim', value: '2' }] };
  await store.ask('POST', '/collection', {
    collection_name: name,
    schema: { autoID: true, name, fields: [id, ...fields, vector] },
  });
  const parameters = { metric_type: 'L2', index_type: 'FLAT', params: '{}' };
  await store.ask('POST', '/index', {
    collection_name: name,
    field_name: 'vector',
    extra_params: Object.entries(parameters).map(([key, value]) => ({ key, value })),
  });
  await store.ask('POST', '/collection/load', { collection_name: name });
}

/** Field by field, as the interface wants it. */
async function insert(store: Store, name: string, rows: readonly Row[]): Promise<void> {
  const fields = Object.keys(rows[0] ?? {}).map((field) => {
    const values = rows.map((row) => row[field]);
    return { field_name: field, type: typeof values[0] === 'number' ? DOUBLE : VARCHAR, field: values };
  });
  const vectors = { field_name: 'vector', type: VECTOR, field: rows.map((_, index) => [index, 1]) };
  await store.ask('POST', '/entities', {
    collection_name: name,
    fields_data: [...fields, vectors],
    num_rows: rows.length,
  });
}

/** By a query. */
async function counts(store: Store, name: string): Promise<number> {
  const { fields_data } = (await store.ask('POST', '/query', {
    collection_name: name,
    expr: '',
    output_fields: ['count(*)'],
  })) as { fields_data: { Field: { Scalars: { Data: { LongData: { data?: number[] } } } } }[] };
  return fields_data[0]?.Field.Scalars.Data.LongData.data?.[0] ?? 0;
}

/** By its statistics, which come later. */
export async function keeps(store: Store, name: string): Promise<number> {
  const { stats } = (await store.ask('GET', '/collection/statistics', { collection_name: name })) as {
    stats: { key: string; value: string }[];
  };
  return Number(stats.find(({ key }) => key === 'row_count')?.value ?? 0);
}

export async function wipe(store: Store): Promise<void> {
  for (const name of await listed(store)) await store.ask('DELETE', '/collection', { collection_name: name });
}

export async function listed(store: Store): Promise<string[]> {
  const told = (await store.ask('GET', '/collections')) as { collection_names?: string[] };
  return (told.collection_names ?? []).sort();
}
