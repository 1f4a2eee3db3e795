import { type Packet, packet, packetAt, packetsOf, Reader, readError, type ServerError } from './packets.ts';

const CONNECT_WITH_TLS = 0x800;
const PLUGIN_AUTH = 0x80000;
/**
 * Long passwords and flags, protocol 4.1, transactions, the secure login, plugins, and who we are. Not: files of ours (LOCAL
 * INFILE), more than one statement at once, compression.
 */
const CAPABILITIES = 0x1 | 0x4 | 0x200 | 0x2000 | 0x8000 | PLUGIN_AUTH | 0x100000;
const LARGEST_ANSWER = 16 * 1024 * 1024;
const UTF8MB4 = 45;
const GREETING_AT_MOST = 1024;

/** What a server says first: who it is and what it offers, or why it does not speak with us. */
export type Greeting =
  | { readonly kind: 'hello'; readonly version: string; readonly offersTls: boolean; readonly plugin: string | null }
  | { readonly kind: 'refused'; readonly error: ServerError };

/** The first packet, which has the number 0 and is a greeting or an error. */
export function greetingLength(received: Uint8Array): number | undefined {
  const [low = 0, middle = 0, high = 0, sequence, first] = received;
  const length = low | (middle << 8) | (high << 16);
  if (first === undefined) return undefined;
  if (sequence !== 0 || length > GREETING_AT_MOST || (first !== 10 && first !== 0xff)) throw new Error('no greeting');
  return packetAt(received, 0)?.end;
}

/** Null: the bytes are no greeting of version 10, and no error either. */
export function readGreeting(bytes: Uint8Array): Greeting | null {
  const body = packetAt(bytes, 0)?.body;
  if (body === undefined) return null;
  if (body[0] === 0xff) {
    const error = readError(body);
    return error === null ? null : { kind: 'refused', error };
  }
  const reader = new Reader(body, 1);
  const version = reader.text();
  // Number of the connection, half of the challenge, a zero.
  reader.bytes(12);
  if (body[0] !== 10 || reader.number(1) !== 0 || reader.left < 2) return null;
  if (!/^[\u0020-\u007e]{1,200}$/.test(version)) return null;
  const low = reader.number(2);
  reader.bytes(3);
  const capabilities = low + reader.number(2) * 65_536;
  const challenge = reader.number(1);
  reader.bytes(10 + Math.max(13, challenge - 8));
  const plugin = (capabilities & PLUGIN_AUTH) !== 0 ? reader.text() : '';
  return { kind: 'hello', version, offersTls: (low & CONNECT_WITH_TLS) !== 0, plugin: plugin || null };
}

function opening(withTls: boolean): Buffer {
  const head = Buffer.alloc(32);
  head.writeUInt32LE(withTls ? CAPABILITIES | CONNECT_WITH_TLS : CAPABILITIES, 0);
  head.writeUInt32LE(LARGEST_ANSWER, 4);
  head[8] = UTF8MB4;
  return head;
}

/** The first part of a login, which asks for TLS; nothing is answered, TLS begins at once. */
export const TLS_REQUEST = packet(1, opening(true));

/** A login with an empty password. The packet is the second of a conversation in which TLS was asked for. */
export function login(user: string, within: 'plain' | 'tls'): Uint8Array {
  const attributes = ['program_name', 'unlatched'].flatMap((text) => [Uint8Array.of(text.length), Buffer.from(text)]);
  const said = Buffer.concat(attributes);
  const body = [Buffer.from(`${user}\0`), Uint8Array.of(0), Buffer.from('mysql_native_password\0')];
  return packet(
    within === 'tls' ? 2 : 1,
    Buffer.concat([opening(within === 'tls'), ...body, Uint8Array.of(said.length), said]),
  );
}

/** These take an empty password as one zero byte, all others as nothing. */
const ZERO_ENDED = new Set(['caching_sha2_password', 'sha256_password', 'mysql_clear_password']);

/** The empty password once more, for another method. */
export function emptyPassword(sequence: number, method: string): Uint8Array {
  return packet(sequence, ZERO_ENDED.has(method) ? Uint8Array.of(0) : new Uint8Array());
}

/** How a server answers a login. */
export type Answer =
  | { readonly kind: 'in' }
  | { readonly kind: 'refused'; readonly error: ServerError }
  /** It wants the password in another way; the packet with it has this number. */
  | { readonly kind: 'asks'; readonly method: string | null; readonly sequence: number };

/** One packet; two where the first says that the password was known already. */
export function answerLength(received: Uint8Array): number | undefined {
  const first = packetAt(received, 0);
  if (first === undefined) {
    if (received.length > 4 && !ANSWERS.has(received[4] ?? 1)) throw new Error('no answer to a login');
    return undefined;
  }
  if (!isAnswer(first)) throw new Error('no answer to a login');
  if (!isKnown(first)) return first.end;
  const second = packetAt(received, first.end);
  if (second !== undefined && !isAnswer(second)) throw new Error('no answer to a login');
  return second?.end;
}

const ANSWERS = new Set([0, 1, 0xfe, 0xff]);

function isAnswer({ body }: Packet): boolean {
  return body[0] !== undefined && ANSWERS.has(body[0]);
}

/** caching_sha2_password: the server remembers it. */
function isKnown({ body }: Packet): boolean {
  return body[0] === 1 && body[1] === 3;
}

/** Null: the bytes are not a whole answer to a login. */
export function readAnswer(bytes: Uint8Array): Answer | null {
  const last = [...packetsOf(bytes)].at(-1);
  if (last === undefined) return null;
  const { body, sequence } = last;
  if (body[0] === 0) return body.length >= 7 ? { kind: 'in' } : null;
  if (body[0] === 0xff) {
    const error = readError(body);
    return error === null ? null : { kind: 'refused', error };
  }
  // `01 04`: the password itself is wanted, of an account that has one.
  if (body[0] === 1) return { kind: 'asks', method: null, sequence: sequence + 1 };
  if (body[0] !== 0xfe) return null;
  const method = body.length === 1 ? 'mysql_old_password' : new Reader(body, 1).text();
  return /^[\w-]{1,64}$/.test(method) ? { kind: 'asks', method, sequence: sequence + 1 } : null;
}
