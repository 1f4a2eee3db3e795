/**
 * Numbers in the network's byte order, and what is built of them, as Kafka and ZooKeeper send it. Reading never goes beyond the
 * end: it throws a RangeError there, and on lengths and counts that cannot be.
 */

import { orNull } from './or-null.ts';

/** What of a count is believed: no member takes less than a byte. */
const LONGEST = 64 * 1024 * 1024;

/** Reads one after the other, from the start of the bytes; throws a RangeError at their end. */
export class OctetReader {
  at = 0;
  readonly #bytes: Buffer;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get left(): number {
    return this.#bytes.length - this.at;
  }

  int8(): number {
    return this.#bytes.readInt8(this.#take(1));
  }

  int16(): number {
    return this.#bytes.readInt16BE(this.#take(2));
  }

  int32(): number {
    return this.#bytes.readInt32BE(this.#take(4));
  }

  int64(): bigint {
    return this.#bytes.readBigInt64BE(this.#take(8));
  }

  /** Seven bits a byte, the lowest first, at most 32 of them. */
  varint(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.#bytes.readUInt8(this.#take(1));
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    throw new RangeError('a number that does not end');
  }

  /** Null for a length below zero, which stands for nothing. */
  bytes(length: number): Buffer | null {
    if (length < 0) return null;
    const from = this.#take(length);
    return this.#bytes.subarray(from, from + length);
  }

  text(length: number): string | null {
    return this.bytes(length)?.toString('utf8') ?? null;
  }

  /** So many members, none for a count below zero. */
  many<T>(count: number, read: () => T): T[] {
    if (count > this.left) throw new RangeError('more members than bytes');
    const members: T[] = [];
    for (let index = 0; index < count; index += 1) members.push(read());
    return members;
  }

  #take(length: number): number {
    if (length > this.left) throw new RangeError('it ends early');
    const from = this.at;
    this.at += length;
    return from;
  }
}

/** One byte; throws a RangeError on what does not fit, as the others do. */
export function int8(value: number): Buffer {
  const bytes = Buffer.alloc(1);
  bytes.writeInt8(value);
  return bytes;
}

/** Two bytes. */
export function int16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
}

/** Four bytes. */
export function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

/** Eight bytes. */
export function int64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(value);
  return bytes;
}

/** A message behind its own length. */
export function framed(...parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([int32(body.length), body]);
}

/** How long a message behind its length is; undefined: more is needed. Throws a RangeError on a length that cannot be one. */
export function framedLength(received: Uint8Array, least: number): number | undefined {
  if (received.length < 4) return undefined;
  const length = new DataView(received.buffer, received.byteOffset).getInt32(0);
  if (length < least || length > LONGEST) throw new RangeError('a length that cannot be one');
  return 4 + length;
}

/** What is read, where the reading comes out at the end of the bytes; null where it does not. */
export function readWhole<R extends OctetReader, T>(body: R, read: (body: R) => T): T | null {
  return orNull(() => {
    const value = read(body);
    return body.left === 0 ? value : null;
  });
}
