import { plainCollection } from '../../families/facts/collections.ts';
import { lookForNames } from '../../families/notes/names.ts';
import type { ProbeContext } from '../../model/engine.ts';
import type { AccessFacts, Collection, Egress, Field, InventoryFacts, Setting, Sign } from '../../model/facts.ts';
import type { Json } from '../../model/request.ts';
import { hostOf } from '../../support/address.ts';
import { escapeText } from '../../support/escape.ts';
import { byText } from '../../support/stable-json.ts';
import { at, bag, list, text, texts } from '../../wire/json.ts';
import { type Answer, informationOf, readAnswer } from './answers.ts';
import { isSystem } from './databases.ts';
import type { CouchChannel } from './requests.ts';
import { sampleDocuments } from './sampling.ts';

const MOST_DETAILED = 150;

/** Databases, what the server keeps of them, and where they are replicated to. No document is read. */
export async function takeInventory(
  channel: CouchChannel,
  { settings }: AccessFacts,
  context: ProbeContext,
): Promise<InventoryFacts> {
  if (settings['role'] === 'database') return inventoryHere(channel, context);
  const told = (Array.isArray(settings['databases']) ? (settings['databases'] as readonly string[]) : []).toSorted(
    byText,
  );
  const own = told.filter((name) => !isSystem(name));
  const kept = [...own, ...told.filter(isSystem)].slice(0, context.limits.collections);
  const notes: string[] = [];
  const mappings: number[] = [];
  const collections: Collection[] = [];
  let unreadable = 0;
  for (const [place, database] of kept.entries()) {
    const detailed = place < MOST_DETAILED && !isSystem(database);
    const information = detailed ? readAnswer(await channel.ask('information', { database })) : null;
    const indexes = information?.meaning === 'open' ? readAnswer(await channel.ask('indexes', { database })) : null;
    if (indexes?.meaning === 'open') mappings.push(indexes.exchange);
    if (information?.meaning === 'refused') unreadable += 1;
    collections.push(collectionOf(database, information, indexes, context.limits.fieldsPerCollection));
  }
  if (unreadable > 0) notes.push(`${unreadable} databases are named and may not be read`);
  if (own.length > MOST_DETAILED) notes.push(`${own.length - MOST_DETAILED} databases are named, and were not counted`);
  if (context.sample !== null) await sampleDocuments(channel, collections, context.sample);
  const around = await lookAround(channel);
  const omitted = own.length - Math.min(own.length, kept.length);
  return {
    collections,
    omitted:
      omitted > 0 ? { collections: omitted, reason: `only ${context.limits.collections} databases are listed` } : null,
    egress: around.egress,
    signs: signsOf(collections),
    settings: around.settings,
    proofs: { ...around.proofs, ...(mappings.length > 0 ? { mappings: mappings.slice(0, 3) } : {}) },
    notes,
  };
}

async function inventoryHere(channel: CouchChannel, context: ProbeContext): Promise<InventoryFacts> {
  const information = readAnswer(await channel.ask('root'));
  const indexes = readAnswer(await channel.ask('indexes-here'));
  const name = informationOf(information)?.name ?? 'database';
  const collection = collectionOf(name, information, indexes, context.limits.fieldsPerCollection);
  if (context.sample !== null) await sampleDocuments(channel, [collection], context.sample, 'sample-here');
  return {
    collections: [collection],
    omitted: null,
    egress: [],
    signs: signsOf([collection]),
    settings: {},
    proofs: indexes.meaning === 'open' ? { mappings: [indexes.exchange] } : {},
    notes: [],
  };
}

function collectionOf(name: string, information: Answer | null, indexes: Answer | null, most: number): Collection {
  const known = information === null ? null : informationOf(information);
  const fields = indexes === null ? [] : fieldsOf(indexes.json);
  return plainCollection({
    name,
    kind: 'database',
    records: known?.documents ?? null,
    bytes: known?.bytes ?? null,
    system: isSystem(name),
    state: information?.meaning === 'refused' ? ['not-readable'] : [],
    fields,
    most,
  });
}

/** `{"def": {"fields": [{"email": "asc"}]}}`; text indexes give types with them. */
function fieldsOf(json: Json | undefined): Field[] {
  const names = list(at(json, 'indexes')).flatMap((index) =>
    list(at(index, 'def', 'fields')).flatMap((field) => {
      const name = text(at(field, 'name'));
      return name === null ? Object.keys(bag(field) ?? {}) : [name];
    }),
  );
  return [...new Set(names)]
    .filter((name) => name !== '' && !name.startsWith('_') && name.length <= 300)
    .map((name) => ({ name, type: 'unknown', countAs: null }));
}

/** `wegeturdb` is the mark of one who left no other note. */
function signsOf(collections: readonly Collection[]): Sign[] {
  const marked = collections.filter(({ name }) => name.includes('wegeturdb'));
  const noted = marked.map(
    ({ name }): Sign => ({ kind: 'ransom-note', certainty: 'suspicious', collection: name, because: ['name'] }),
  );
  return [...noted, ...lookForNames(collections.filter((collection) => !marked.includes(collection)))];
}

interface Around {
  readonly egress: readonly Egress[];
  readonly settings: Readonly<Record<string, Setting>>;
  readonly proofs: Readonly<Record<string, readonly number[]>>;
}

async function lookAround(channel: CouchChannel): Promise<Around> {
  const members = readAnswer(await channel.ask('members'));
  const tasks = readAnswer(await channel.ask('replications'));
  const bound = readAnswer(await channel.ask('bound'));
  const nodes = texts(at(members.json, 'cluster_nodes')).slice(0, 100).flatMap(memberOf);
  const replicas = Array.isArray(tasks.json) ? list(tasks.json).slice(0, 200).flatMap(replicasOf) : [];
  const address = bound.meaning === 'open' ? text(bound.json) : null;
  return {
    egress: [...nodes, ...replicas],
    settings: {
      replications: Array.isArray(tasks.json) ? replicas.length : null,
      bindAny: address === null ? null : ['0.0.0.0', '::', 'any'].includes(address),
    },
    proofs: {
      ...(nodes.length > 0 ? { members: [members.exchange] } : {}),
      ...(replicas.length > 0 ? { replicas: [tasks.exchange] } : {}),
    },
  };
}

/** `couchdb@couch-1.example`, which reads like somebody’s address; a server by itself is `nonode@nohost`. */
function memberOf(node: string): Egress[] {
  const host = node.split('@')[1];
  if (host === undefined || host === 'nohost') return [];
  return [{ kind: 'member', name: 'node', location: escapeText(host, 120), host: hostOf(host) }];
}

/** Both ends of a replication that lie elsewhere; passwords in them are masked by the server, and dropped here. */
function replicasOf(task: Json): Egress[] {
  if (text(at(task, 'type')) !== 'replication') return [];
  return (['source', 'target'] as const).flatMap((end): Egress[] => {
    const place = text(at(task, end));
    if (place === null || !/^https?:\/\//i.test(place)) return [];
    const bare = place.replace(/^([a-z]+:\/\/)[^@/]*@/i, '$1').replace(/[?#].*$/, '');
    const kind = end === 'target' ? 'replica' : 'member';
    return [{ kind, name: `replication ${end}`, location: escapeText(bare, 200), host: hostOf(bare) }];
  });
}
