import type { BytesReply, Failure } from '../../model/channel.ts';
import { listOf, textsOf } from '../../wire/resp.ts';
import { type Answer, readAnswer } from './answers.ts';
import type { RedisChannel } from './requests.ts';

/** Keys of one page, and where the next one begins. Null keys: none could be listed. */
export interface Page {
  readonly answer: Answer;
  readonly keys: readonly string[] | null;
  readonly next: string | null;
}

/** Where the database could not be chosen, the answer is of the first one. */
export function firstPage(reply: BytesReply | Failure, database: number): Page {
  const answer = readAnswer(reply);
  const [cursor, keys] = listOf(answer.value);
  if (
    typeof cursor !== 'string' ||
    !/^\d{1,20}$/.test(cursor) ||
    !Array.isArray(keys) ||
    (answer.fallen && database > 0)
  ) {
    return { answer, keys: null, next: null };
  }
  return { answer, keys: textsOf(keys), next: cursor === '0' ? null : cursor };
}

export interface Sampled {
  readonly keys: ReadonlySet<string>;
  /** Every key was seen. */
  readonly complete: boolean;
  readonly exchanges: readonly number[];
}

/** Pages of keys until there are no more, or `pages` were read. */
export async function sampleKeys(
  channel: RedisChannel,
  database: number,
  count: number,
  pages: number,
): Promise<Sampled> {
  const keys = new Set<string>();
  const exchanges: number[] = [];
  let cursor: string | null = '0';
  for (let page = 0; cursor !== null && page < pages; page += 1) {
    const read = firstPage(await channel.ask('scan', { database, cursor, count }), database);
    if (read.keys === null) break;
    exchanges.push(read.answer.exchange);
    for (const key of read.keys) keys.add(key);
    cursor = read.next;
  }
  return { keys, complete: cursor === null, exchanges };
}
