import { plainCollection } from '../../families/facts/collections.ts';
import { proofsOf } from '../../families/facts/proofs.ts';
import { attributeOf, type Drawer, drawersOf } from '../../families/keys/drawers.ts';
import { lookForNames } from '../../families/notes/names.ts';
import type { HttpReply } from '../../model/channel.ts';
import type { ProbeContext } from '../../model/engine.ts';
import type { AccessFacts, Collection, Egress, Field, InventoryFacts } from '../../model/facts.ts';
import { hostOf } from '../../support/address.ts';
import { count } from '../../wire/json.ts';
import { isObject, readAnswer, readBuckets, readListing } from './answers.ts';
import { askOf, headOf, type Place } from './buckets.ts';
import { jsonOf, openFolder } from './doors.ts';
import { type Entry, readFolder, readTopology, readVolumes } from './filer.ts';
import type { S3Channel } from './requests.ts';
import { sampleObjects } from './sampling.ts';

/** So many buckets are looked into, and so many folders at the top of one that holds more than a page. */
const MOST_BUCKETS = 40;
const MOST_TOPS = 10;
/** Objects whose metadata is looked at, one of each kind. */
const MOST_HEADS = 24;
const MOST_FOLDERS = 60;

interface Part {
  readonly collections: readonly Collection[];
  readonly omitted: number;
  readonly egress: readonly Egress[];
  readonly proofs: Readonly<Record<string, readonly number[]>>;
  readonly notes: readonly string[];
}

const NOTHING: Part = { collections: [], omitted: 0, egress: [], proofs: {}, notes: [] };

export async function takeInventory(
  channel: S3Channel,
  { settings }: AccessFacts,
  context: ProbeContext,
): Promise<InventoryFacts> {
  const { role } = settings;
  const part =
    role === 'filer'
      ? await inventoryOfFiler(channel)
      : role === 'master'
        ? await inventoryOfMaster(channel)
        : await inventoryOfS3(channel, context);
  const collections = part.collections.slice(0, context.limits.collections);
  const more = part.omitted + part.collections.length - collections.length;
  return {
    collections,
    omitted: more > 0 ? { collections: more, reason: `${collections.length} are listed` } : null,
    egress: part.egress,
    signs: lookForNames(collections),
    settings: {},
    proofs: proofsOf(part.proofs),
    notes: part.notes,
  };
}

async function inventoryOfS3(channel: S3Channel, { sample, limits }: ProbeContext): Promise<Part> {
  const places = await placesOf(channel);
  const collections: Collection[] = places.length === 0 ? await objectOf(channel) : [];
  const notes: string[] = [];
  const exchanges: number[] = [];
  let heads = 0;
  for (const place of places.slice(0, MOST_BUCKETS)) {
    const { keys, whole, exchange } = await keysOf(channel, place);
    exchanges.push(exchange);
    if (keys === null) {
      collections.push(collectionOf(place, null, { records: null, bytes: null, fields: [] }));
      continue;
    }
    if (!whole) notes.push(`${place.name}: ${keys.size} of its objects were looked at; it holds more than are counted`);
    const drawers = drawersOf(keys.keys());
    const bytes = new Map(
      drawersOf(keys.keys(), (key) => keys.get(key) ?? 0).map(({ pattern, count }) => [pattern, count]),
    );
    if (drawers.length === 0) collections.push(collectionOf(place, null, { records: 0, bytes: 0, fields: [] }));
    for (const drawer of drawers) {
      const looks = heads < MOST_HEADS;
      heads += 1;
      const noted = looks ? await notedOf(channel, place, drawer) : [];
      const seen = sample === null ? [] : await sampleObjects(channel, place, drawer, sample);
      const inside = [...seen].map((name) => ({ name, type: 'content', countAs: null }));
      const fields = [...fieldsOf(drawer), ...noted, ...inside].slice(0, limits.fieldsPerCollection);
      const counts = { records: drawer.count, bytes: whole ? (bytes.get(drawer.pattern) ?? null) : null };
      collections.push(collectionOf(place, drawer.pattern, { ...counts, fields }));
    }
  }
  return {
    ...NOTHING,
    collections,
    omitted: Math.max(0, places.length - MOST_BUCKETS),
    proofs: { keys: exchanges.slice(0, 3) },
    notes,
  };
}

async function placesOf(channel: S3Channel): Promise<readonly Place[]> {
  const [name = '', ...rest] = channel.endpoint.path.split('/').filter((segment) => segment !== '');
  // An object that the target names is all that there is to say of it.
  if (rest.length > 0) return [];
  if (name !== '') return [{ name, created: null, here: true }];
  const told = readBuckets(readAnswer(await channel.ask('buckets')));
  return (told?.buckets ?? []).map((bucket) => ({ ...bucket, here: false }));
}

/** The one object that the target names, where it names one. */
async function objectOf(channel: S3Channel): Promise<Collection[]> {
  if (channel.endpoint.path === '/') return [];
  const reply = await channel.ask('named');
  if (!isObject(reply)) return [];
  const counts = { records: 1, bytes: count(reply.headers['content-length']), fields: notedIn(reply) };
  return [
    { ...collectionOf({ name: channel.endpoint.path.slice(1, -1), created: null }, null, counts), kind: 'object' },
  ];
}

