import type { Collection } from '../../model/facts.ts';
import { byText } from '../../support/stable-json.ts';
import { plainCollection } from '../facts/collections.ts';

/** Keys that are named alike: `user:*`, `user:*:email`. */
export interface Drawer {
  readonly pattern: string;
  /** How many of the keys. */
  readonly count: number;
  /** A few of them, for questions about their type; they go nowhere else. */
  readonly examples: readonly string[];
}

const EXAMPLES = 3;
/** A level of names with more members than this holds somebody's names, not the builder's. */
const MOST_WORDS = 12;
/** First words are mostly the builder's; of more than so many only those that keys share. */
const MOST_FIRST = 64;
const SHARED = 2;
/** Keys without any part: up to so many are each named for what they are. */
const MOST_LONE = 24;
const WORD = /^[A-Za-z][A-Za-z_]{0,31}$/;

/**
 * Groups keys by what their builder wrote and leaves out what he filled in: identifiers, addresses, numbers and whatever
 * stands alone become `*`. A word is kept where it begins a key, where many keys share it, or where it stands behind a part that
 * varies. What is kept is a name of the store; what is not may be a person's. A key that stands for others, which were counted
 * and not listed, is counted with them.
 */
export function drawersOf(keys: Iterable<string>, standsFor: (key: string) => number = () => 1): Drawer[] {
  const split = [...new Set(keys)].map((key) => ({ key, parts: partsOf(key) }));
  const lone = split.filter(({ parts }) => parts.length === 1);
  const crowded = lone.length > MOST_LONE;
  const shared = sharedPrefixes(split.map(({ parts }) => parts));
  const groups = new Map<string, { count: number; examples: string[] }>();
  for (const { key, parts } of split) {
    const pattern = parts.length === 1 ? loneName(key, crowded) : patternOf(parts, shared);
    const group = groups.get(pattern) ?? { count: 0, examples: [] };
    groups.set(pattern, group);
    group.count += standsFor(key);
    if (group.examples.length < EXAMPLES) group.examples.push(key);
  }
  return [...groups]
    .map(([pattern, group]) => ({ pattern, ...group }))
    .sort((left, right) => right.count - left.count || byText(left.pattern, right.pattern));
}

/** The words that say what a value is, behind the last part that varies: `email` of `user:*:email`, `body.height` of `tester:*:body:height`. */
export function attributeOf(pattern: string): string | null {
  const parts = partsOf(pattern).map(({ text }) => text);
  const words = parts.slice(parts.lastIndexOf('*') + 1);
  return parts.length > 2 && words.length < parts.length && words.length > 0 && words.every((word) => WORD.test(word))
    ? words.join('.')
    : null;
}

/** Keys that are named alike as a collection; its one field, if its pattern names it, is what each of them holds. */
export function keysAsCollection(
  pattern: string,
  { kind, type, records }: { readonly kind: string; readonly type: string; readonly records: number | null },
): Collection {
  const attribute = attributeOf(pattern);
  return plainCollection({
    name: pattern,
    kind,
    records,
    fields: attribute === null ? [] : [{ name: attribute, type, countAs: null }],
  });
}

/** Shares of the sample, of all keys that the server says there are; they add up to them. */
export function estimated(drawers: readonly Drawer[], total: number): number[] {
  const seen = drawers.reduce((sum, { count }) => sum + count, 0);
  let before = 0;
  let given = 0;
  return drawers.map(({ count }) => {
    before += count;
    const share = Math.round((before / seen) * total) - given;
    given += share;
    return share;
  });
}

interface Part {
  readonly text: string;
  /** What stands before it: `:`, `/`, or nothing. */
  readonly mark: string;
}

/** By the usual marks; a key without them by its first dash, point or underline before a number. */
function partsOf(key: string): Part[] {
  const parts = [...key.slice(0, 1_024).matchAll(/([:/|]?)([^:/|]*)/g)]
    .filter(([whole]) => whole !== '')
    .map(([, mark = '', text = '']) => ({ mark, text }));
  if (parts.length > 1) return parts;
  const tail = /^([A-Za-z][A-Za-z_]*?)([-._])([^-._]*\d.*)$/.exec(key);
  if (tail === null) return [{ text: key, mark: '' }];
  return [
    { text: tail[1] ?? '', mark: '' },
    { text: tail[3] ?? '', mark: tail[2] ?? '' },
  ];
}

function loneName(key: string, crowded: boolean): string {
  return !crowded && /^[A-Za-z][\w.-]{0,47}$/.test(key) && (key.match(/\d/g)?.length ?? 0) <= 2 ? key : '*';
}

/** Beginnings of words alone that keys go on from, unless their parent has too many such. */
function sharedPrefixes(all: readonly (readonly Part[])[]): ReadonlySet<string> {
  const uses = new Map<string, number>();
  const children = new Map<string, Set<string>>();
  for (const parts of all) {
    let before = '';
    for (const { mark, text } of parts.slice(0, -1)) {
      if (!WORD.test(text)) break;
      const prefix = `${before}${mark}${text}`;
      uses.set(prefix, (uses.get(prefix) ?? 0) + 1);
      const known = children.get(before) ?? new Set();
      children.set(before, known.add(prefix));
      before = prefix;
    }
  }
  const kept = new Set<string>();
  for (const [parent, prefixes] of children) {
    const used = [...prefixes].filter((prefix) => (uses.get(prefix) ?? 0) >= SHARED);
    const named =
      parent === '' ? (prefixes.size <= MOST_FIRST ? prefixes : used) : used.length <= MOST_WORDS ? used : [];
    for (const prefix of named) kept.add(prefix);
  }
  return kept;
}

function patternOf(parts: readonly Part[], shared: ReadonlySet<string>): string {
  let prefix = '';
  let pattern = '';
  let varied = false;
  parts.forEach(({ mark, text }, index) => {
    const last = index === parts.length - 1;
    prefix = `${prefix}${mark}${text}`;
    const kept = WORD.test(text) && (varied || (!last && shared.has(prefix)));
    if (!kept) varied = true;
    pattern = `${pattern}${mark}${kept ? text : '*'}`;
  });
  return pattern;
}
