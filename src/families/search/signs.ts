import type { Collection, Sign } from '../../model/facts.ts';
import { at, count } from '../../wire/json.ts';
import { isFew, lookForNames } from '../notes/names.ts';
import { readAnswer } from './answers.ts';
import { isAskable, type SearchChannel, type SearchRequest } from './requests.ts';

/** Content questions are asked for so many indices at most. */
const MOST_ASKED = 3;

const CONTENT: readonly (readonly [SearchRequest, string])[] = [
  ['note-payment', 'payment-address'],
  ['note-onion', 'onion-address'],
  ['note-recover', 'recovery-offer'],
];

/** Looks for ransom notes and wipers: by name suspicious, with few documents that read like one confirmed. No record is read. */
export async function lookForSigns(
  channel: SearchChannel,
  collections: readonly Collection[],
): Promise<{ signs: readonly Sign[]; exchanges: readonly number[] }> {
  const exchanges: number[] = [];
  const signs: Sign[] = [];
  let asked = 0;
  const records = new Map(collections.map((collection) => [collection.name, collection.records]));
  for (const sign of lookForNames(collections)) {
    const fit =
      sign.kind === 'ransom-note' && isFew(records.get(sign.collection) ?? null) && isAskable(sign.collection);
    if (!fit || asked >= MOST_ASKED) {
      signs.push(sign);
      continue;
    }
    asked += 1;
    const content = await readsLikeANote(sign.collection);
    signs.push(
      content.length === 0 ? sign : { ...sign, certainty: 'confirmed', because: [...sign.because, ...content] },
    );
  }
  return { signs, exchanges };

  async function readsLikeANote(index: string): Promise<string[]> {
    const found: string[] = [];
    for (const [request, because] of CONTENT) {
      const answer = readAnswer(await channel.ask(request, { index }));
      if (answer.meaning === 'busy' || answer.meaning === 'failed') break;
      if ((count(at(answer.json, 'count')) ?? 0) === 0) continue;
      found.push(because);
      exchanges.push(answer.exchange);
    }
    return found;
  }
}
