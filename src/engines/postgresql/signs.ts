import { markOf } from '../../families/notes/names.ts';
import type { Sign } from '../../model/facts.ts';
import type { PostgresChannel } from './requests.ts';
import { ask, type Guard, isTrue } from './speak.ts';
import { collectionName, type TableFact } from './tables.ts';

/** Notes are a handful of rows. */
const FEW = 20;
const MOST_ASKED = 3;
const READS_LIKE = ['payment-address', 'onion-address', 'recovery-offer'] as const;

/** Ransom notes and the marks of wipers, by the names of tables and of their database; few rows that read like one confirm it. */
export async function lookForNotes(
  channel: PostgresChannel,
  guard: Guard,
  database: string,
  tables: readonly TableFact[],
): Promise<{ readonly signs: readonly Sign[]; readonly exchanges: readonly number[] }> {
  const signs: Sign[] = [];
  const exchanges: number[] = [];
  let asked = 0;
  for (const fact of tables) {
    const mark = markOf(fact.table) ?? markOf(database);
    if (mark === null || fact.system) continue;
    const collection = collectionName(database, fact);
    if (mark === 'wiper') {
      signs.push({ kind: 'wiper', certainty: 'confirmed', collection, because: ['name'] });
      continue;
    }
    const few = fact.rows === null || fact.rows <= FEW;
    const because = ['name', ...(few ? ['few-documents'] : [])];
    const words: string[] = [];
    if (few && fact.readable && fact.kind === 'table' && asked < MOST_ASKED) {
      asked += 1;
      const answer = await ask(channel, 'note', guard, { schema: fact.schema, table: fact.table });
      const row = answer.kind === 'rows' ? (answer.rows[0] ?? []) : [];
      words.push(...READS_LIKE.filter((_, index) => isTrue(row[index])));
      if (words.length > 0) exchanges.push(answer.exchange);
    }
    signs.push({
      kind: 'ransom-note',
      certainty: words.length > 0 ? 'confirmed' : 'suspicious',
      collection,
      because: [...because, ...words],
    });
  }
  return { signs, exchanges };
}
