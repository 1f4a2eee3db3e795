import type { Store } from './store.ts';

/** Types as the newest versions name them; older ones get theirs from `spelled`. */
export type FieldType = 'keyword' | 'text' | 'long' | 'float' | 'date' | 'boolean';

export interface MappedField {
  readonly type: FieldType | 'nested' | 'object';
  /** Of `nested` and `object`. */
  readonly properties?: MappedFields;
  /** Multi-fields: the same value, indexed another way. */
  readonly fields?: MappedFields;
}
export type MappedFields = Readonly<Record<string, MappedField>>;

/** An index to make and fill. Reserved characters of `name` are encoded by the loader. */
export interface CollectionPlan {
  readonly name: string;
  readonly fields: MappedFields;
  readonly documents: Iterable<object>;
  /** Dotted names of fields that tell one person from another. */
  readonly identifying: readonly string[];
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly aliases?: Readonly<Record<string, object>>;
  /** Further top-level mapping keys that only some versions know, such as `runtime`. */
  readonly mapping?: Readonly<Record<string, unknown>>;
}

/** What was written, counted while it was written. */
export interface Written {
  readonly records: number;
  /** The most distinct values that one identifying field has; null where no field identifies. */
  readonly people: number | null;
}

/** What an audit has to find, as far as an anonymous visitor may see it. `people` null: there is nobody, or no way, to count. */
export interface Truth {
  /** Documents of collections that are not the server's own. */
  readonly records: number;
  readonly collections: number;
  readonly people: number | null;
}

export async function fillAll(store: Store, plans: readonly CollectionPlan[]): Promise<Truth> {
  let records = 0;
  let people: number | null = null;
  for (const plan of plans) {
    const written = await fill(store, plan);
    records += written.records;
    if (written.people !== null) people = Math.max(people ?? 0, written.people);
  }
  // Before 1.1 no server counts distinct values, and an audit reads no records to do it itself.
  return { records, collections: plans.length, people: generationOf(store) < 1 ? null : people };
}

const BATCH = 2000;

/** Makes the index, fills it, and asks the server how many documents it has: the truth is both counts, or an error. */
export async function fill(store: Store, plan: CollectionPlan): Promise<Written> {
  const path = `/${encodeURIComponent(plan.name)}`;
  await store.ask('PUT', path, indexBody(store, plan));
  const distinct = new Map(plan.identifying.map((field) => [field, new Set<unknown>()]));
  const action = JSON.stringify({ index: isTyped(store) ? { _type: typeName(store) } : {} });
  let records = 0;
  let batch: string[] = [];
  const send = async (): Promise<void> => {
    if (batch.length === 0) return;
    const answer = (await store.ask('POST', `${path}/_bulk`, `${batch.join('\n')}\n`)) as { errors: boolean };
    if (answer.errors) throw new Error(`${plan.name}: ${JSON.stringify(answer).slice(0, 500)}`);
    batch = [];
  };
  for (const document of plan.documents) {
    records += 1;
    for (const [field, seen] of distinct) for (const value of valuesAt(document, field)) seen.add(value);
    batch.push(action, JSON.stringify(document));
    if (batch.length >= BATCH) await send();
  }
  await send();
  await store.ask('POST', `${path}/_refresh`);
  const told = (await store.ask('GET', `${path}/_count`)) as { count: number };
  if (told.count !== records)
    throw new Error(`${plan.name}: wrote ${records} documents, the server counts ${told.count}`);
  return { records, people: distinct.size === 0 ? null : Math.max(...[...distinct.values()].map((seen) => seen.size)) };
}

function indexBody(store: Store, plan: CollectionPlan): object {
  const mapping = { ...plan.mapping, properties: spelled(store, plan.fields) };
  return {
    settings: { index: { number_of_shards: 1, number_of_replicas: 0, ...plan.settings } },
    mappings: isTyped(store) ? { [typeName(store)]: mapping } : mapping,
    aliases: plan.aliases ?? {},
  };
}

/** Before 5 there is one text type, `string`, that is analysed unless told not to be. */
function spelled(store: Store, fields: MappedFields): object {
  const ancient = generationOf(store) < 5;
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => {
      const inner = {
        ...(field.properties === undefined ? {} : { properties: spelled(store, field.properties) }),
        ...(field.fields === undefined ? {} : { fields: spelled(store, field.fields) }),
      };
      if (!ancient) return [name, { type: field.type, ...inner }];
      if (field.type === 'keyword') return [name, { type: 'string', index: 'not_analyzed', ...inner }];
      return [name, { type: field.type === 'text' ? 'string' : field.type, ...inner }];
    }),
  );
}

/** Elasticsearch before 7 sorts documents of an index into types. */
export function isTyped(store: Store): boolean {
  return generationOf(store) < 7;
}

function typeName(store: Store): string {
  return generationOf(store) < 6 ? 'record' : '_doc';
}

/** The major version of Elasticsearch whose ways the server has: OpenSearch goes on from 7. */
export function generationOf(store: Store): number {
  return store.product === 'opensearch' ? 7 : Number(store.version.split('.')[0]);
}

function valuesAt(document: unknown, path: string): unknown[] {
  const [first = '', ...rest] = path.split('.');
  if (Array.isArray(document)) return document.flatMap((member) => valuesAt(member, path));
  if (typeof document !== 'object' || document === null) return [];
  const value = (document as Record<string, unknown>)[first];
  if (value === undefined || value === null) return [];
  return rest.length === 0 ? [value].flat() : valuesAt(value, rest.join('.'));
}
