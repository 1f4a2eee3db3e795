import type { Failure, Reply } from '../../model/channel.ts';
import { boolean, element, elementAt, elementsIn, integer, numberOf, octets, TAG, textOf } from '../../wire/ber.ts';

/** Messages of LDAPv3 (RFC 4511), as far as they are asked and answered here. Ours go one at a time: their number tells
 * what is asked again, over TLS, from what was asked before. */

const OPERATION = {
  bind: 0x60,
  bound: 0x61,
  search: 0x63,
  entry: 0x64,
  done: 0x65,
  reference: 0x73,
  extended: 0x77,
  extendedDone: 0x78,
} as const;
const START_TLS = '1.3.6.1.4.1.1466.20037';

function message(operation: Uint8Array, number = 1): Uint8Array {
  return element(TAG.sequence, integer(number), operation);
}

/** Without a name and without a password. */
export function anonymousBind(number = 1): Uint8Array {
  return message(element(OPERATION.bind, integer(3), octets(''), octets('', 0x80)), number);
}

export function startTls(): Uint8Array {
  return message(element(OPERATION.extended, octets(START_TLS, 0x80)));
}

export const SCOPE = { base: 0, one: 1, sub: 2 } as const;

export interface Search {
  readonly base: string;
  readonly scope: keyof typeof SCOPE;
  readonly attributes: readonly string[];
  readonly most: number;
  /** Names of attributes, and none of their values. */
  readonly typesOnly: boolean;
  readonly number?: number;
}

const SECONDS = 5;

/** Of every entry: `(objectClass=*)`. */
export function search({ base, scope, attributes, most, typesOnly, number }: Search): Uint8Array {
  return message(
    element(
      OPERATION.search,
      octets(base),
      integer(SCOPE[scope], TAG.enumerated),
      integer(0, TAG.enumerated),
      integer(most),
      integer(SECONDS),
      boolean(typesOnly),
      octets('objectClass', 0x87),
      element(TAG.sequence, ...attributes.map((name) => octets(name))),
    ),
    number,
  );
}

const ENDS = new Set<number>([OPERATION.bound, OPERATION.done, OPERATION.extendedDone]);
const KNOWN = new Set<number>([...ENDS, OPERATION.entry, OPERATION.reference]);

/** Up to the message that ends an answer; undefined: more is needed. Throws a RangeError on what is none of LDAP. */
export function answerLength(received: Uint8Array): number | undefined {
  for (let at = 0; at < received.length; ) {
    if (received[at] !== TAG.sequence) throw new RangeError('no message of LDAP begins so');
    const whole = elementAt(received, at);
    if (whole === undefined) return undefined;
    if (ENDS.has(operationOf(whole.contents).tag)) return whole.end;
    at = whole.end;
  }
  return undefined;
}

function operationOf(contents: Uint8Array): { tag: number; contents: Uint8Array } {
  const [number, operation] = elementsIn(contents, 2);
  if (number?.tag !== TAG.integer || operation === undefined || !KNOWN.has(operation.tag))
    throw new RangeError('no message of LDAP holds this');
  return operation;
}

export interface Entry {
  readonly name: string;
  /** By name in lower case; values only where they were asked for. */
  readonly attributes: ReadonlyMap<string, readonly string[]>;
}

export interface Answer {
  readonly exchange: number;
  /** LDAP’s own number of what came of it; null: no answer of LDAP was had. */
  readonly code: number | null;
  /** The server’s words beside it. */
  readonly message: string;
  readonly entries: readonly Entry[];
  readonly failed: Failure['kind'] | null;
  /** For people. */
  readonly said: string;
}

/** RFC 4511, 4.1.9. */
export const CODE = {
  success: 0,
  operationsError: 1,
  protocolError: 2,
  timeLimit: 3,
  sizeLimit: 4,
  strongerAuth: 8,
  referral: 10,
  adminLimit: 11,
  confidentiality: 13,
  missing: 32,
  inappropriate: 48,
  credentials: 49,
  rights: 50,
  busy: 51,
  unavailable: 52,
  unwilling: 53,
} as const;
const NAMES = new Map<number, string>(Object.entries(CODE).map(([name, code]) => [code, name]));

export function readAnswer(reply: Reply | Failure): Answer {
  const { exchange } = reply;
  const nothing = { exchange, code: null, message: '', entries: [], failed: null };
  if (!reply.ok) return { ...nothing, failed: reply.kind, said: reply.message };
  if (reply.kind !== 'bytes') return { ...nothing, said: 'another protocol' };
  const { entries, code, message: words } = readMessages(reply.bytes);
  return { exchange, code, message: words, entries, failed: null, said: saidOf(code, words) };
}

function saidOf(code: number | null, words: string): string {
  if (code === null) return 'no answer of LDAP';
  return `result ${code}${NAMES.has(code) ? ` (${NAMES.get(code)})` : ''}${words === '' ? '' : `: ${words.slice(0, 120)}`}`;
}

const MOST_ENTRIES = 5_000;

/** All messages of a whole answer. */
export function readMessages(bytes: Uint8Array): Pick<Answer, 'entries' | 'code' | 'message'> {
  const entries: Entry[] = [];
  for (const { contents } of elementsIn(bytes, MOST_ENTRIES)) {
    const [, operation] = elementsIn(contents, 2);
    if (operation === undefined) continue;
    if (operation.tag === OPERATION.entry) entries.push(entryOf(operation.contents));
    else if (ENDS.has(operation.tag)) {
      const [code, , words] = elementsIn(operation.contents, 3);
      return { entries, code: code?.tag === TAG.enumerated ? numberOf(code) : null, message: textOf(words) };
    }
  }
  return { entries, code: null, message: '' };
}

function entryOf(contents: Uint8Array): Entry {
  const [name, attributes] = elementsIn(contents, 2);
  const pairs = elementsIn(attributes?.contents ?? new Uint8Array(), 1_000).map(({ contents: pair }) => {
    const [type, values] = elementsIn(pair, 2);
    const texts = elementsIn(values?.contents ?? new Uint8Array(), 1_000).map(textOf);
    return [textOf(type).toLowerCase(), texts] as const;
  });
  return { name: textOf(name), attributes: new Map(pairs) };
}

/** The answer in words, for evidence: how many entries, the names of their attributes, and what came of it. */
export function tellAnswer(bytes: Uint8Array): string {
  const { entries, code, message: words } = readMessages(bytes);
  const names = new Set(entries.flatMap(({ attributes }) => [...attributes.keys()]));
  const shown = [...names].filter((name) => /^[\w;.-]{1,60}$/.test(name)).slice(0, 30);
  return [
    ...(entries.length > 0 ? [entries.length === 1 ? '1 entry' : `${entries.length} entries`] : []),
    ...(shown.length > 0 ? [`attributes ${shown.join(', ')}`] : []),
    saidOf(code, words),
  ].join('; ');
}
