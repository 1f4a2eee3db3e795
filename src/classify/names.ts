import type { ClassEntry } from './schema.ts';
import type { TypeKind } from './types.ts';
import { kindOfType } from './types.ts';
import type { Words } from './words.ts';
import { wordsOf } from './words.ts';

/**
 * Finds the class of a field by its name, its type and what it stands in.
 *
 * A name is read as words, and a phrase has to begin and end where words do: "lic" is not in "public". In the languages that we
 * read the last word says what a thing is, so that a phrase has to stand at the end: an `email_template_id` is an id. What may
 * follow it (a number, a unit, `value`, `de cliente`) is listed.
 */
export interface NameMatcher {
  /** The class id, or null. `path` is dotted; `collection` is context. */
  classOf(collection: string, path: string, type: string): string | null;
}

interface Pattern {
  readonly class: number;
  readonly exact: boolean;
  /** The field's last word has to be a plural. */
  readonly plural: boolean;
  /** Joined words of which one has to stand before the phrase, in the field's name, its parents or the collection. */
  readonly within: ReadonlySet<string> | null;
  readonly weight: number;
}

interface Compiled {
  readonly id: string;
  readonly types: ReadonlySet<TypeKind>;
  readonly not: readonly (readonly string[])[];
}

const FLAGS = words(
  'is has have had show hide allow allows allowed enable enabled disable disabled can should must need require required receive send notify use accept num count max min total no avg nb validate verify skip ignore prefer want wants opt subscribe unsubscribe with without by per sum mean std',
);
const TAILS = words(
  'value text string str raw plain clear encrypted enc cipher ciphertext crypted encoded decrypted masked normalized normalised canonical lower lowercase upper keyword field primary secondary tertiary alternate alternative alt main home work office business private personal old new current previous original unconfirmed local intl pending additional other extra bidx bi idx default principal cliente usuario client utilisateur contact contacto customer user patient paciente kunde employee empleado salarie alumno persona personne propietario owner proprietaire responsable 1 2 3 4 5 6 7 8 9 cm kg g lb lb mm m mg gram meter inch pct percent mmhg usd eur sha 256 md hmac de del la le du des el daily en kana kanji latin ar zh ja cn iso ref s nm source concept hash hashed digest part line',
);
/** Last words of a path that say nothing by themselves: the segment above them does. */
const MULTI_FIELD = new Set([
  'keyword',
  'raw',
  'text',
  'exact',
  'sort',
  'lower',
  'lowercase',
  'ngram',
  'edge',
  'suggest',
  'autocomplete',
  'english',
  'analyzed',
  'stem',
  'prefix',
  'trigram',
]);
const MOST_REMEMBERED = 20_000;

export function createNameMatcher(entries: readonly ClassEntry[]): NameMatcher {
  const index = new Map<string, Pattern[]>();
  const classes: Compiled[] = [];
  let geo: string | null = null;
  for (const [number, entry] of entries.entries()) {
    if (entry.geo) geo = entry.id;
    classes.push({
      id: entry.id,
      types: new Set<TypeKind>([...entry.types, 'unknown']),
      not: (entry.not ?? []).map((phrase) => wordsOf(phrase).list),
    });
    const add = (names: Partial<Record<string, readonly string[]>> | undefined, exact: boolean): void => {
      for (const phrases of Object.values(names ?? {}))
        for (const phrase of phrases ?? []) addPattern(index, phrase, { class: number, exact, within: null });
    };
    add(entry.names, false);
    add(entry.exact, true);
    for (const context of entry.within ?? []) {
      const within = new Set(context.parents.map((parent) => wordsOf(parent).list.join('')));
      for (const phrase of context.names) addPattern(index, phrase, { class: number, exact: false, within });
    }
  }
  const remembered = new Map<string, string | null>();
  return {
    classOf(collection, path, type) {
      const key = `${collection}\n${path}\n${type}`;
      const known = remembered.get(key);
      if (known !== undefined) return known;
      const found = find(index, classes, geo, collection, path, kindOfType(type));
      if (remembered.size >= MOST_REMEMBERED) remembered.clear();
      remembered.set(key, found);
      return found;
    },
  };
}

