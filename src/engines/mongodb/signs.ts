import { isFew, markOf } from '../../families/notes/names.ts';
import type { Collection, Sign } from '../../model/facts.ts';
import { count } from '../../wire/json.ts';
import { type Door, viaOf } from './databases.ts';
import { type Entry, nameOf } from './entries.ts';
import { type MongoChannel, NOTE_WORDS } from './requests.ts';
import { ask, succeeded } from './speak.ts';

const MOST_ASKED = 3;

/** Notes and the marks of wipers, by the names of databases and collections; a few documents that read like one confirm it. */
export async function lookForNotes(
  channel: MongoChannel,
  door: Door,
  entries: readonly Entry[],
  collections: readonly Collection[],
): Promise<{ readonly signs: readonly Sign[]; readonly exchanges: readonly number[] }> {
  const records = new Map(collections.map(({ name, records: known }) => [name, known]));
  const signs: Sign[] = [];
  const exchanges: number[] = [];
  let asked = 0;
  for (const entry of entries) {
    const mark = entry.system ? null : (markOf(entry.name) ?? markOf(entry.database));
    if (mark === null) continue;
    const collection = nameOf(entry);
    if (mark === 'wiper') {
      signs.push({ kind: 'wiper', certainty: 'confirmed', collection, because: ['name'] });
      continue;
    }
    const few = isFew(records.get(collection) ?? null);
    const words: string[] = [];
    if (few && asked < MOST_ASKED) {
      asked += 1;
      for (const word of Object.keys(NOTE_WORDS)) {
        const params = { database: entry.database, collection: entry.name, word, ...viaOf(door) };
        const answer = await ask(channel, 'note', params);
        if (!succeeded(answer) || (count(answer.document['n']) ?? 0) === 0) continue;
        words.push(word);
        exchanges.push(answer.exchange);
      }
    }
    signs.push({
      kind: 'ransom-note',
      certainty: words.length > 0 ? 'confirmed' : 'suspicious',
      collection,
      because: ['name', ...(few ? ['few-documents'] : []), ...words],
    });
  }
  return { signs, exchanges };
}
