import type { Json } from '../model/request.ts';

/**
 * PackStream 1, the values of Bolt: https://neo4j.com/docs/bolt/current/packstream/. What is read becomes JSON, so that the
 * guards of ./json.ts hold over it: bytes become null, and a structure that is no message an object of `structure` and `fields`.
 */

const DEEPEST = 64;
/** A hostile server can name a list of billions in five bytes; more than so many values are no answer to our questions. */
const MOST_VALUES = 200_000;

/** A message: a structure with the tag that says which. */
export interface Structure {
  readonly tag: number;
  readonly fields: readonly Json[];
}

const utf8 = new TextDecoder();

/** Numbers are whole and of 32 bits: no question needs others. */
export function pack(value: Json): Uint8Array {
  if (value === null) return Uint8Array.of(0xc0);
  if (typeof value === 'boolean') return Uint8Array.of(value ? 0xc3 : 0xc2);
  if (typeof value === 'number') return packNumber(value);
  if (typeof value === 'string') {
    const bytes = Buffer.from(value);
    return Buffer.concat([sized(bytes.length, 0x80, 0xd0), bytes]);
  }
  if (Array.isArray(value)) {
    const members = value as readonly Json[];
    return Buffer.concat([sized(members.length, 0x90, 0xd4), ...members.map((member) => pack(member))]);
  }
  const entries = Object.entries(value as Readonly<Record<string, Json>>);
  return Buffer.concat([
    sized(entries.length, 0xa0, 0xd8),
    ...entries.flatMap(([key, member]) => [pack(key), pack(member)]),
  ]);
}

export function packStructure({ tag, fields }: Structure): Uint8Array {
  return Buffer.concat([Uint8Array.of(0xb0 + fields.length, tag), ...fields.map((field) => pack(field))]);
}

function packNumber(value: number): Uint8Array {
  if (!Number.isInteger(value) || Math.abs(value) > 0x7fffffff) throw new TypeError(`${value} is not packed`);
  if (value >= -16 && value < 128) return Uint8Array.of(value & 0xff);
  const bytes = Buffer.alloc(5);
  bytes.writeUInt8(0xca, 0);
  bytes.writeInt32BE(value, 1);
  return bytes;
}

/** The marker of a text, list or map: its size in the marker itself, or in one, two or four bytes behind it. */
function sized(size: number, small: number, large: number): Uint8Array {
  if (size < 16) return Uint8Array.of(small + size);
  const bytes = size < 0x100 ? Buffer.alloc(2) : size < 0x10000 ? Buffer.alloc(3) : Buffer.alloc(5);
  const width = bytes.length - 1;
  bytes.writeUInt8(large + (width === 1 ? 0 : width === 2 ? 1 : 2), 0);
  bytes.writeUIntBE(size, 1, width);
  return bytes;
}

/** The structure that these bytes are. Throws a RangeError on what is none, cut off, too deep or too many. */
export function unpackStructure(bytes: Uint8Array): Structure {
  const reader = new Reader(bytes);
  const marker = reader.byte();
  if ((marker & 0xf0) !== 0xb0) throw new RangeError('no structure begins so');
  const tag = reader.byte();
  const fields = reader.values(marker & 0x0f, 0);
  if (!reader.done) throw new RangeError('more bytes follow the structure');
  return { tag, fields };
}

class Reader {
  readonly #bytes: Buffer;
  #at = 0;
  #left = MOST_VALUES;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get done(): boolean {
    return this.#at === this.#bytes.length;
  }

  byte(): number {
    return this.#bytes.readUInt8(this.#take(1));
  }

  values(size: number, depth: number): Json[] {
    this.#count(size);
    return Array.from({ length: size }, () => this.#value(depth + 1));
  }

  #take(size: number): number {
    const from = this.#at;
    if (size > this.#bytes.length - from) throw new RangeError('a value is cut off');
    this.#at = from + size;
    return from;
  }

  #count(size: number): void {
    this.#left -= size;
    if (this.#left < 0) throw new RangeError('more values than any answer to our questions');
  }

  #value(depth: number): Json {
    if (depth > DEEPEST) throw new RangeError('nested too deep');
    const marker = this.byte();
    if (marker < 0x80) return marker;
    if (marker >= 0xf0) return marker - 0x100;
    const small = marker & 0x0f;
    switch (marker & 0xf0) {
      case 0x80:
        return this.#text(small);
      case 0x90:
        return this.values(small, depth);
      case 0xa0:
        return this.#map(small, depth);
      case 0xb0:
        return { structure: this.byte(), fields: this.values(small, depth) };
      default:
        return this.#large(marker, depth);
    }
  }

  #large(marker: number, depth: number): Json {
    switch (marker) {
      case 0xc0:
        return null;
      case 0xc1:
        return this.#bytes.readDoubleBE(this.#take(8));
      case 0xc2:
      case 0xc3:
        return marker === 0xc3;
      case 0xc8:
        return this.#bytes.readInt8(this.#take(1));
      case 0xc9:
        return this.#bytes.readInt16BE(this.#take(2));
      case 0xca:
        return this.#bytes.readInt32BE(this.#take(4));
      case 0xcb:
        return Number(this.#bytes.readBigInt64BE(this.#take(8)));
      case 0xcc:
      case 0xcd:
      case 0xce:
        this.#take(this.#size(marker - 0xcc));
        return null;
      case 0xd0:
      case 0xd1:
      case 0xd2:
        return this.#text(this.#size(marker - 0xd0));
      case 0xd4:
      case 0xd5:
      case 0xd6:
        return this.values(this.#size(marker - 0xd4), depth);
      case 0xd8:
      case 0xd9:
      case 0xda:
        return this.#map(this.#size(marker - 0xd8), depth);
      default:
        throw new RangeError('no value begins so');
    }
  }

  /** In one, two or four bytes. */
  #size(power: number): number {
    const width = 2 ** power;
    return this.#bytes.readUIntBE(this.#take(width), width);
  }

  #text(size: number): string {
    const from = this.#take(size);
    return utf8.decode(this.#bytes.subarray(from, from + size));
  }

  #map(size: number, depth: number): Json {
    this.#count(size);
    const entries: [string, Json][] = [];
    for (let index = 0; index < size; index += 1) {
      const key = this.#value(depth + 1);
      if (typeof key !== 'string') throw new RangeError('a key that is no text');
      entries.push([key, this.#value(depth + 1)]);
    }
    return Object.fromEntries(entries);
  }
}
