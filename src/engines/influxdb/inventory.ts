import { plainCollection } from '../../families/facts/collections.ts';
import { proofsOf } from '../../families/facts/proofs.ts';
import { lookForNames } from '../../families/notes/names.ts';
import type { ProbeContext } from '../../model/engine.ts';
import type { AccessFacts, Collection, Egress, Field, InventoryFacts, Measurement } from '../../model/facts.ts';
import { hostOf } from '../../support/address.ts';
import { text, texts } from '../../wire/json.ts';
import { columnOf, isSystem, numberOf, readQuery, readReply, readStatistics, type Table } from './answers.ts';
import type { InfluxdbChannel } from './requests.ts';
import { listDatabases, tablesOf } from './sql.ts';

const MOST_DATABASES = 50;
/** Counting series by measurement walks through the index; above this the number of all of them is enough. */
const MOST_SERIES = 1_000_000;

const OF_FILES = 'rows are those of files; what was written last is not in them yet';
const OF_SERIES = 'what is counted is series: the server keeps no number of points';

/** Measurements with their tags and fields; what is counted is series, since the server keeps no number of points. */
export async function takeInventory(
  channel: InfluxdbChannel,
  { settings }: AccessFacts,
  { limits }: ProbeContext,
): Promise<InventoryFacts> {
  if (settings['statisticsOpen'] === true) return byStatistics(channel);
  const modern = settings['generation'] === 3;
  const listing = modern ? null : readQuery(await channel.ask('databases'));
  const databases = listing === null ? await listDatabases(channel) : columnOf(listing.tables ?? [], 'name');
  const own = databases.filter((name) => !isSystem(name));
  const collections: Collection[] = [];
  const notes: string[] = [];
  for (const db of own.slice(0, MOST_DATABASES)) {
    const found = modern
      ? await tablesOf(channel, db, limits.fieldsPerCollection)
      : await measurementsOf(channel, db, limits.fieldsPerCollection, notes);
    collections.push(...found);
  }
  const shown = collections.slice(0, limits.collections);
  const subscriptions = modern ? null : readQuery(await channel.ask('subscriptions'));
  const egress = subscribersIn(subscriptions?.tables ?? []);
  return {
    collections: shown,
    omitted: omittedOf(own.length, collections.length - shown.length),
    egress,
    signs: lookForNames([...own.map((name) => databaseAsCollection(name, null)), ...shown]),
    settings: { subscriptions: subscriptions === null ? null : egress.length },
    proofs: proofsOf({ replicas: egress.length > 0 ? [subscriptions] : [], 'ransom-note': [listing] }),
    notes: [...notes, modern ? OF_FILES : OF_SERIES],
  };
}

function omittedOf(databases: number, collections: number): InventoryFacts['omitted'] {
  const left = Math.max(0, databases - MOST_DATABASES);
  if (left + collections === 0) return null;
  const reason =
    left > 0 ? `of ${databases} databases ${MOST_DATABASES} were looked into` : 'more than an inventory lists';
  return { collections: left + collections, reason };
}

/** A database by itself, where nothing that lies in it is known. */
function databaseAsCollection(name: string, records: number | null): Collection {
  return plainCollection({ name, kind: 'database', records, system: isSystem(name) });
}

/** Queries are refused: names of databases and numbers of series are what the statistics tell. */
async function byStatistics(channel: InfluxdbChannel): Promise<InventoryFacts> {
  const answer = readReply(await channel.ask('statistics'));
  const collections = [...(readStatistics(answer) ?? [])].map(([name, series]) => databaseAsCollection(name, series));
  return {
    collections,
    omitted: null,
    egress: [],
    signs: lookForNames(collections),
    settings: { subscriptions: null },
    proofs: proofsOf({ 'ransom-note': [answer] }),
    notes: ['what is counted is series; which measurements and fields there are is not told without a login'],
  };
}

