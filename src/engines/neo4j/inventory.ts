import { plainCollection } from '../../families/facts/collections.ts';
import { counted, uncounted } from '../../families/facts/measurements.ts';
import { lookForNames } from '../../families/notes/names.ts';
import type { ProbeContext, Subject } from '../../model/engine.ts';
import type { AccessFacts, Collection, Egress, Field, InventoryFacts, Measurement } from '../../model/facts.ts';
import { hostOf, networkOf } from '../../support/address.ts';
import { escapeText } from '../../support/escape.ts';
import { text } from '../../wire/json.ts';
import { type Counted, NOTHING_COUNTED, readCounts } from './counts.ts';
import type { Neo4jChannel } from './requests.ts';
import { type Answer, ask, type Door, databasesIn, SYSTEM, USUAL } from './speak.ts';
import { isPlain, type StatementName } from './statements.ts';

const MOST_DATABASES = 20;
/** Of so many labels and types of a database the names of properties are asked for, those with most records first. */
const MOST_ASKED = 40;
const MOST_SAMPLED = 40;

/** The door that the access questions went through. */
export function doorOf({ settings }: AccessFacts): Door {
  const { door, form, major } = settings;
  if (door === 'bolt') return { kind: 'bolt', major: typeof major === 'number' ? major : 5 };
  return { kind: 'http', form: form === 'transaction' ? form : 'tx' };
}

/** The database that the access questions were asked in. */
function databaseOf({ settings }: AccessFacts): string {
  const { database } = settings;
  return typeof database === 'string' ? database : USUAL;
}

/** What lies in the databases, by the counts that the server keeps, and around them. */
export async function takeInventory(
  channel: Neo4jChannel,
  access: AccessFacts,
  context: ProbeContext,
): Promise<InventoryFacts> {
  const door = doorOf(access);
  if (access.settings['product'] === 'Memgraph') return ofMemgraph(access);
  const listed = await ask(channel, door, 'databases', { database: SYSTEM });
  // Where the server has no list (before 4.0) or shows none, the one that was found.
  const found = databasesIn(listed);
  const databases = found.length > 0 ? found : [databaseOf(access)];
  const taken: Part[] = [];
  for (const database of databases.slice(0, MOST_DATABASES))
    taken.push(await takeDatabase(channel, door, database, context));
  const all = taken.flatMap(({ collections }) => collections);
  const collections = all.slice(0, context.limits.collections);
  const connections = await ask(channel, door, 'connections', { database: databaseOf(access) });
  const left = databases.length - taken.length;
  return {
    collections,
    omitted:
      all.length > collections.length
        ? {
            collections: all.length - collections.length,
            reason: `only ${context.limits.collections} labels and types are listed`,
          }
        : null,
    egress: [...membersIn(listed), ...clientsIn(connections)],
    signs: lookForNames(collections.map((collection) => ({ ...collection, name: bareName(collection) }))),
    settings: { databases },
    proofs: {
      ...exchangesOf('mappings', taken.flatMap(({ mapped }) => mapped).slice(0, 3)),
      ...exchangesOf('statistics', taken.flatMap(({ counted }) => counted).slice(0, 3)),
      ...exchangesOf('members', listed.meaning === 'rows' ? [listed.exchange] : []),
      ...exchangesOf('clients', connections.meaning === 'rows' ? [connections.exchange] : []),
    },
    notes: [...taken.flatMap(({ notes }) => notes), ...(left > 0 ? [`${left} more databases were not gone into`] : [])],
  };
}

function exchangesOf(name: string, exchanges: readonly number[]): Record<string, readonly number[]> {
  return exchanges.length > 0 ? { [name]: exchanges } : {};
}

/** On which servers of a cluster the databases lie, the one that was asked among them. */
function membersIn(listed: Answer): Egress[] {
  const places = new Map<string, string>();
  for (const [, address, , role] of listed.rows) {
    const [place, as] = [text(address), text(role)];
    if (place !== null && place !== '' && !places.has(place)) places.set(place, as ?? '');
  }
  return [...places].map(([place, role]) => ({
    kind: 'member',
    name: escapeText(role, 40),
    location: place.slice(0, 300),
    host: hostOf(place),
  }));
}

/** Networks of its clients, each once. */
function clientsIn(connections: Answer): Egress[] {
  const networks = new Map<string, string>();
  for (const [, address] of connections.rows) {
    const host = hostOf(text(address) ?? '');
    const network = networkOf(host);
    if (host !== null && network !== null && !networks.has(network)) networks.set(network, host);
  }
  return [...networks].map(([network, host]) => ({ kind: 'client', name: 'client', location: network, host }));
}

interface Part {
  readonly collections: readonly Collection[];
  readonly mapped: readonly number[];
  readonly counted: readonly number[];
  readonly notes: readonly string[];
}

