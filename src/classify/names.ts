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
  readonly length: number;
}

interface Compiled {
  readonly id: string;
  /** A code or id of it tells the same. */
  readonly coded: boolean;
  readonly types: ReadonlySet<TypeKind>;
  readonly not: readonly (readonly string[])[];
}

const FLAGS = words(
  'id fk cod codigo tipo type fecha date datum estado status is has have had show hide allow allows allowed enable enabled disable disabled can should must need require required receive send notify use accept num count max min total no avg nb validate verify skip ignore prefer want wants opt subscribe unsubscribe with without by per sum mean std',
);
const TAILS = words(
  'value text string str raw plain clear encrypted enc cipher ciphertext crypted encoded decrypted masked normalized normalised canonical lower lowercase upper keyword field primary secondary tertiary alternate alternative alt main home work office business private personal old new current previous original unconfirmed local intl pending additional other extra bidx bi idx default principal cliente usuario client utilisateur contact contacto customer user patient paciente kunde employee empleado salarie alumno persona personne propietario owner proprietaire responsable 1 2 3 4 5 6 7 8 9 cm kg g lb lb mm m mg gram meter inch pct percent mmhg usd eur sha 256 md hmac de del la le du des el daily en kana kanji latin ar zh ja cn iso ref s nm source hash hashed digest part line cell num number no nr beneficiario titular eng english german french spanish esp deu fra geo',
);
/** After a class whose codes tell the same as its words: `ethnicity_concept_id`. */
const CODES = words('code id key concept');
/** Before a name, these say only whose it is. */
const WHOSE = words(
  'user users customer client person patient employee emp staff member subscriber owner applicant contact my your usr cust pat student teacher guest guardian kunde mitarbeiter cliente usuario paciente empleado utilisateur personne u p t f',
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
/** Segments of a path that add no meaning. */
const CONTAINERS = words(
  'data attribute property value item detail info field content object doc document source record',
);
/** Columns of text that are kept encrypted have a binary type. */
const ENCRYPTED: readonly TypeKind[] = ['binary'];
const MOST_REMEMBERED = 20_000;

export function createNameMatcher(entries: readonly ClassEntry[]): NameMatcher {
  const index = new Map<string, Pattern[]>();
  const classes: Compiled[] = [];
  const endings: Ending[] = [];
  let geo: string | null = null;
  for (const [number, entry] of entries.entries()) {
    if (entry.geo) geo = entry.id;
    classes.push({
      id: entry.id,
      coded: entry.coded === true,
      types: new Set<TypeKind>([...entry.types, 'unknown', ...(entry.types.includes('text') ? ENCRYPTED : [])]),
      not: (entry.not ?? []).map((phrase) => wordsOf(phrase).list),
    });
    const add = (names: Partial<Record<string, readonly string[]>> | undefined, exact: boolean): void => {
      for (const phrases of Object.values(names ?? {}))
        for (const phrase of phrases ?? []) addPattern(index, phrase, { class: number, exact, within: null });
    };
    add(entry.names, false);
    add(entry.exact, true);
    for (const ending of entry.endings ?? []) endings.push({ ending, class: number });
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
      const found = find({ index, classes, endings, geo }, collection, path, kindOfType(type));
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
  readonly geo: string | null;
}

interface Ending {
  readonly ending: string;
  readonly class: number;
}

function find(
  { index, classes, endings, geo }: Vocabulary,
  collection: string,
  path: string,
  kind: TypeKind,
): string | null {
  const segments = path.split('.').filter((segment) => segment !== '');
  if (segments.length > 1 && MULTI_FIELD.has(segments.at(-1) ?? '')) segments.pop();
  const last = segments.pop();
  if (last === undefined) return null;
  const own = wordsOf(last);
  const above = segments
    .map((segment) => wordsOf(segment).list)
    .filter((list) => !list.every((word) => CONTAINERS.has(word)));
  const parent = above.at(-1) ?? [];
  // the collection is company for a field at its top only: `users` says nothing of `product.name`
  const company =
    parent.length > 0 ? { list: parent, bonus: PARENT } : { list: wordsOf(collection).list, bonus: COLLECTION };
  const alone = best({ index, classes, kind, name: own, from: 0, company });
  // `phone.number`, `card.number`, `device.name`: the two segments read as one name
  const name = { list: [...parent, ...own.list], plural: own.plural };
  const joint =
    parent.length === 0
      ? null
      : best({ index, classes, kind, name, from: parent.length, company: { list: above.at(-2) ?? [], bonus: PARENT } });
  const chosen = joint !== null && (alone === null || joint.weight + PARENT > alone.weight) ? joint : alone;
  if (chosen !== null) return classes[chosen.class]?.id ?? null;
  const compound = endings.find(({ ending }) => own.list.at(-1)?.endsWith(ending));
  const ended = compound === undefined ? undefined : classes[compound.class];
  if (ended?.types.has(kind)) return ended.id;
  return kind === 'geo' ? geo : null;
}

/** What a phrase weighs more for standing below a parent that speaks for it, or in such a collection. */
const PARENT = 100;
const COLLECTION = 0.5;

interface Search {
  readonly index: ReadonlyMap<string, readonly Pattern[]>;
  readonly classes: readonly Compiled[];
  readonly kind: TypeKind;
  readonly name: Words;
  /** Where the field's own words begin; before them stand those of its parent, and a phrase has to begin there. */
  readonly from: number;
  readonly company: { readonly list: readonly string[]; readonly bonus: number } | null;
}

interface Found {
  readonly class: number;
  readonly weight: number;
}

/** The heaviest phrase at the end of a name: what speaks for its company counts first, then its length. */
function best({ index, classes, kind, name, from, company }: Search): Found | null {
  const { list } = name;
  let found: Found | null = null;
  let coded = false;
  const lead = from === 0 ? leading(list) : 0;
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
    if (CODES.has(tail)) coded = true;
    else if (!TAILS.has(tail)) break;
  }
  return found;

  function weigh(pattern: Pattern, start: number, end: number): number | null {
    const rule = classes[pattern.class];
    if (rule === undefined || !rule.types.has(kind) || (coded && !rule.coded)) return null;
    const whole = start <= lead;
    if (pattern.exact && !(from === 0 && whole && end === list.length)) return null;
    if (pattern.plural && (!name.plural || end < list.length)) return null;
    if (start > from && FLAGS.has(list[from] ?? '')) return null;
    if (rule.not.some((phrase) => stands(list, phrase, from, start, end))) return null;
    if (pattern.within === null) return pattern.length;
    const before = list.slice(0, start);
    if (before.length > 0 && inContext(pattern.within, before)) return pattern.length + before.join('').length;
    return company !== null && whole && inContext(pattern.within, company.list) ? pattern.length + company.bonus : null;
  }
}

/** How many words at the beginning say only whose it is: `customer_`, `emp_`. */
function leading(list: readonly string[]): number {
  let count = 0;
  while (count < list.length - 1 && WHOSE.has(list[count] ?? '')) count++;
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

function inContext(within: ReadonlySet<string>, list: readonly string[]): boolean {
  for (let start = 0; start < list.length; start++) {
    let joined = '';
    for (let end = start; end < Math.min(list.length, start + 3); end++) {
      joined += list[end] ?? '';
      if (within.has(joined)) return true;
    }
  }
  return false;
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(' ').flatMap((word) => wordsOf(word).list));
}
