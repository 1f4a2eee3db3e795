import type { Params } from '../../model/request.ts';
import { at, count, list, text } from '../../wire/json.ts';
import type { Hello } from './hello.ts';
import type { MongoChannel } from './requests.ts';
import { type Answer, ask, batchOf, succeeded } from './speak.ts';

/** The server's own; what others put into `admin` is theirs. */
const OWN = new Set(['config', 'local']);
/** `listCollections` came with 3.0. */
const FIRST_WITH_LIST = 3;

export interface Door {
  readonly via: Hello['via'];
  readonly wire: number;
}

/** The parameter that says in which kind of message a command goes. */
export function viaOf({ via }: Pick<Door, 'via'>): Params {
  return via === 'query' ? { via } : {};
}

export function isSystemDatabase(name: string): boolean {
  return OWN.has(name);
}

export function isSystemCollection(database: string, name: string): boolean {
  return isSystemDatabase(database) || name.startsWith('system.') || (database === 'admin' && name === 'tempusers');
}

/** Names of the databases, those of others first; null where they are not told. */
export function databasesOf(answer: Answer): readonly string[] | null {
  if (!succeeded(answer) || !Array.isArray(answer.document['databases'])) return null;
  const names = list(answer.document['databases']).flatMap((one) => text(at(one, 'name')) ?? []);
  const last = (name: string) => Number(name === 'admin' || isSystemDatabase(name));
  return names.toSorted((left, right) => last(left) - last(right));
}

export interface Names {
  readonly answer: Answer;
  /** Null: they are not told. */
  readonly names: readonly string[] | null;
}

/** Names of the collections of a database, without views. */
export async function takeNames(channel: MongoChannel, door: Door, database: string): Promise<Names> {
  if (door.wire < FIRST_WITH_LIST && door.via === 'query') return takeOldNames(channel, database);
  const answer = await ask(channel, 'names', { database, ...viaOf(door) });
  const batch = batchOf(answer);
  if (batch === null) return { answer, names: null };
  const stored = batch.filter((one) => text(at(one, 'type')) !== 'view');
  return { answer, names: stored.flatMap((one) => text(at(one, 'name')) ?? []) };
}

/** `shop.users`, and among them its indexes: `shop.users.$_id_`. */
async function takeOldNames(channel: MongoChannel, database: string): Promise<Names> {
  const answer = await ask(channel, 'names-old', { database });
  if (answer.meaning !== 'open') return { answer, names: null };
  const names = answer.documents.flatMap(({ name }) => text(name) ?? []);
  const own = names.filter((name) => name.startsWith(`${database}.`) && !name.includes('$'));
  return { answer, names: own.map((name) => name.slice(database.length + 1)) };
}

/** So many databases and, of each, collections are tried for a first document. */
const TRIES = 5;

export interface Read {
  readonly shown: readonly number[];
  readonly listed: readonly number[];
  readonly refused: readonly number[];
}

/** The proof: a collection whose documents may be counted, and which has some. */
export async function proveRead(channel: MongoChannel, door: Door, databases: readonly string[]): Promise<Read> {
  const listed: number[] = [];
  const refused: number[] = [];
  for (const database of databases.filter((name) => !isSystemDatabase(name)).slice(0, TRIES)) {
    const { answer, names } = await takeNames(channel, door, database);
    if (answer.meaning === 'refused') refused.push(answer.exchange);
    if (names === null) continue;
    listed.push(answer.exchange);
    for (const collection of names.filter((name) => !isSystemCollection(database, name)).slice(0, TRIES)) {
      const counted = await ask(channel, 'count', { database, collection, ...viaOf(door) });
      if (counted.meaning === 'refused') refused.push(counted.exchange);
      if (succeeded(counted) && (count(counted.document['n']) ?? 0) > 0) {
        return { shown: [counted.exchange], listed, refused };
      }
    }
  }
  return { shown: [], listed, refused };
}