interface Keys {
  /** Null: they are not listed. */
  readonly keys: ReadonlyMap<string, number> | null;
  readonly whole: boolean;
  readonly exchange: number;
}

/** A page of a bucket; where it holds more, a page of each folder at its top. */
async function keysOf(channel: S3Channel, place: Place): Promise<Keys> {
  const answer = await askOf(channel, place, 'keys');
  const listing = readListing(answer);
  const { exchange } = answer;
  if (listing === null) return { keys: null, whole: false, exchange };
  if (!listing.more) return { keys: listing.objects, whole: true, exchange };
  const keys = new Map(listing.objects);
  const tops = readListing(await askOf(channel, place, 'folders'));
  for (const [key, size] of tops?.objects ?? []) keys.set(key, size);
  for (const folder of (tops?.folders ?? []).slice(0, MOST_TOPS)) {
    // A folder is asked for without the mark at its end, which no name of a stranger may bring into a request.
    const prefix = folder.replace(/\/$/, '');
    const reply = place.here
      ? await channel.ask('below-here', { prefix })
      : await channel.ask('below', { bucket: place.name, prefix });
    for (const [key, size] of readListing(readAnswer(reply))?.objects ?? []) keys.set(key, size);
  }
  return { keys, whole: false, exchange };
}

function fieldsOf({ pattern }: Drawer): Field[] {
  const attribute = attributeOf(pattern);
  return attribute === null ? [] : [{ name: attribute, type: 'object', countAs: null }];
}

const NOTED = 'x-amz-meta-';

async function notedOf(channel: S3Channel, place: Place, { examples }: Drawer): Promise<Field[]> {
  const [example] = examples;
  const reply = example === undefined ? null : await headOf(channel, place, example);
  return reply === null ? [] : notedIn(reply);
}

/** Names under which the owner of an object noted something with it. */
function notedIn({ headers }: HttpReply): Field[] {
  return Object.keys(headers)
    .filter((name) => name.startsWith(NOTED) && name.length < 120)
    .map((name) => ({ name: name.slice(NOTED.length), type: 'metadata', countAs: null }));
}

function collectionOf(
  { name, created }: Pick<Place, 'name' | 'created'>,
  pattern: string | null,
  counts: Pick<Collection, 'records' | 'bytes' | 'fields'>,
): Collection {
  return plainCollection({
    name: pattern === null ? name : `${name}/${pattern}`,
    kind: pattern === null ? 'bucket' : 'objects',
    created,
    ...counts,
  });
}

/** What lies in its folders, level by level, to a bound. */
async function inventoryOfFiler(channel: S3Channel): Promise<Part> {
  const top = await channel.ask('filer-0');
  const files: Entry[] = [];
  let folders: Entry[] = [];
  const sort = (entries: readonly Entry[]) => {
    files.push(...entries.filter(({ folder }) => !folder));
    folders.push(...entries.filter(({ folder }) => folder));
  };
  sort(readFolder(top) ?? []);
  let asked = 0;
  while (folders.length > 0 && asked < MOST_FOLDERS) {
    const level = folders;
    folders = [];
    for (const { path } of level) {
      asked += 1;
      if (asked <= MOST_FOLDERS) sort((await openFolder(channel, path))?.entries ?? []);
    }
  }
  const keys = new Map(files.map(({ path, bytes }) => [path.join('/'), bytes]));
  const collections = drawersOf(keys.keys()).map(({ pattern, count }) =>
    collectionOf({ name: '', created: null }, pattern, { records: count, bytes: null, fields: [] }),
  );
  const notes =
    asked >= MOST_FOLDERS ? [`${files.length} files of ${MOST_FOLDERS} folders were looked at; there are more`] : [];
  return { ...NOTHING, collections, proofs: { keys: [top.exchange] }, notes };
}

async function inventoryOfMaster(channel: S3Channel): Promise<Part> {
  const told = await channel.ask('topology');
  const topology = readTopology(jsonOf(told));
  const counted = await channel.ask('volumes');
  const volumes = readVolumes(jsonOf(counted));
  const names = new Set([...(topology?.collections ?? []), ...[...volumes.keys()].filter((name) => name !== '')]);
  return {
    ...NOTHING,
    collections: [...names].map((name) => {
      const kept = volumes.get(name);
      const counts = { records: kept?.files ?? null, bytes: kept?.bytes ?? null, fields: [] };
      return { ...collectionOf({ name, created: null }, null, counts), kind: 'collection' };
    }),
    egress: (topology?.nodes ?? []).map((node) => ({
      kind: 'member' as const,
      name: 'server of volumes',
      location: node,
      host: hostOf(node),
    })),
    proofs: { volumes: counted.ok ? [counted.exchange] : [], members: topology === null ? [] : [told.exchange] },
    notes: ['files are counted as the volumes keep them and last told the master: a large one is several'],
  };
}
