import type { Field, Sign } from '../../model/facts.ts';
import { markOf } from '../notes/names.ts';
import type { MysqlChannel } from './requests.ts';
import { ask } from './speak.ts';
import { collectionName, type TableFact } from './tables.ts';

/** Notes are a handful of rows. */
const FEW = 20;
const MOST_ASKED = 3;
const MOST_COLUMNS = 8;
const READS_LIKE = ['payment-address', 'onion-address', 'recovery-offer'] as const;

/** Ransom notes and the marks of wipers, by the names of tables and databases; few rows that read like one confirm it. */
export async function lookForNotes(
  channel: MysqlChannel,
  tables: readonly TableFact[],
  fieldsOf: (table: TableFact) => readonly Field[],
): Promise<{ readonly signs: readonly Sign[]; readonly exchanges: readonly number[] }> {
  const signs: Sign[] = [];
  const exchanges: number[] = [];
  let asked = 0;
  for (const fact of tables) {
    const mark = markOf(fact.table) ?? markOf(fact.database);
    if (mark === null) continue;
    const collection = collectionName(fact);
    if (mark === 'wiper') {
      signs.push({ kind: 'wiper', certainty: 'confirmed', collection, because: ['name'] });
      continue;
    }
    const few = fact.rows === null || fact.rows <= FEW;
    const columns = fieldsOf(fact)
      .filter(({ type }) => /char|text/i.test(type))
      .map(({ name }) => name)
      .slice(0, MOST_COLUMNS);
    const words: string[] = [];
    if (few && fact.kind === 'table' && columns.length > 0 && asked < MOST_ASKED) {
      asked += 1;
      const { database, table } = fact;
      const answer = await ask(channel, 'note', { database, table, columns });
      const row = answer.kind === 'rows' ? (answer.rows[0] ?? []) : [];
      words.push(...READS_LIKE.filter((_, place) => row[place] === '1'));
      if (words.length > 0) exchanges.push(answer.exchange);
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
