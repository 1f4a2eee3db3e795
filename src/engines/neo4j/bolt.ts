import type { Failure, Reply } from '../../model/channel.ts';
import type { Json } from '../../model/request.ts';
import { orNull } from '../../wire/or-null.ts';
import { packStructure, type Structure, unpackStructure } from '../../wire/packstream.ts';

/** Bolt 3 to 5: a handshake, then messages of PackStream in chunks that each name their size; an empty chunk ends a message. */

const MAGIC = [0x60, 0x60, 0xb0, 0x17] as const;
/**
 * 5.8 to 5.0, 4.4 to 4.0, and 3.0. The fourth, 10.13, does not exist: its bytes end a line, so that a server that reads lines
 * answers at once, and does not wait for the rest.
 */
const OFFERED = [
  [0, 8, 8, 5],
  [0, 4, 4, 4],
  [0, 0, 0, 3],
] as const;
const END_OF_LINE = [0, 0, 0x0d, 0x0a] as const;
export const HANDSHAKE = Uint8Array.from([...MAGIC, ...OFFERED.flat(), ...END_OF_LINE]);

const TAG = { hello: 0x01, goodbye: 0x02, reset: 0x0f, run: 0x10, pull: 0x3f, logon: 0x6a } as const;
const ANSWER = { success: 0x70, record: 0x71, ignored: 0x7e, failure: 0x7f } as const;
const ANSWERS: ReadonlySet<number> = new Set(Object.values(ANSWER));
/** To RESET, RUN and PULL one each. */
const SUMMARIES = 3;
/** Rows of one answer at most; what is left over is thrown away by the next RESET. */
const MOST_ROWS = 10_000;
const WAIT_AT_MOST = 5_000;

export interface Version {
  readonly major: number;
  readonly minor: number;
}

/** Four zeros, or a version that was offered. Throws on what is neither. */
export function handshakeLength(received: Uint8Array): number | undefined {
  if ((received[0] ?? 0) !== 0 || (received[1] ?? 0) !== 0) throw new RangeError('no answer to a handshake of Bolt');
  if (received.length < 4) return undefined;
  if (readHandshake(received) === null) throw new RangeError('no version of Bolt that was offered');
  return 4;
}

export function readHandshake(bytes: Uint8Array): Version | null {
  const [first, second, minor = 0, major = 0] = bytes;
  const offered = OFFERED.some(([, , highest, same]) => same === major && minor <= highest);
  return first === 0 && second === 0 && offered ? { major, minor } : null;
}

/** From 5.1 on a login is a message of its own. */
export function logsOnApart({ major, minor }: Version): boolean {
  return major > 5 || (major === 5 && minor >= 1);
}

const NOBODY = { scheme: 'none' } as const;

export function hello(apart: boolean): Uint8Array {
  const named = apart ? { user_agent: 'unlatched', bolt_agent: { product: 'unlatched' } } : { user_agent: 'unlatched' };
  return message(TAG.hello, apart ? named : { ...named, ...NOBODY });
}

export const LOGON: Uint8Array = message(TAG.logon, NOBODY);
export const GOODBYE: Uint8Array = message(TAG.goodbye);

/**
 * A statement in a transaction of its own that may only read: the server refuses it otherwise, and ends it after five seconds.
 * RESET first, so that an error before does not stand in its way.
 */
export function statement(cypher: string, database: string, major: number): Uint8Array {
  const extra = { mode: 'r', tx_timeout: WAIT_AT_MOST, ...(major >= 4 && database !== '' ? { db: database } : {}) };
  const pull = major >= 4 ? message(TAG.pull, { n: MOST_ROWS }) : message(TAG.pull);
  return Buffer.concat([message(TAG.reset), message(TAG.run, cypher, {}, extra), pull]);
}

function message(tag: number, ...fields: readonly Json[]): Uint8Array {
  const bytes = packStructure({ tag, fields });
  const size = Buffer.alloc(2);
  size.writeUInt16BE(bytes.length);
  return Buffer.concat([size, bytes, Buffer.alloc(2)]);
}

/** Where the message that begins at `from` ends, and its bytes; undefined where it is not whole. */
function messageAt(bytes: Buffer, from: number): { readonly body: Buffer; readonly end: number } | undefined {
  const chunks: Buffer[] = [];
  for (let at = from; at + 2 <= bytes.length; ) {
    const size = bytes.readUInt16BE(at);
    at += 2;
    if (size === 0 && chunks.length > 0) return { body: Buffer.concat(chunks), end: at };
    // An empty chunk before a message keeps the connection alive.
    if (size === 0) continue;
    if (chunks.length === 0) requireAnswer(bytes, at);
    if (at + size > bytes.length) return undefined;
    chunks.push(bytes.subarray(at, at + size));
    at += size;
  }
  return undefined;
}

function requireAnswer(bytes: Buffer, at: number): void {
  const [marker = 0xb0, tag = ANSWER.success] = bytes.subarray(at, at + 2);
  if ((marker & 0xf0) !== 0xb0 || !ANSWERS.has(tag)) throw new RangeError('no answer of Bolt');
}

function lengthOf(received: Uint8Array, summaries: number): number | undefined {
  const bytes = Buffer.from(received.buffer, received.byteOffset, received.byteLength);
  let left = summaries;
  for (let at = 0; at < bytes.length; ) {
    const found = messageAt(bytes, at);
    if (found === undefined) return undefined;
    at = found.end;
    if (found.body[1] !== ANSWER.record) left -= 1;
    if (left === 0) return at;
  }
  return undefined;
}

export function summaryLength(received: Uint8Array): number | undefined {
  return lengthOf(received, 1);
}

export function resultLength(received: Uint8Array): number | undefined {
  return lengthOf(received, SUMMARIES);
}

export interface BoltAnswer {
  /** The first failure, by its code and message. */
  readonly failure: { readonly code: Json | undefined; readonly message: Json | undefined } | null;
  /** What the last success says of itself. */
  readonly success: Json | undefined;
  readonly rows: readonly (readonly Json[])[];
}

/** Null: the bytes are no whole answer. */
export function readAnswer(bytes: Uint8Array): BoltAnswer | null {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const rows: (readonly Json[])[] = [];
  let success: Json | undefined;
  for (let at = 0; at < all.length; ) {
    const read = structureAt(all, at);
    if (read === null) return null;
    const [first] = read.structure.fields;
    const { tag } = read.structure;
    if (tag === ANSWER.record) rows.push(Array.isArray(first) ? (first as readonly Json[]) : []);
    else if (tag === ANSWER.success) success = first;
    else return { failure: failureIn(first), success: undefined, rows: [] };
    at = read.end;
  }
  return success === undefined ? null : { failure: null, success, rows };
}

function failureIn(told: Json | undefined): NonNullable<BoltAnswer['failure']> {
  const map = typeof told === 'object' && told !== null && !Array.isArray(told) ? (told as Record<string, Json>) : {};
  // From 5.7 on the code has a name beside that of GQL.
  return { code: map['neo4j_code'] ?? map['code'], message: map['message'] };
}

function structureAt(all: Buffer, at: number): { readonly structure: Structure; readonly end: number } | null {
  return orNull(() => {
    const found = messageAt(all, at);
    return found === undefined ? null : { structure: unpackStructure(found.body), end: found.end };
  });
}

/** The version that a server chose; null where it speaks no Bolt. */
export function versionIn(reply: Reply | Failure | undefined): Version | null {
  return reply?.ok === true && reply.kind === 'bytes' ? readHandshake(reply.bytes) : null;
}
