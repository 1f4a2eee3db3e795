import type { Json } from '../model/request.ts';

/** Guards over a stranger's JSON: each gives null (or empty) where the shape is another, and never throws. */

/** A JSON object. */
export type Bag = { readonly [key: string]: Json };

/** An object, or null. */
export function bag(value: Json | undefined): Bag | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Bag) : null;
}

/** An array's members; none where it is no array. */
export function list(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}

/** A text, or null. */
export function text(value: Json | undefined): string | null {
  return typeof value === 'string' ? value : null;
}

/** Those of an array's members that are texts. */
export function texts(value: Json | undefined): string[] {
  return list(value).filter((member) => typeof member === 'string');
}

/** A count: a whole number not below 0, as JSON number or as decimal digits (`_cat` writes those). */
export function count(value: Json | undefined): number | null {
  const number = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 ? number : null;
}

/** The value under a path of keys, or undefined. Own keys only: `__proto__` from a server leads nowhere. */
export function at(value: Json | undefined, ...path: readonly string[]): Json | undefined {
  let here = value;
  for (const key of path) {
    const holder = bag(here);
    here = holder !== null && Object.hasOwn(holder, key) ? holder[key] : undefined;
  }
  return here;
}

/** Settings come as JSON booleans or as words, whichever the version. */
export function isWord(value: Json | undefined, word: 'true' | 'false'): boolean {
  return value === word || value === (word === 'true');
}