function addPattern(index: Map<string, Pattern[]>, phrase: string, pattern: Omit<Pattern, 'plural' | 'weight'>): void {
  const read = wordsOf(phrase);
  const joined = read.list.join('');
  const listed = index.get(joined) ?? [];
  if (listed.length === 0) index.set(joined, listed);
  listed.push({
    ...pattern,
    plural: read.plural && read.list.length === 1,
    weight: joined.length + (pattern.within === null ? 0 : 100),
  });
}

function find(
  index: ReadonlyMap<string, readonly Pattern[]>,
  classes: readonly Compiled[],
  geo: string | null,
  collection: string,
  path: string,
  kind: TypeKind,
): string | null {
  const segments = path.split('.').filter((segment) => segment !== '');
  if (segments.length > 1 && MULTI_FIELD.has(segments.at(-1) ?? '')) segments.pop();
  const last = segments.pop();
  if (last === undefined) return null;
  const own = wordsOf(last);
  const above = segments.slice(-4).map((segment) => wordsOf(segment).list);
  const context = [wordsOf(collection).list, ...above];
  const alone = best(index, classes, own, 0, context, kind);
  if (alone !== null && alone.weight > 100) return classes[alone.class]?.id ?? null;
  const parent = above.at(-1) ?? [];
  // `phone.number`, `card.number`, `device.name`: the two segments read as one name
  const joint =
    parent.length === 0
      ? null
      : best(index, classes, { list: [...parent, ...own.list], plural: own.plural }, parent.length, context, kind);
  const chosen = joint !== null && (alone === null || joint.weight > alone.weight) ? joint : alone;
  if (chosen !== null) return classes[chosen.class]?.id ?? null;
  return kind === 'geo' ? geo : null;
}

/** The heaviest phrase that ends in the words from `from` on. Context and then length decide between several. */
function best(
  index: ReadonlyMap<string, readonly Pattern[]>,
  classes: readonly Compiled[],
  name: Words,
  from: number,
  context: readonly (readonly string[])[],
  kind: TypeKind,
): Pattern | null {
  const { list } = name;
  let found: Pattern | null = null;
  let end = list.length;
  for (;;) {
    for (let start = from === 0 ? 0 : from - 1; start >= 0; start--) {
      const patterns = start < end ? index.get(list.slice(start, end).join('')) : undefined;
      for (const pattern of patterns ?? []) if (better(pattern, found) && holds(pattern, start, end)) found = pattern;
      if (from === 0) break;
    }
    if (from === 0) {
      for (let start = 1; start < end; start++) {
        for (const pattern of index.get(list.slice(start, end).join('')) ?? []) {
          if (better(pattern, found) && holds(pattern, start, end)) found = pattern;
        }
      }
    }
    const tail = list[end - 1];
    if (found !== null || end <= from + 1 || tail === undefined || !TAILS.has(tail)) return found;
    end--;
  }

  function holds(pattern: Pattern, start: number, end: number): boolean {
    const rule = classes[pattern.class];
    if (rule === undefined || !rule.types.has(kind)) return false;
    if (pattern.exact && (start > 0 || end < list.length)) return false;
    if (pattern.plural && (!name.plural || end < list.length)) return false;
    if (start > from && FLAGS.has(list[from] ?? '')) return false;
    if (rule.not.some((phrase) => stands(list, phrase, from, start, end))) return false;
    return pattern.within === null || inContext(pattern.within, [...context, list.slice(0, start)]);
  }
}

function better(pattern: Pattern, found: Pattern | null): boolean {
  return found === null || pattern.weight > found.weight;
}

/** Whether a phrase stands in the field's own name, outside of what matched. */
function stands(list: readonly string[], phrase: readonly string[], from: number, start: number, end: number): boolean {
  for (let at = from; at + phrase.length <= list.length; at++) {
    if (at + phrase.length > start && at < end) continue;
    if (phrase.every((word, offset) => list[at + offset] === word)) return true;
  }
  return false;
}

function inContext(within: ReadonlySet<string>, context: readonly (readonly string[])[]): boolean {
  for (const list of context) {
    for (let start = 0; start < list.length; start++) {
      let joined = '';
      for (let end = start; end < Math.min(list.length, start + 3); end++) {
        joined += list[end];
        if (within.has(joined)) return true;
      }
    }
  }
  return false;
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(' ').flatMap((word) => wordsOf(word).list));
}
