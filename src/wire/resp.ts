/**
 * RESP, the Redis serialisation protocol, versions 2 and 3: https://redis.io/docs/latest/develop/reference/protocol-spec/
 * (and https://valkey.io/topics/protocol/). Commands go out as arrays of bulk strings, never inline and never empty.
 */

/** A refusal or complaint: its first word (`NOAUTH`, `ERR`), and all of its words. */
export class RespError {
  readonly code: string;
  readonly text: string;

  constructor(text: string) {
    this.code = /^[A-Z]{2,20}(?= |$)/.exec(text)?.[0] ?? '';
    this.text = text;
  }
}

/** A map is the list of its keys and values in turn, which is how RESP2 sends it. Numbers that are not safe integers are text. */
export type Resp = string | number | boolean | null | RespError | readonly Resp[];

/** The members of a list; none of what is no list. */
export function listOf(value: Resp | undefined): readonly Resp[] {
  return Array.isArray(value) ? (value as readonly Resp[]) : [];
}

/** The texts among the members of a list. */
export function textsOf(value: Resp | undefined): string[] {
  return listOf(value).filter((member) => typeof member === 'string');
}

const DEEPEST = 16;
const MOST_MEMBERS = 100_000;
const LONGEST_LINE = 64 * 1024;
const CR = 13;
const LF = 10;

/** One command. Nothing of an argument can end it early: each goes with its length. */
export function encodeCommand(name: string, ...args: readonly string[]): Uint8Array {
  const words = [name, ...args].map((word) => Buffer.from(word));
  const parts = words.flatMap((word) => [Buffer.from(`$${word.length}\r\n`), word, Buffer.from('\r\n')]);
  return Buffer.concat([Buffer.from(`*${words.length}\r\n`), ...parts]);
}

/**
 * How many bytes the first `replies` replies take; undefined: more are needed. Throws a RangeError on bytes that are no RESP, and
 * on lists that are longer or deeper than any answer to our questions.
 */
export function repliesLength(received: Uint8Array, replies = 1): number | undefined {
  const reader = new Reader(received, false);
  for (let count = 0; count < replies; count += 1) if (!reader.skip()) return undefined;
  return reader.at;
}

/** Reads replies that are whole. Throws a RangeError on others. */
export function readReplies(bytes: Uint8Array): Resp[] {
  const reader = new Reader(bytes, true);
  const replies: Resp[] = [];
  while (reader.at < bytes.length) {
    if (!reader.skip()) throw new RangeError('a reply of RESP ends early');
    replies.push(reader.value);
  }
  return replies;
}

/** Walks over one reply after the other, and makes values of them where they are kept. */
class Reader {
  at = 0;
  value: Resp = null;
  readonly #bytes: Buffer;
  readonly #keeps: boolean;

  constructor(bytes: Uint8Array, keeps: boolean) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#keeps = keeps;
  }

  /** False where more bytes are needed. */
  skip(depth = 0): boolean {
    if (depth > DEEPEST) throw new RangeError('a reply of RESP is nested too deep');
    const type = this.#bytes[this.at];
    if (type === undefined) return false;
    const sign = String.fromCharCode(type);
    if (!'+-:$*_,#!=(%~>|'.includes(sign)) throw new RangeError('no reply of RESP begins so');
    const line = this.#line();
    if (line === null) return false;
    if ('$!='.includes(sign)) return this.#blob(sign, count(line));
    if ('*%~>|'.includes(sign)) return this.#members(sign, count(line), depth);
    if (this.#keeps) this.value = scalar(sign, line);
    return true;
  }

  #line(): string | null {
    const end = this.#bytes.indexOf(LF, this.at + 1);
    if (end < 0) {
      if (this.#bytes.length - this.at > LONGEST_LINE) throw new RangeError('a line of RESP does not end');
      return null;
    }
    if (this.#bytes[end - 1] !== CR) throw new RangeError('a line of RESP ends without CR');
    const line = this.#bytes.toString('utf8', this.at + 1, end - 1);
    this.at = end + 1;
    return line;
  }

  #blob(sign: string, length: number | null): boolean {
    if (length === null) {
      this.value = null;
      return true;
    }
    const end = this.at + length;
    if (this.#bytes.length < end + 2) return false;
    if (this.#bytes[end] !== CR || this.#bytes[end + 1] !== LF) throw new RangeError('a string of RESP ends elsewhere');
    if (this.#keeps) {
      const text = this.#bytes.toString('utf8', this.at, end);
      this.value = sign === '!' ? new RespError(text) : sign === '=' ? text.slice(4) : text;
    }
    this.at = end + 2;
    return true;
  }

  #members(sign: string, told: number | null, depth: number): boolean {
    if (told === null) {
      this.value = null;
      return true;
    }
    const wanted = '%|'.includes(sign) ? told * 2 : told;
    if (wanted > MOST_MEMBERS) throw new RangeError('a list of RESP is longer than any answer to our questions');
    const members: Resp[] = [];
    for (let index = 0; index < wanted; index += 1) {
      if (!this.skip(depth + 1)) return false;
      if (this.#keeps) members.push(this.value);
    }
    // An attribute stands before the reply that it says something of.
    if (sign === '|') return this.skip(depth + 1);
    this.value = members;
    return true;
  }
}

/** Null for -1, which RESP2 sends for nothing. */
function count(line: string): number | null {
  if (line === '-1') return null;
  if (!/^\d{1,9}$/.test(line)) throw new RangeError('a length of RESP is no number');
  return Number(line);
}

function scalar(sign: string, line: string): Resp {
  if (sign === '+') return line;
  if (sign === '-') return new RespError(line);
  if (sign === '_') return null;
  if (sign === '#') return line === 't';
  const number = sign === ':' || sign === ',' ? Number(line) : Number.NaN;
  return Number.isFinite(number) && (sign === ',' || Number.isSafeInteger(number)) ? number : line;
}
