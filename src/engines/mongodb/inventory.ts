import { plainCollection } from '../../families/facts/collections.ts';
import type { ProbeContext } from '../../model/engine.ts';
import type { AccessFacts, Collection, InventoryFacts } from '../../model/facts.ts';
import { byText } from '../../support/stable-json.ts';
import { at, count } from '../../wire/json.ts';
import { lookAround } from './around.ts';
import { type Door, viaOf } from './databases.ts';
import { type Entry, nameOf, takeEntries } from './entries.ts';
import { Fields, fieldsOfIndexes, fieldsOfOptions, fieldsOfValidator, fieldsOfView } from './fields.ts';
import type { MongoChannel } from './requests.ts';
import { sampleDocuments } from './sampling.ts';
import { lookForNotes } from './signs.ts';
import { ask, batchOf, succeeded } from './speak.ts';

/** Each is asked for its size and its indexes; those beyond are named. */
const MOST_DETAILED = 150;
/** Before it no stage tells what a collection holds, and a count has to do. */
const FIRST_WITH_STATS = 5;

/** What the access questions left behind. */
export function doorOf({ settings }: AccessFacts): Door & { readonly databases: readonly string[] } {
  const { messages, wireVersion, databases } = settings;
  return {
    via: messages === 'query' ? 'query' : 'message',
    wire: typeof wireVersion === 'number' ? wireVersion : 0,
    databases: Array.isArray(databases) ? (databases as readonly string[]) : [],
  };
}

/** What lies in the databases, by what the server keeps of it; no document is read. */
export async function takeInventory(
  channel: MongoChannel,
  access: AccessFacts,
  context: ProbeContext,
): Promise<InventoryFacts> {
  const door = doorOf(access);
  const notes: string[] = [];
  const { entries, exchanges } = await takeEntries(channel, door, notes);
  const own = entries.filter(({ system }) => !system);
  const kept = [...own, ...entries.filter(({ system }) => system)].slice(0, context.limits.collections);
  const collections: Collection[] = [];
  let detailed = 0;
  for (const entry of kept) {
    const ask = !entry.system && entry.kind === 'collection' && detailed < MOST_DETAILED;
    if (ask) detailed += 1;
    collections.push(await collectionOf(channel, door, entry, ask, context.limits.fieldsPerCollection));
  }
  const named = kept.filter(({ system, kind }) => !system && kind === 'collection').length - detailed;
  if (named > 0) notes.push(`${named} collections are named, and were not counted`);
  if (context.sample !== null) await sampleDocuments(channel, door, kept, context.sample);
  const around = await lookAround(channel, door, access);
  const notesFound = await lookForNotes(channel, door, kept, collections);
  const beyond = own.length - kept.filter(({ system }) => !system).length;
  return {
    collections: collections.sort((left, right) => byText(left.name, right.name)),
    omitted:
      beyond > 0 ? { collections: beyond, reason: `only ${context.limits.collections} collections are listed` } : null,
    egress: around.egress,
    signs: notesFound.signs,
    settings: around.settings,
    proofs: {
      ...around.proofs,
      ...(exchanges.length > 0 ? { mappings: exchanges.slice(0, 3) } : {}),
      ...(notesFound.exchanges.length > 0 ? { 'ransom-note': notesFound.exchanges } : {}),
    },
    notes,
  };
}

async function collectionOf(
  channel: MongoChannel,
  door: Door,
  entry: Entry,
  detailed: boolean,
  most: number,
): Promise<Collection> {
  const { kind, system, options } = entry;
  const fields = new Fields();
  fieldsOfOptions(options, fields);
  if (kind === 'view') fieldsOfView(at(options, 'pipeline'), fields);
  const size = detailed ? await sizeOf(channel, door, entry) : { records: null, bytes: null };
  if (detailed) {
    const params = { database: entry.database, collection: entry.name, ...viaOf(door) };
    fieldsOfIndexes(batchOf(await ask(channel, 'indexes', params)) ?? [], fields);
  }
  fieldsOfValidator(at(options, 'validator'), fields);
  return plainCollection({
    name: nameOf(entry),
    kind,
    ...size,
    system,
    state: at(options, 'capped') === true ? ['capped'] : [],
    fields: fields.list(),
    most,
  });
}

/** By the statistics of all shards, or by the count that the server keeps. */
async function sizeOf(
  channel: MongoChannel,
  door: Door,
  { database, name }: Entry,
): Promise<Pick<Collection, 'records' | 'bytes'>> {
  const params = { database, collection: name, ...viaOf(door) };
  if (door.wire > FIRST_WITH_STATS) {
    const [row] = batchOf(await ask(channel, 'stats', params)) ?? [];
    const records = count(at(row, 'count'));
    if (records !== null) return { records, bytes: count(at(row, 'size')) };
  }
  const counted = await ask(channel, 'count', params);
  return { records: succeeded(counted) ? count(counted.document['n']) : null, bytes: null };
}
