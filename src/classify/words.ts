/** Splits names into words, the same way for field names and for the patterns of rules/classes. */

const MARKS = /\p{M}/gu;
const MOST_CHARACTERS = 160;
const MOST_WORDS = 12;

/**
 * Words of a name in lower case, without accents: `deviceSerialNo` and `device-serial_no` are the same three. Digits are words of
 * their own. A plural `s` goes, and `plural` says whether the last word had one.
 */
export interface Words {
  readonly list: readonly string[];
  readonly plural: boolean;
}

export function wordsOf(name: string): Words {
  const bounded = name.length > MOST_CHARACTERS ? name.slice(0, MOST_CHARACTERS) : name;
  const list: string[] = [];
  let plural = false;
  for (const word of split(plain(bounded))) {
    const one = singular(word);
    plural = one !== word;
    list.push(one);
    if (list.length === MOST_WORDS) break;
  }
  return { list, plural };
}

function plain(text: string): string {
  for (let index = 0; index < text.length; index++) {
    if (text.charCodeAt(index) > 127) return text.normalize('NFKD').replace(MARKS, '').replaceAll('ß', 'ss');
  }
  return text;
}

const KIND = { other: 0, lower: 1, upper: 2, digit: 3 } as const;
type Kind = (typeof KIND)[keyof typeof KIND];

function kindOf(code: number): Kind {
  if (code >= 97 && code <= 122) return KIND.lower;
  if (code >= 65 && code <= 90) return KIND.upper;
  if (code >= 48 && code <= 57) return KIND.digit;
  // Greek and all that follows: scripts of their own, in which names are written too
  return code >= 0x370 && !(code >= 0x2000 && code < 0x2e80) ? KIND.lower : KIND.other;
}

/** `parseHTTPBody2` becomes parse, http, body, 2. */
function split(text: string): string[] {
  const words: string[] = [];
  let start = -1;
  let before: Kind = KIND.other;
  for (let index = 0; index <= text.length; index++) {
    const kind = index < text.length ? kindOf(text.charCodeAt(index)) : KIND.other;
    if (start >= 0 && breaks(text, index, before, kind)) {
      words.push(text.slice(start, index).toLowerCase());
      start = -1;
    }
    if (start < 0 && kind !== KIND.other) start = index;
    before = kind;
  }
  return words;
}

function breaks(text: string, index: number, before: Kind, kind: Kind): boolean {
  if (kind === KIND.other) return true;
  if (kind === KIND.digit || before === KIND.digit) return kind !== before;
  if (before === KIND.lower && kind === KIND.upper) return true;
  return (
    before === KIND.upper &&
    kind === KIND.upper &&
    index + 1 < text.length &&
    kindOf(text.charCodeAt(index + 1)) === KIND.lower &&
    // `IDs` and `APIs` are plurals, not a word that begins with `Ds`
    !(text.charCodeAt(index + 1) === 115 && kindOf(text.charCodeAt(index + 2)) !== KIND.lower)
  );
}

function singular(word: string): string {
  if (word === 'ids' || word === 'ips') return word.slice(0, -1);
  if (word.length <= 3 || !word.endsWith('s') || word.endsWith('ss') || word.endsWith('us') || word.endsWith('is'))
    return word;
  if (word.endsWith('sses')) return word.slice(0, -2);
  if (word.endsWith('ies') && word.length > 4) return `${word.slice(0, -3)}y`;
  return word.slice(0, -1);
}
