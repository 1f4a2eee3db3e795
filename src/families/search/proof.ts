import { byText } from '../../support/stable-json.ts';
import { at, count } from '../../wire/json.ts';
import { readAnswer } from './answers.ts';
import { type Index, isSystem, NO_NAMES } from './indices.ts';
import type { Listing } from './listing.ts';
import { isAskable, type SearchChannel } from './requests.ts';

/** The count on a named index that proves that data can be read. */
export interface Proof {
  readonly index: string | null;
  readonly count: number | null;
  readonly exchanges: readonly number[];
  readonly refused: readonly number[];
  /** What else came, for people. */
  readonly odd: readonly string[];
  /** Why nothing more is to be asked, or null. */
  readonly stopped: string | null;
}

/** At most this many indices are tried: the fullest first, then others in the order of their names. */
const TRIES = 5;

export async function proveRead(channel: SearchChannel, listing: Listing): Promise<Proof> {
  const refused: number[] = [];
  const odd: string[] = [];
  for (const { name } of candidates(listing).slice(0, TRIES)) {
    const answer = readAnswer(await channel.ask('count', { index: name }));
    if (answer.meaning === 'busy' || answer.meaning === 'failed')
      return { ...nothing(refused, odd), stopped: answer.said };
    const documents = answer.meaning === 'open' ? count(at(answer.json, 'count')) : null;
    if (documents !== null && documents > 0)
      return { index: name, count: documents, exchanges: [answer.exchange], refused, odd, stopped: null };
    if (answer.meaning === 'refused') refused.push(answer.exchange);
    else if (documents === null) odd.push(answer.said);
  }
  return nothing(refused, odd);
}

function nothing(refused: readonly number[], odd: readonly string[]): Proof {
  return { index: null, count: null, exchanges: [], refused, odd, stopped: null };
}

/** People's data before the system's own; never what is closed, red, empty, or cannot be a name. */
function candidates({ indices, told }: Listing): Index[] {
  const names = told ?? NO_NAMES;
  const rank = (index: Index) => (isSystem(index.name, names) ? 1 : 0);
  return indices
    .filter((index) => isAskable(index.name) && !index.closed && !index.red && index.documents !== 0)
    .sort(
      (left, right) =>
        rank(left) - rank(right) || (right.documents ?? 0) - (left.documents ?? 0) || byText(left.name, right.name),
    );
}
