import type { TypeKind } from './types.ts';
import { GLUED } from './vocabulary.ts';
import type { Words } from './words.ts';

/** Words that are written without the boundary between them. */

const SHORTEST_GLUED = 6;

export interface Ending {
  readonly ending: string;
  readonly class: number;
}

interface Ruled {
  readonly id: string;
  readonly types: ReadonlySet<TypeKind>;
  readonly not: readonly (readonly string[])[];
}

/** The class of a word that is put together without a boundary, as German does: by its longest known end. */
export function compound(
  word: string,
  endings: readonly Ending[],
  classes: readonly Ruled[],
  kind: TypeKind,
): string | null {
  let longest: Ending | null = null;
  for (const one of endings)
    if (word.endsWith(one.ending) && word !== one.ending && one.ending.length > (longest?.ending.length ?? 0))
      longest = one;
  const rule = longest === null ? undefined : classes[longest.class];
  if (longest === null || !rule?.types.has(kind)) return null;
  const before = word.slice(0, -longest.ending.length);
  return rule.not.some((phrase) => before.endsWith(phrase.join(''))) ? null : rule.id;
}

/** `custphone` read as two words, where what follows the owner is a phrase that we know. */
export function unglued({ list, plural }: Words, index: ReadonlyMap<string, unknown>): Words {
  if (!list.some((word) => word.length >= SHORTEST_GLUED && !index.has(word))) return { list, plural };
  return {
    plural,
    list: list.flatMap((word) => {
      if (word.length < SHORTEST_GLUED || index.has(word)) return [word];
      const whose = GLUED.find((owner) => word.startsWith(owner) && index.has(word.slice(owner.length)));
      return whose === undefined ? [word] : [whose, word.slice(whose.length)];
    }),
  };
}
