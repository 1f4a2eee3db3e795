import type { ProbeContext } from '../../model/engine.ts';
import type { AccessFacts, Collection, Field, InventoryFacts, Setting } from '../../model/facts.ts';
import { listOf } from '../../wire/resp.ts';
import { attributeOf, type Drawer, drawersOf, estimated } from '../keys/drawers.ts';
import { readAnswer } from './answers.ts';
import { lookAround } from './around.ts';
import { type Information, readInformation } from './information.ts';
import { PAGE } from './ladder.ts';
import type { RedisChannel } from './requests.ts';
import { sampleValues } from './sampling.ts';
import { sampleKeys } from './scan.ts';
import { lookForSigns } from './signs.ts';

/** So many keys at most are looked at, over all databases together. */
const MOST_PAGES = 20;
const MOST_DATABASES = 16;
/** Of so many kinds of keys the type is asked, those with most keys first. */
const MOST_TYPED = 40;
/** A hash with more fields has data for names: they are not listed. */
const MOST_FIELDS = 200;
const FIELD = /^[A-Za-z_][\w.-]{0,63}$/;

/** What the keys are, by prefixes: all of them where they are few, a bounded part where they are not. */
export async function takeInventory(
  channel: RedisChannel,
  access: AccessFacts,
  context: ProbeContext,
): Promise<InventoryFacts> {
  const told = readAnswer(await channel.ask('information')).value;
  const information = typeof told === 'string' ? readInformation(told) : null;
  const notes: string[] = [];
  const exchanges: number[] = [];
  const found: Found[] = [];
  let pages = MOST_PAGES;
  for (const { number, keys } of await databasesOf(channel, information)) {
    const sampled = await sampleKeys(channel, number, PAGE, pages);
    pages -= sampled.exchanges.length;
    exchanges.push(...sampled.exchanges);
    const total = sampled.complete ? sampled.keys.size : Math.max(keys, sampled.keys.size);
    if (!sampled.complete && sampled.keys.size > 0) {
      notes.push(
        `database ${number}: ${sampled.keys.size} of ${total} keys were looked at; counts by prefix are estimates`,
      );
    } else if (sampled.keys.size === 0 && keys > 0) {
      notes.push(`database ${number}: ${keys} keys that were not looked at`);
    }
    const drawers = drawersOf(sampled.keys);
    const counts = sampled.complete ? drawers.map(({ count }) => count) : estimated(drawers, total);
    found.push(
      ...drawers.map((drawer, index) => ({ database: number, drawer, records: counts[index] ?? drawer.count })),
    );
    if (drawers.length === 0 && keys > 0) found.push({ database: number, drawer: UNSEEN, records: keys });
  }
  found.sort((left, right) => right.records - left.records);
  const kept = found.slice(0, context.limits.collections);
  const collections: Collection[] = [];
  for (const [index, one] of kept.entries()) collections.push(await collectionOf(channel, one, index < MOST_TYPED));
  if (context.sample !== null) await sampleValues(channel, kept, collections, context.sample);
  const { egress, settings, proofs } = await lookAround(channel, information);
  const keys = found.reduce((sum, { records }) => sum + records, 0);
  const signs = lookForSigns({ collections, keys, settings, modules: information?.modules ?? [] });
  return {
    collections,
    omitted:
      found.length > kept.length
        ? { collections: found.length - kept.length, reason: `${context.limits.collections} prefixes are listed` }
        : null,
    egress,
    signs,
    settings: { ...settings, keysSeen: keysSeen(found) },
    proofs: {
      ...proofs,
      ...(exchanges.length > 0 ? { scan: exchanges.slice(0, 2), 'ransom-note': exchanges.slice(0, 1) } : {}),
    },
    notes: [...notes, ...clusterNote(access)],
  };
}

/** Keys that are named alike, in one database. */
export interface Found {
  readonly database: number;
  readonly drawer: Drawer;
  readonly records: number;
}

const UNSEEN: Drawer = { pattern: '*', count: 0, examples: [] };

/** The server's own list of databases with their keys; DBSIZE of the first where it does not tell. */
async function databasesOf(channel: RedisChannel, information: Information | null): Promise<Information['databases']> {
  if (information !== null && information.keys !== null) {
    return [...information.databases].sort((left, right) => right.keys - left.keys).slice(0, MOST_DATABASES);
  }
  const { value } = readAnswer(await channel.ask('size', { database: 0 }));
  return [{ number: 0, keys: typeof value === 'number' ? value : 0 }];
}

async function collectionOf(
  channel: RedisChannel,
  { database, drawer, records }: Found,
  typed: boolean,
): Promise<Collection> {
  const [key] = drawer.examples;
  const asked = typed && key !== undefined ? readAnswer(await channel.ask('type', { database, key })).value : null;
  const kind = typeof asked === 'string' && /^[\w-]{1,32}$/.test(asked) && asked !== 'none' ? asked : 'keys';
  const fields = kind === 'hash' ? await hashFields(channel, database, drawer.examples) : attributeFields(drawer, kind);
  return {
    name: nameOf(database, drawer.pattern),
    kind,
    records,
    bytes: null,
    created: null,
    system: false,
    state: [],
    aliases: [],
    ...fields,
  };
}

export function nameOf(database: number, pattern: string): string {
  return database === 0 ? pattern : `db${database}.${pattern}`;
}

type Fields = Pick<Collection, 'fields' | 'fieldsOmitted'>;
const NO_FIELDS: Fields = { fields: [], fieldsOmitted: 0 };

/** `user:*:email` holds an email in each of its keys. */
function attributeFields({ pattern }: Drawer, kind: string): Fields {
  const name = attributeOf(pattern);
  return name === null ? NO_FIELDS : { fields: [fieldOf(name, kind)], fieldsOmitted: 0 };
}

function fieldOf(name: string, type: string): Field {
  return { name, type: type === 'hash' ? 'string' : type, countAs: null };
}

/** Of the hashes that are named alike the fields of a few, where they are small enough to be a builder's choice. */
async function hashFields(channel: RedisChannel, database: number, keys: readonly string[]): Promise<Fields> {
  const names = new Set<string>();
  let omitted = 0;
  for (const key of keys) {
    const size = readAnswer(await channel.ask('hash-size', { database, key })).value;
    if (typeof size !== 'number') break;
    if (size > MOST_FIELDS) {
      omitted = Math.max(omitted, size);
      continue;
    }
    const { value } = readAnswer(await channel.ask('hash-fields', { database, key }));
    for (const name of listOf(value)) {
      if (typeof name === 'string' && FIELD.test(name)) names.add(name);
      else omitted += 1;
    }
  }
  return { fields: [...names].sort().map((name) => fieldOf(name, 'hash')), fieldsOmitted: omitted };
}

function keysSeen(found: readonly Found[]): Setting {
  return found.reduce((sum, { drawer }) => sum + drawer.count, 0);
}

function clusterNote({ settings }: AccessFacts): string[] {
  return settings['mode'] === 'cluster'
    ? ['a node of a cluster: keys of its own part are counted, others have the rest']
    : [];
}