async function measurementsOf(
  channel: InfluxdbChannel,
  db: string,
  mostFields: number,
  notes: string[],
): Promise<Collection[]> {
  const fields = tablesByName(readQuery(await channel.ask('fields', { db })).tables);
  const tags = tablesByName(readQuery(await channel.ask('tags', { db })).tables);
  const [estimate] = readQuery(await channel.ask('estimate', { db })).tables ?? [];
  const about = estimate === undefined ? null : numberOf(estimate);
  const few = about !== null && about <= MOST_SERIES;
  const counts = few ? tablesByName(readQuery(await channel.ask('series', { db })).tables) : new Map<string, Table>();
  if (!few) notes.push(`of one database series were not counted by measurement: ${about ?? 'it tells no number'}`);
  const names = new Set([...fields.keys(), ...tags.keys(), ...counts.keys()]);
  const found = [...names].map((name): Collection => {
    const all = fieldsOf(tags.get(name), fields.get(name));
    const counted = counts.get(name);
    return {
      ...databaseAsCollection(`${db}.${name}`, counted === undefined ? null : numberOf(counted)),
      kind: 'measurement',
      system: isSystem(db),
      fields: all.slice(0, mostFields),
      fieldsOmitted: Math.max(0, all.length - mostFields),
    };
  });
  return few || about === null ? found : [...found, { ...databaseAsCollection(db, about), kind: 'all series' }];
}

function tablesByName(tables: readonly Table[] | null): Map<string, Table> {
  return new Map((tables ?? []).map((table) => [table.name, table]));
}

function fieldsOf(tags: Table | undefined, fields: Table | undefined): Field[] {
  const keys = columnOf(tags === undefined ? [] : [tags], 'tagKey');
  return [
    ...keys.map((name) => ({ name, type: 'tag', countAs: isPlain(name) ? name : null })),
    ...(fields?.rows ?? []).flatMap((row): Field[] => {
      const [name, type] = [text(row[0]), text(row[1])];
      return name === null ? [] : [{ name, type: type ?? 'unknown', countAs: null }];
    }),
  ];
}

/** Every subscription gets a copy of what is written from then on. */
function subscribersIn(tables: readonly Table[]): Egress[] {
  return tables.flatMap(({ columns, rows }) => {
    const [named, sent] = [columns.indexOf('name'), columns.indexOf('destinations')];
    return rows.slice(0, 100).flatMap((row) =>
      texts(row[sent])
        .slice(0, 20)
        .map((url): Egress => {
          const bare = url.slice(0, 300).replace(/^([a-z][\w+.-]*:\/\/)[^@/]*@/i, '$1');
          const name = `subscription ${text(row[named]) ?? ''}`.trim();
          return { kind: 'replica', name, location: bare.replace(/[?#].*$/, ''), host: hostOf(bare) };
        }),
    );
  });
}

/** What may be put between the quotes of a statement. */
function isPlain(name: string): boolean {
  return /^[A-Za-z][\w.:@-]{0,100}$/.test(name);
}

/** Values of one tag of one measurement, counted in the index. */
export async function measureTag(
  channel: InfluxdbChannel,
  { collection, field }: { readonly collection: Collection; readonly field: string },
): Promise<Measurement> {
  const [db = '', ...rest] = collection.name.split('.');
  const measurement = rest.join('.');
  const measured = { collection: collection.name, field, approximate: false };
  if (!isPlain(measurement) || !isPlain(field)) {
    return { ...measured, distinct: null, skipped: 'its name cannot be put into a question', exchange: null };
  }
  const question = `SHOW TAG VALUES EXACT CARDINALITY FROM "${measurement}" WITH KEY = "${field}"`;
  const answer = readQuery(await channel.ask('tag-values', { db, question }));
  const [table] = answer.tables ?? [];
  const distinct = table === undefined ? null : numberOf(table);
  return {
    ...measured,
    distinct,
    skipped: distinct === null ? `it gave no number: ${answer.said}` : null,
    exchange: distinct === null ? null : answer.exchange,
  };
}
