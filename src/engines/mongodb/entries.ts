import type { Json } from '../../model/request.ts';
import { escapeText } from '../../support/escape.ts';
import { at, text } from '../../wire/json.ts';
import { type Door, isSystemCollection, isSystemDatabase, takeNames, viaOf } from './databases.ts';
import type { MongoChannel } from './requests.ts';
import { ask, batchOf } from './speak.ts';

const MOST_DATABASES = 60;

/** A collection as its database lists it. */
export interface Entry {
  readonly database: string;
  readonly name: string;
  readonly kind: 'collection' | 'view' | 'timeseries';
  readonly system: boolean;
  readonly options: Json | undefined;
}

export function nameOf({ database, name }: Pick<Entry, 'database' | 'name'>): string {
  return `${database}.${name}`;
}

/** The collections of all databases, those of others first. */
export async function takeEntries(
  channel: MongoChannel,
  door: Door & { readonly databases: readonly string[] },
  notes: string[],
): Promise<{ readonly entries: readonly Entry[]; readonly exchanges: readonly number[] }> {
  const entries: Entry[] = [];
  const exchanges: number[] = [];
  for (const database of door.databases.slice(0, MOST_DATABASES)) {
    const { listed, exchange, said } = await takeListed(channel, door, database);
    if (said !== null)
      notes.push(`collections of ${escapeText(database, 80)} could not be listed: ${escapeText(said, 160)}`);
    else exchanges.push(exchange);
    entries.push(...listed);
  }
  const left = door.databases.length - Math.min(door.databases.length, MOST_DATABASES);
  if (left > 0) notes.push(`${left} more databases were not looked into`);
  return { entries, exchanges };
}

interface Listed {
  readonly listed: readonly Entry[];
  readonly exchange: number;
  readonly said: string | null;
}

/** With their options where those are told, by their names alone otherwise. */
async function takeListed(channel: MongoChannel, door: Door, database: string): Promise<Listed> {
  const answer =
    isSystemDatabase(database) || door.wire < 3
      ? null
      : await ask(channel, 'collections', { database, ...viaOf(door) });
  const batch = answer === null ? null : batchOf(answer);
  if (answer !== null && batch !== null) {
    const listed = batch.flatMap((one) => entryOf(database, one) ?? []);
    return { listed, exchange: answer.exchange, said: null };
  }
  const { answer: names, names: told } = await takeNames(channel, door, database);
  const listed = (told ?? []).map((name) => entryOf(database, { name }) ?? []).flat();
  return { listed, exchange: names.exchange, said: told === null ? names.said || 'an answer of another shape' : null };
}

function entryOf(database: string, described: Json): Entry | null {
  const name = text(at(described, 'name'));
  if (name === null || name === '') return null;
  const type = text(at(described, 'type'));
  const kind = type === 'view' || type === 'timeseries' ? type : 'collection';
  return { database, name, kind, system: isSystemCollection(database, name), options: at(described, 'options') };
}
