import { PARTICLES } from './vocabulary.ts';
import { wordsOf } from './words.ts';

/** What a phrase has to stand by to count: the parents of `within` in rules/classes. */
export interface Context {
  /** Joined words of which one has to stand before the phrase, in the field's name, its parents or the collection. */
  readonly parents: ReadonlySet<string>;
  /** What ends like a parent, and is none. */
  readonly except: ReadonlySet<string>;
  /** They have to stand right before it. */
  readonly next: boolean;
}

export function joined(phrases: readonly string[] = []): ReadonlySet<string> {
  return new Set(phrases.map((phrase) => wordsOf(phrase).list.join('')));
}

/** The parent that a name ends with: `nom_du_visiteur`. */
export function belongsTo({ parents, except }: Context, after: readonly string[]): string | null {
  const parent = after.filter((word) => !PARTICLES.has(word)).join('');
  return parents.has(parent) && !except.has(parent) ? parent : null;
}

export const isAny = (): boolean => true;
export const isNever = (): boolean => false;

/** Whether one of the parents stands in the list, and nothing after it but what may. */
export function inContext(
  { parents, except }: Context,
  list: readonly string[],
  mayFollowIt: (word: string) => boolean,
): boolean {
  for (let end = list.length; end > 0; end--) {
    const read = [1, 2, 3].filter((length) => length <= end).map((length) => list.slice(end - length, end).join(''));
    if (read.some((phrase) => parents.has(phrase))) return !read.some((phrase) => except.has(phrase));
    if (!mayFollowIt(list[end - 1] ?? '')) return false;
  }
  return false;
}
