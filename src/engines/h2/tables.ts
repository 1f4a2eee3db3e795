import { plainCollection } from '../../families/facts/collections.ts';
import { lookForNotesIn } from '../../families/notes/places.ts';
import type { ProbeContext } from '../../model/engine.ts';
import type { Collection, Field, InventoryFacts, Measurement } from '../../model/facts.ts';
import { byText } from '../../support/stable-json.ts';
import type { H2Channel } from './requests.ts';
import { ask, openUsual, type Table, tableOf } from './tcp.ts';

/** What lies in the database that sa was let into. */
export async function tcpInventory(channel: H2Channel, { limits, sample }: ProbeContext): Promise<InventoryFacts> {
  await openUsual(channel);
  const told = await ask(channel, 'tcp-tables');
  const columns = await ask(channel, 'tcp-columns');
  const unique = await ask(channel, 'tcp-unique');
  const single = new Set(unique.rows.map((place) => place.join('\n')));
  const fields = new Map<string, Field[]>();
  for (const [schema = '', table = '', name = '', type = ''] of columns.rows) {
    const key = collectionName({ schema, name: table });
    const known = fields.get(key) ?? [];
    if (known.length === 0) fields.set(key, known);
    known.push({ name, type, countAs: single.has([schema, table, name].join('\n')) ? name : null });
  }
  const tables = told.rows.map(tableOf).toSorted((left, right) => (right.rows ?? 0) - (left.rows ?? 0));
  const listed = tables.slice(0, limits.collections);
  const collections = listed.map((table) =>
    collectionOf(table, fields.get(collectionName(table)) ?? [], limits.fieldsPerCollection),
  );
  const omitted = tables.length - listed.length;
  return {
    collections: collections.toSorted((one, other) => byText(one.name, other.name)),
    omitted: omitted === 0 ? null : { collections: omitted, reason: `only ${limits.collections} tables are listed` },
    egress: [],
    signs: lookForNotesIn(collections.map((collection, index) => ({ collection, names: [listed[index]?.name ?? ''] }))),
    settings: {},
    proofs: {
      ...(told.rows.length > 0 ? { statistics: [told.exchange] } : {}),
      ...(columns.rows.length > 0 ? { mappings: [columns.exchange] } : {}),
    },
    notes: sample === null ? [] : ['records are not sampled: its values have a form for each type'],
  };
}

/** The usual schema is not named. */
function collectionName({ schema, name }: Pick<Table, 'schema' | 'name'>): string {
  return schema === 'PUBLIC' ? name : `${schema}.${name}`;
}

function collectionOf(table: Table, fields: readonly Field[], most: number): Collection {
  return plainCollection({
    name: collectionName(table),
    kind: table.view ? 'view' : 'table',
    records: table.rows,
    state: table.linked ? ['elsewhere'] : [],
    fields,
    most,
  });
}

/** A column with an index in which no value comes twice has as many as there are rows. */
export function measureUnique(collection: Collection, field: string): Measurement {
  const unique = collection.fields.some(({ name, countAs }) => name === field && countAs !== null);
  return {
    collection: collection.name,
    field,
    distinct: unique ? collection.records : null,
    approximate: true,
    skipped: unique && collection.records !== null ? null : 'no index of it is without repeats',
    exchange: null,
  };
}
