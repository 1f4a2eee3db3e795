import type { Failure, Reply } from '../../model/channel.ts';

/**
 * The two protocols of memcached. Text: lines that end with CR LF, the last of them END, VERSION or an error. Binary: packets
 * with a header of 24 bytes; a list of statistics ends with a packet that names none.
 */

const FIRST = /^(?:VERSION |STAT |ITEM |VALUE |END\r|ERROR\r|CLIENT_ERROR |SERVER_ERROR )/;
const WORDS = ['VERSION ', 'STAT ', 'ITEM ', 'VALUE ', 'END\r', 'ERROR\r', 'CLIENT_ERROR ', 'SERVER_ERROR '];
const ONE_LINE = /^(?:VERSION |END\r|ERROR\r|CLIENT_ERROR |SERVER_ERROR )/;
const LAST = Buffer.from('\r\nEND\r\n');

/** How long an answer in text is; undefined: more is needed. Throws a RangeError on what no memcached says. */
export function textLength(received: Uint8Array): number | undefined {
  const bytes = Buffer.from(received.buffer, received.byteOffset, received.byteLength);
  const start = bytes.toString('latin1', 0, 16);
  if (start === '') return undefined;
  if (!FIRST.test(start)) {
    if (start.length < 13 && WORDS.some((word) => word.startsWith(start))) return undefined;
    throw new RangeError('no answer of memcached begins so');
  }
  const line = bytes.indexOf('\r\n');
  if (ONE_LINE.test(start)) return line < 0 ? undefined : line + 2;
  const end = bytes.indexOf(LAST);
  return end < 0 ? undefined : end + LAST.length;
}

/** What an answer in text means. `login`: nothing is done before a login. */
export type TextAnswer =
  | { readonly kind: 'open'; readonly lines: readonly string[]; readonly exchange: number }
  | { readonly kind: 'login' | 'error' | 'failed'; readonly said: string; readonly exchange: number };

const MOST_LINES = 20_000;

export function readText(reply: Reply | Failure): TextAnswer {
  const { exchange } = reply;
  if (!reply.ok) return { kind: 'failed', said: reply.message, exchange };
  if (reply.kind !== 'bytes') return { kind: 'failed', said: 'another protocol', exchange };
  const lines = Buffer.from(reply.bytes).toString('utf8').split('\r\n', MOST_LINES);
  const [first = ''] = lines;
  if (first === 'CLIENT_ERROR unauthenticated') return { kind: 'login', said: first, exchange };
  if (/^(?:CLIENT_|SERVER_)?ERROR/.test(first)) return { kind: 'error', said: first.slice(0, 120), exchange };
  return { kind: 'open', lines: lines.filter((line) => line !== '' && line !== 'END'), exchange };
}

const HEADER = 24;
const REQUEST = 0x80;
const RESPONSE = 0x81;
/** Operations of the binary protocol that read. */
export const OPERATION = { get: 0x00, version: 0x0b, stat: 0x10 } as const;
export const STATUS = { ok: 0x0000, missing: 0x0001, login: 0x0020, loginGoesOn: 0x0021 } as const;

/** A question with a key and nothing else. */
export function packet(operation: (typeof OPERATION)[keyof typeof OPERATION], key = ''): Uint8Array {
  const name = Buffer.from(key);
  const bytes = Buffer.alloc(HEADER + name.length);
  bytes.writeUInt8(REQUEST, 0);
  bytes.writeUInt8(operation, 1);
  bytes.writeUInt16BE(name.length, 2);
  bytes.writeUInt32BE(name.length, 8);
  name.copy(bytes, HEADER);
  return bytes;
}

export interface Packet {
  readonly operation: number;
  readonly status: number;
  readonly key: string;
  readonly value: string;
  readonly length: number;
}

/** The packet at an offset; undefined: more is needed. Throws a RangeError on what is none. */
function packetAt(bytes: Buffer, at: number): Packet | undefined {
  if (at >= bytes.length) return undefined;
  if (bytes.readUInt8(at) !== RESPONSE) throw new RangeError('no packet of memcached begins so');
  if (bytes.length < at + HEADER) return undefined;
  const keyLength = bytes.readUInt16BE(at + 2);
  const extras = bytes.readUInt8(at + 4);
  const body = bytes.readUInt32BE(at + 8);
  if (body < keyLength + extras) throw new RangeError('a packet of memcached is shorter than its parts');
  const length = HEADER + body;
  if (bytes.length < at + length) return body > bytes.length + MOST_BODY ? tooLong() : undefined;
  const key = at + HEADER + extras;
  return {
    operation: bytes.readUInt8(at + 1),
    status: bytes.readUInt16BE(at + 6),
    key: bytes.toString('utf8', key, key + keyLength),
    value: bytes.toString('utf8', key + keyLength, at + length),
    length,
  };
}

const MOST_BODY = 1024 * 1024;

function tooLong(): never {
  throw new RangeError('a packet of memcached is longer than any answer to our questions');
}

/** One packet. */
export function packetLength(received: Uint8Array): number | undefined {
  return packetAt(Buffer.from(received), 0)?.length;
}

/** Packets up to the one that names no statistic, or that says no. */
export function listLength(received: Uint8Array): number | undefined {
  const bytes = Buffer.from(received);
  for (let at = 0; ; ) {
    const one = packetAt(bytes, at);
    if (one === undefined) return undefined;
    at += one.length;
    if (one.key === '' || one.status !== STATUS.ok) return at;
  }
}

/** All packets of an answer; none where it failed. */
export function readPackets(reply: Reply | Failure): Packet[] {
  if (!reply.ok || reply.kind !== 'bytes') return [];
  const bytes = Buffer.from(reply.bytes);
  const packets: Packet[] = [];
  for (let at = 0; at < bytes.length; ) {
    const one = packetAt(bytes, at);
    if (one === undefined) break;
    packets.push(one);
    at += one.length;
  }
  return packets;
}

/** `STAT name value`, by name. */
export function statisticsOf(lines: readonly string[]): Map<string, string> {
  const pairs = lines.flatMap((line): [string, string][] => {
    const [, name = '', value = ''] = /^STAT (\S{1,250}) ?(.{0,1000})$/.exec(line) ?? [];
    return name === '' ? [] : [[name, value]];
  });
  return new Map(pairs);
}

/** A number that the server keeps; null where it tells none. */
export function numberOf(value: string | undefined): number | null {
  return value !== undefined && /^\d{1,15}$/.test(value) ? Number(value) : null;
}
