/**
 * BER as LDAP and SNMP use it: one byte of tag, a definite length of at most four bytes, and the contents. Readers throw a RangeError
 * on what cannot be one, and give undefined where more is needed.
 */

export const TAG = { boolean: 0x01, integer: 0x02, octets: 0x04, enumerated: 0x0a, sequence: 0x30, set: 0x31 } as const;

const LONGEST = 64 * 1024 * 1024;

export function element(tag: number, ...contents: readonly Uint8Array[]): Uint8Array {
  const body = Buffer.concat(contents);
  return Buffer.concat([Buffer.of(tag), lengthBytes(body.length), body]);
}

function lengthBytes(length: number): Buffer {
  if (length < 0x80) return Buffer.of(length);
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(length);
  const short = bytes.subarray(bytes.findIndex((byte) => byte !== 0));
  return Buffer.concat([Buffer.of(0x80 | short.length), short]);
}

/** A whole number from 0 to 2^31 - 1. */
export function integer(value: number, tag: number = TAG.integer): Uint8Array {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  const from = bytes.findIndex((byte) => byte !== 0);
  const short = bytes.subarray(from < 0 ? 3 : from);
  const sign = (short[0] ?? 0) >= 0x80 ? Buffer.of(0) : Buffer.alloc(0);
  return element(tag, sign, short);
}

export function octets(text: string, tag: number = TAG.octets): Uint8Array {
  return element(tag, Buffer.from(text));
}

export function boolean(value: boolean): Uint8Array {
  return element(TAG.boolean, Buffer.of(value ? 0xff : 0));
}

export interface Element {
  readonly tag: number;
  readonly contents: Uint8Array;
  /** Offset behind it. */
  readonly end: number;
}

/** The element that begins at an offset; undefined where it is not whole. */
export function elementAt(bytes: Uint8Array, at: number): Element | undefined {
  const tag = bytes[at];
  const first = bytes[at + 1];
  if (tag === undefined) return undefined;
  if ((tag & 0x1f) === 0x1f) throw new RangeError('a tag of several bytes');
  if (first === undefined) return undefined;
  const many = first < 0x80 ? 0 : first & 0x7f;
  if (first === 0x80 || many > 4) throw new RangeError('a length that is not definite, or too long');
  const start = at + 2 + many;
  if (start > bytes.length) return undefined;
  const length = many === 0 ? first : bytes.subarray(at + 2, start).reduce((sum, byte) => sum * 256 + byte, 0);
  if (length > LONGEST) throw new RangeError('longer than any answer');
  const end = start + length;
  return end > bytes.length ? undefined : { tag, contents: bytes.subarray(start, end), end };
}

/** The elements that contents are made of, up to a number; what is cut off at the end is left out. */
export function elementsIn(contents: Uint8Array, most = 10_000): Element[] {
  const found: Element[] = [];
  for (let at = 0; at < contents.length && found.length < most; ) {
    const one = elementAt(contents, at);
    if (one === undefined) break;
    found.push(one);
    at = one.end;
  }
  return found;
}

const utf8 = new TextDecoder();

export function textOf(element: Element | undefined): string {
  return element === undefined ? '' : utf8.decode(element.contents);
}

/** A whole number not below 0; null where it is none, or too large to be one of ours. */
export function numberOf(element: Element | undefined): number | null {
  if (element === undefined || element.contents.length === 0 || element.contents.length > 5) return null;
  if ((element.contents[0] ?? 0) >= 0x80) return null;
  return element.contents.reduce((sum, byte) => sum * 256 + byte, 0);
}
