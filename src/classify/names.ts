import type { Ending } from './compounds.ts';
import { compound, unglued } from './compounds.ts';
import type { Context } from './context.ts';
import { belongsTo, inContext, isAny, isNever, joined } from './context.ts';
import type { ClassEntry } from './schema.ts';
import type { TypeKind } from './types.ts';
import { kindOfType } from './types.ts';
import { APART, CODES, CONTAINERS, FLAGS, isNeutral, MULTI_FIELD, mayFollow, WHOSE } from './vocabulary.ts';
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
  readonly within: Context | null;
  readonly length: number;
}

interface Compiled {
  readonly id: string;
  /** A code or id of it tells the same. */
  readonly coded: boolean;
  readonly types: ReadonlySet<TypeKind>;
  readonly not: readonly (readonly string[])[];
  /** In such a collection the class is not looked for. */
  readonly notIn: readonly (readonly string[])[];
  /** May follow a phrase of this class, beside what may follow any. */
  readonly tails: ReadonlySet<string>;
}

/** Columns of text that are kept encrypted have a binary type. */
const ENCRYPTED: readonly TypeKind[] = ['binary'];
const MOST_REMEMBERED = 20_000;

export function createNameMatcher(entries: readonly ClassEntry[]): NameMatcher {
  const index = new Map<string, Pattern[]>();
  const classes: Compiled[] = [];
  const endings: Ending[] = [];
  const tails = new Set<string>(CODES);
  const byType = new Map<TypeKind, string>();
  for (const [number, entry] of entries.entries()) {
    if (entry.byType !== undefined) byType.set(entry.byType, entry.id);
    classes.push({
      id: entry.id,
      coded: entry.coded === true,
      types: new Set<TypeKind>([...entry.types, 'unknown', ...(entry.types.includes('text') ? ENCRYPTED : [])]),
      not: (entry.not ?? []).map((phrase) => wordsOf(phrase).list),
      notIn: (entry.notIn ?? []).map((phrase) => wordsOf(phrase).list),
      tails: new Set((entry.tails ?? []).flatMap((word) => wordsOf(word).list)),
    });
    for (const word of classes[number]?.tails ?? []) tails.add(word);
    const add = (names: Partial<Record<string, readonly string[]>> | undefined, exact: boolean): void => {
      for (const phrases of Object.values(names ?? {}))
        for (const phrase of phrases ?? []) addPattern(index, phrase, { class: number, exact, within: null });
    };
    add(entry.names, false);
    add(entry.exact, true);
    for (const ending of entry.endings ?? []) endings.push({ ending, class: number });
    for (const context of entry.within ?? []) {
      const within = { parents: joined(context.parents), except: joined(context.except), next: context.next === true };
      for (const phrase of context.names) addPattern(index, phrase, { class: number, exact: false, within });
      if (context.next) for (const parent of context.parents) for (const word of wordsOf(parent).list) tails.add(word);
    }
  }
  const remembered = new Map<string, string | null>();
  return {
    classOf(collection, path, type) {
      const key = `${collection}\n${path}\n${type}`;
      const known = remembered.get(key);
      if (known !== undefined) return known;
      const found = find({ index, classes, endings, tails, byType }, collection, path, kindOfType(type));
      if (remembered.size >= MOST_REMEMBERED) remembered.clear();
      remembered.set(key, found);
      return found;
    },
  };
}

function addPattern(index: Map<string, Pattern[]>, phrase: string, pattern: Omit<Pattern, 'plural' | 'length'>): void {
  const read = wordsOf(phrase);
  const joined = read.list.join('');
  const listed = index.get(joined) ?? [];
  if (listed.length === 0) index.set(joined, listed);
  listed.push({
    ...pattern,
    plural: read.plural && read.list.length === 1,
    length: joined.length,
  });
}

interface Vocabulary {
  readonly index: ReadonlyMap<string, readonly Pattern[]>;
  readonly classes: readonly Compiled[];
  readonly endings: readonly Ending[];
  /** The words that may follow a phrase of some class. */
  readonly tails: ReadonlySet<string>;
  readonly byType: ReadonlyMap<TypeKind, string>;
}

