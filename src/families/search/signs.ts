import type { Collection, Sign } from '../../model/facts.ts';
import { readAnswer } from './answers.ts';
import { at, count } from './json.ts';
import { isAskable, type SearchChannel, type SearchRequest } from './requests.ts';

/** Names that notes and wipers have been seen under; whole words of the name, whatever their case. */
const NOTE_NAMES: readonly RegExp[] = [
  /(?:^|[^a-z])read[_-]{0,2}me(?:[^a-z]|$)/,
  /(?:^|[_-])(?:how_to_)?(?:recover|restore)[_-](?:your[_-])?(?:data|database|files)/,
  /(?:^|[_-])(?:pleaseread|please[_-]read)/,
  /^(?:warning|warn|hacked|ransom|contactme|contact_me|pwned)(?:[_-]|$)/,
  /^nightlionsecurity/,
];
const WIPER_NAME = /^[a-z0-9]{6,40}-meow$/;

/** Notes are a handful of documents. */
const FEW = 20;
/** Content questions are asked for so many indices at most. */
const MOST_ASKED = 3;

const CONTENT: readonly (readonly [SearchRequest, string])[] = [
  ['note-payment', 'payment-address'],
  ['note-onion', 'onion-address'],
  ['note-recover', 'recovery-offer'],
];

/** By names alone, where content cannot be asked for: suspicious, or a wiper's mark. */
export function lookForNames(collections: readonly Collection[]): Sign[] {
  return collections
    .filter(({ system }) => !system)
    .flatMap(({ name, records }): Sign[] => {
      if (WIPER_NAME.test(name))
        return [{ kind: 'wiper', certainty: 'confirmed', collection: name, because: ['name'] }];
      if (!isNoteName(name)) return [];
      const because = ['name', ...(isFew(records) ? ['few-documents'] : [])];
      return [{ kind: 'ransom-note', certainty: 'suspicious', collection: name, because }];
    });
}

function isNoteName(name: string): boolean {
  return NOTE_NAMES.some((pattern) => pattern.test(name.toLowerCase()));
}

function isFew(records: number | null): boolean {
  return records !== null && records > 0 && records <= FEW;
}

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