async function takeDatabase(
  channel: Neo4jChannel,
  door: Door,
  database: string,
  { limits, sample }: ProbeContext,
): Promise<Part> {
  const counts = await ask(channel, door, 'counts', { database });
  const counted = readCounts(counts) ?? (await countOneByOne(channel, door, database));
  const kinds = [
    ...[...counted.labels].map(([name, records]) => ({ name, records, keys: 'label-keys' as const })),
    ...[...counted.types].map(([name, records]) => ({ name, records, keys: 'type-keys' as const })),
  ].filter(({ records }) => records > 0);
  kinds.sort((one, other) => other.records - one.records);
  const collections: Collection[] = [];
  const mapped: number[] = [];
  const seen = new Set<string>();
  for (const [place, { name, records, keys }] of kinds.entries()) {
    const answer =
      place < MOST_ASKED && isPlain(name) ? await ask(channel, door, keys, { database, label: name }) : null;
    const names = answer?.meaning === 'rows' ? answer.rows.flatMap(([key]) => text(key) ?? []) : [];
    if (answer?.meaning === 'rows') mapped.push(answer.exchange);
    for (const key of names) seen.add(key);
    const fields = names.map((field) => fieldOf(field, keys, name, counted));
    collections.push(
      plainCollection({
        name: `${database}.${name}`,
        kind: keys === 'label-keys' ? 'label' : 'relationship',
        records,
        fields,
        most: limits.fieldsPerCollection,
      }),
    );
    if (sample !== null && keys === 'label-keys' && place < MOST_SAMPLED && isPlain(name)) {
      await sampleRecords(channel, door, { database, label: name }, sample);
    }
  }
  const known = await ask(channel, door, 'property-keys', { database });
  const unseen = known.rows.flatMap(([key]) => text(key) ?? []).filter((key) => !seen.has(key)).length;
  const labelled = [...counted.labels.values()].reduce((sum, records) => sum + records, 0);
  const several = counted.nodes === null ? 0 : labelled - counted.nodes;
  return {
    collections,
    mapped,
    counted: counts.meaning === 'rows' ? [counts.exchange] : [],
    notes: [
      ...(several > 0
        ? [`nodes of ${database} with several labels are counted once for each: ${several} more than there are`]
        : []),
      ...(several < 0 ? [`${-several} nodes of ${database} have no label, and are in none of the collections`] : []),
      ...(unseen > 0
        ? [
            `${unseen} names of properties of ${database} were used at some time, and not seen at the nodes that were looked at`,
          ]
        : []),
      ...(kinds.length > MOST_ASKED
        ? [`of ${kinds.length - MOST_ASKED} labels and types of ${database} no properties were asked for`]
        : []),
    ],
  };
}

/** Where the statistics are not shown: the labels, each with the count that the server keeps of it. */
async function countOneByOne(channel: Neo4jChannel, door: Door, database: string): Promise<Counted> {
  const listed = await ask(channel, door, 'labels', { database });
  const labels = new Map<string, number>();
  for (const [told] of listed.rows.slice(0, MOST_ASKED)) {
    const label = text(told);
    if (label === null || !isPlain(label)) continue;
    const { rows } = await ask(channel, door, 'count-label', { database, label });
    const records = rows[0]?.[0];
    if (typeof records === 'number') labels.set(label, records);
  }
  return { ...NOTHING_COUNTED, labels };
}

/** An index knows how many values it holds: that is what is told of people. */
function fieldOf(name: string, keys: StatementName, of: string, { indexes }: Counted): Field {
  const index =
    keys === 'label-keys' ? indexes.find(({ label, property }) => label === of && property === name) : undefined;
  return { name, type: 'property', countAs: index === undefined ? null : name };
}

function bareName({ name }: Collection): string {
  return name.slice(name.indexOf('.') + 1);
}

async function sampleRecords(
  channel: Neo4jChannel,
  door: Door,
  place: { readonly database: string; readonly label: string },
  { records, sink }: NonNullable<ProbeContext['sample']>,
): Promise<void> {
  const answer = await ask(channel, door, 'sample', { ...place, size: Math.min(records, 1_000) });
  for (const [record] of answer.rows) {
    if (typeof record !== 'object' || record === null || Array.isArray(record)) continue;
    for (const [field, value] of Object.entries(record)) sink.see(`${place.database}.${place.label}`, field, value);
  }
}

/** Memgraph has no such statistics by name: how many nodes there are is what it tells without a scan. */
function ofMemgraph({ settings }: AccessFacts): InventoryFacts {
  const { nodes } = settings;
  const records = typeof nodes === 'number' ? nodes : null;
  const all: Collection = plainCollection({ name: 'nodes', kind: 'nodes', records });
  return {
    collections: records === null || records === 0 ? [] : [all],
    omitted: null,
    egress: [],
    signs: [],
    settings: {},
    proofs: {},
    notes: ['Memgraph: nodes are counted together, labels and properties were not asked for'],
  };
}

/** How many values a property has, as the index over it knows: no node is read. */
export async function measureDistinct(
  channel: Neo4jChannel,
  access: AccessFacts,
  subject: Subject,
): Promise<Measurement> {
  const { collection, field } = subject;
  const place = collection.name.indexOf('.');
  const [database, label] = [collection.name.slice(0, place), collection.name.slice(place + 1)];
  const counts = await ask(channel, doorOf(access), 'counts', { database });
  const index = readCounts(counts)?.indexes.find((one) => one.label === label && one.property === field);
  const distinct = index?.distinct ?? null;
  return distinct === null
    ? uncounted(subject, 'no index over this property alone knows how many values it has')
    : counted(subject, distinct, counts.exchange);
}