function find(
  { index, classes, endings, tails, byType }: Vocabulary,
  collection: string,
  path: string,
  kind: TypeKind,
): string | null {
  const segments = path.split('.').filter((segment) => segment !== '');
  if (segments.length > 1 && MULTI_FIELD.has(segments.at(-1) ?? '')) segments.pop();
  const last = segments.pop();
  if (last === undefined) return null;
  const own = unglued(wordsOf(last), index);
  const above = segments
    .map((segment) => wordsOf(segment).list)
    .filter((list) => !list.every((word) => CONTAINERS.has(word)));
  const parent = above.at(-1) ?? [];
  // the collection is company for a field at its top only: `users` says nothing of `product.name`
  const company: Company =
    parent.length > 0
      ? { list: parent, bonus: PARENT, head: false }
      : { list: wordsOf(collection).list, bonus: COLLECTION, head: true };
  const alone = best({ index, classes, tails, kind, name: own, from: 0, company });
  // `phone.number`, `card.number`, `device.name`: the two segments read as one name
  const name = { list: [...parent, ...own.list], plural: own.plural };
  const joint =
    parent.length === 0
      ? null
      : best({
          index,
          classes,
          tails,
          kind,
          name,
          from: parent.length,
          company: { list: above.at(-2) ?? [], bonus: PARENT, head: false },
        });
  const chosen = joint !== null && (alone === null || joint.weight + PARENT > alone.weight) ? joint : alone;
  if (chosen !== null) return classes[chosen.class]?.id ?? null;
  const ended = FLAGS.has(own.list[0] ?? '') ? null : compound(own.list.at(-1) ?? '', endings, classes, kind);
  return ended ?? byType.get(kind) ?? null;
}

/** What a phrase weighs more for standing below a parent that speaks for it, or in such a collection. */
const PARENT = 100;
const COLLECTION = 0.5;

interface Search extends Pick<Vocabulary, 'index' | 'classes' | 'tails'> {
  readonly kind: TypeKind;
  readonly name: Words;
  /** Where the field's own words begin; before them stand those of its parent, and a phrase has to begin there. */
  readonly from: number;
  readonly company: Company;
}

/** What a field stands in. */
interface Company {
  readonly list: readonly string[];
  readonly bonus: number;
  /** Only what it is of counts, which its end says: `patient_groups` are no patients. */
  readonly head: boolean;
}

interface Found {
  readonly class: number;
  readonly weight: number;
}

/** The heaviest phrase at the end of a name: what speaks for its company counts first, then its length. */
function best({ index, classes, tails, kind, name, from, company }: Search): Found | null {
  const { list } = name;
  let found: Found | null = null;
  const lead = from === 0 ? leading(list, company) : 0;
  for (let end = list.length; end > from; end--) {
    const starts =
      from === 0 ? Array.from({ length: end }, (_, start) => start) : Array.from({ length: from }, (_, start) => start);
    for (const start of starts) {
      for (const pattern of index.get(list.slice(start, end).join('')) ?? []) {
        const weight = weigh(pattern, start, end);
        if (weight !== null && (found === null || weight > found.weight)) found = { class: pattern.class, weight };
      }
    }
    const tail = list[end - 1] ?? '';
    if (!mayFollow(tail) && !tails.has(tail)) break;
  }
  return found;

  function weigh(pattern: Pattern, start: number, end: number): number | null {
    const rule = classes[pattern.class];
    if (rule === undefined || !rule.types.has(kind)) return null;
    const whose = pattern.within?.next === true && start <= lead ? belongsTo(pattern.within, list.slice(end)) : null;
    if (whose === null && !ends(rule, end)) return null;
    const whole = start <= lead;
    if (pattern.exact && !(from === 0 && whole && end === list.length)) return null;
    if (pattern.plural && (!name.plural || end < list.length)) return null;
    if (start > from && (FLAGS.has(list[from] ?? '') || list.slice(from, start).some((word) => APART.has(word))))
      return null;
    if (rule.not.some((phrase) => stands(list, phrase, from, start, end))) return null;
    if (company.head && rule.notIn.some((phrase) => stands(company.list, phrase, 0, 0, 0))) return null;
    if (pattern.within === null) return pattern.length;
    if (whose !== null) return pattern.length + whose.length;
    const before = list.slice(0, start);
    const { next } = pattern.within;
    if (before.length > 0 && inContext(pattern.within, before, next ? isNever : isAny))
      return pattern.length + before.join('').length;
    return whole && inContext(pattern.within, company.list, company.head ? isNeutral : isAny)
      ? pattern.length + company.bonus
      : null;
  }

  /** Whether all that follows the phrase may follow one of this class. */
  function ends(rule: Compiled, end: number): boolean {
    return list.slice(end).every((word) => mayFollow(word) || rule.tails.has(word) || (rule.coded && CODES.has(word)));
  }
}

/** How many words at the beginning say only whose it is: `customer_`, `emp_`, or what the collection is called anyhow. */
function leading(list: readonly string[], { list: around }: Company): number {
  let count = 0;
  while (count < list.length - 1 && (WHOSE.has(list[count] ?? '') || around.includes(list[count] ?? ''))) count++;
  return count;
}

/** Whether a phrase stands in the field's own name, outside of what matched. */
function stands(list: readonly string[], phrase: readonly string[], from: number, start: number, end: number): boolean {
  for (let at = from; at + phrase.length <= list.length; at++) {
    if (at + phrase.length > start && at < end) continue;
    if (phrase.every((word, offset) => list[at + offset] === word)) return true;
  }
  return false;
}
