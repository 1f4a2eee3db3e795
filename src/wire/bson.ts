/**
 * BSON, as MongoDB’s protocol carries it: https://bsonspec.org/spec.html. What is read becomes JSON: numbers that are not safe
 * integers become text, dates ISO texts, ObjectIds their 24 digits; binary and the rest say no more than what kind they are.
 */
import type { Json } from '../model/request.ts';

const DEEPEST = 64;
const MOST_ELEMENTS = 400_000;

const utf8 = new TextDecoder();

/** One document. Whole numbers become int32 where they fit, int64 otherwise. */
export function writeBson(document: { readonly [key: string]: Json }): Buffer {
  const parts = Object.entries(document).map(([name, value]) => element(name, value));
  const size = Buffer.alloc(4);
  const body = Buffer.concat([...parts, Buffer.alloc(1)]);
  size.writeInt32LE(body.length + 4, 0);
  return Buffer.concat([size, body]);
}

function element(name: string, value: Json): Buffer {
  // A name ends at its first zero byte: no name of ours has one, and a stranger’s is never a name here.
  if (name.includes('\0')) throw new TypeError('a name with a zero byte');
  const [type, body] = valueOf(value);
  return Buffer.concat([Buffer.from([type]), Buffer.from(`${name}\0`), body]);
}

function valueOf(value: Json): readonly [type: number, body: Buffer] {
  if (value === null) return [0x0a, Buffer.alloc(0)];
  if (typeof value === 'boolean') return [0x08, Buffer.from([value ? 1 : 0])];
  if (typeof value === 'string') return [0x02, textOf(value)];
  if (typeof value === 'number') return numberOf(value);
  return Array.isArray(value)
    ? [0x04, writeBson(Object.fromEntries(value.map((member: Json, index) => [String(index), member])))]
    : [0x03, writeBson(value as { readonly [key: string]: Json })];
}

function textOf(value: string): Buffer {
  const text = Buffer.from(`${value}\0`);
  const size = Buffer.alloc(4);
  size.writeInt32LE(text.length, 0);
  return Buffer.concat([size, text]);
}

function numberOf(value: number): readonly [type: number, body: Buffer] {
  if (!Number.isSafeInteger(value)) {
    const body = Buffer.alloc(8);
    body.writeDoubleLE(value, 0);
    return [0x01, body];
  }
  if (value === (value | 0)) {
    const body = Buffer.alloc(4);
    body.writeInt32LE(value, 0);
    return [0x10, body];
  }
  const body = Buffer.alloc(8);
  body.writeBigInt64LE(BigInt(value), 0);
  return [0x12, body];
}

/** How long the document is that begins at `from`; undefined: its length is not there yet. Throws on one that cannot be. */
export function bsonLength(bytes: Uint8Array, from: number, most: number): number | undefined {
  if (from + 4 > bytes.length) return undefined;
  const length = viewOf(bytes).getInt32(from, true);
  if (length < 5 || length > most) throw new RangeError('a document of a length that cannot be one');
  return length;
}

/** The whole document that begins at `from`. Throws a RangeError on bytes that are none. */
export function readBson(bytes: Uint8Array, from = 0): { readonly document: Json; readonly end: number } {
  const reader = new Reader(bytes, from);
  const document = reader.document(false, 0);
  return { document, end: reader.at };
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

class Reader {
  at: number;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #elements = 0;

  constructor(bytes: Uint8Array, from: number) {
    this.#bytes = bytes;
    this.#view = viewOf(bytes);
    this.at = from;
  }

  document(asList: boolean, depth: number): Json {
    if (depth > DEEPEST) throw new RangeError('documents within documents without end');
    const length = bsonLength(this.#bytes, this.at, this.#bytes.length - this.at);
    if (length === undefined) throw new RangeError('a document ends early');
    const end = this.at + length;
    this.at += 4;
    const members: [string, Json][] = [];
    for (;;) {
      const type = this.#bytes[this.at];
      if (type === undefined || this.at >= end) throw new RangeError('a document has no end');
      this.at += 1;
      if (type === 0) break;
      this.#elements += 1;
      if (this.#elements > MOST_ELEMENTS) throw new RangeError('more elements than any answer has');
      const name = this.#name(end);
      members.push([name, this.#value(type, end, depth)]);
    }
    if (this.at !== end) throw new RangeError('a document ends elsewhere than it says');
    return asList ? members.map(([, value]) => value) : Object.fromEntries(members);
  }

  #take(length: number, end: number): number {
    const from = this.at;
    if (length < 0 || from + length > end) throw new RangeError('a value ends beyond its document');
    this.at += length;
    return from;
  }

  /** A text that ends with a zero. */
  #name(end: number): string {
    const stop = this.#bytes.indexOf(0, this.at);
    if (stop < 0 || stop >= end) throw new RangeError('a name has no end');
    const name = utf8.decode(this.#bytes.subarray(this.at, stop));
    this.at = stop + 1;
    return name;
  }

  /** A text that says its length, with a zero at its end. */
  #text(end: number): string {
    const length = this.#view.getInt32(this.#take(4, end), true);
    if (length < 1) throw new RangeError('a text of a length that cannot be one');
    const from = this.#take(length, end);
    return utf8.decode(this.#bytes.subarray(from, from + length - 1));
  }

  #value(type: number, end: number, depth: number): Json {
    switch (type) {
      case 0x01:
        return finite(this.#view.getFloat64(this.#take(8, end), true));
      case 0x02:
      case 0x0d:
      case 0x0e:
        return this.#text(end);
      case 0x03:
      case 0x04:
        return this.document(type === 0x04, depth + 1);
      case 0x05: {
        const length = this.#view.getInt32(this.#take(4, end), true);
        this.#take(length, end - 1);
        this.#take(1, end);
        return 'binary';
      }
      case 0x07: {
        const from = this.#take(12, end);
        return Buffer.from(this.#bytes.subarray(from, from + 12)).toString('hex');
      }
      case 0x08:
        return this.#bytes[this.#take(1, end)] === 1;
      case 0x09:
        return dateOf(this.#view.getBigInt64(this.#take(8, end), true));
      case 0x06:
      case 0x0a:
      case 0x7f:
      case 0xff:
        return null;
      case 0x0b:
        this.#name(end);
        this.#name(end);
        return 'regex';
      case 0x0c:
        this.#text(end);
        this.#take(12, end);
        return 'pointer';
      case 0x0f: {
        const stop = this.at + this.#view.getInt32(this.#take(4, end), true);
        if (stop < this.at || stop > end) throw new RangeError('a value ends beyond its document');
        this.at = stop;
        return 'code';
      }
      case 0x10:
        return this.#view.getInt32(this.#take(4, end), true);
      case 0x11:
        this.#take(8, end);
        return 'timestamp';
      case 0x12:
        return whole(this.#view.getBigInt64(this.#take(8, end), true));
      case 0x13:
        this.#take(16, end);
        return 'decimal';
      default:
        throw new RangeError('a value of a type that is none');
    }
  }
}

function finite(value: number): Json {
  return Number.isFinite(value) ? value : String(value);
}

function whole(value: bigint): Json {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value.toString();
}

const LATEST = 8_640_000_000_000_000n;

function dateOf(milliseconds: bigint): Json {
  const known = milliseconds <= LATEST && milliseconds >= -LATEST;
  return known ? new Date(Number(milliseconds)).toISOString() : 'date';
}
