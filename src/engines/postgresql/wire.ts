/** The frontend/backend protocol, version 3: messages of one type byte, a length and a body. Startup messages have no type. */

const LONGEST = 64 * 1024 * 1024;
/** What a server may say while a session is being opened. */
const OPENING = new Set(['R', 'S', 'K', 'N', 'E', 'v', 'Z']);
const ANSWERING = new Set(['T', 'D', 'C', 'E', 'N', 'S', 'I', 'Z', 'A']);

export const SSL_REQUEST = Uint8Array.of(0, 0, 0, 8, 4, 210, 22, 47);
export const TERMINATE = Uint8Array.of(0x58, 0, 0, 0, 4);

const utf8 = new TextDecoder();

export function startup(parameters: Readonly<Record<string, string>>): Uint8Array {
  const text = Object.entries(parameters).map(([name, value]) => `${name}\0${value}\0`);
  const body = Buffer.from(`${text.join('')}\0`);
  const head = Buffer.alloc(8);
  head.writeInt32BE(head.length + body.length, 0);
  head.writeInt32BE(3 << 16, 4);
  return Buffer.concat([head, body]);
}

export function query(sql: string): Uint8Array {
  const body = Buffer.from(`${sql}\0`);
  const head = Buffer.alloc(5);
  head.write('Q');
  head.writeInt32BE(4 + body.length, 1);
  return Buffer.concat([head, body]);
}

/** Hexadecimal digits alone stand in the statement, so that no name can end its literal, whatever the server's settings. */
export function literal(text: string): string {
  return `convert_from(decode('${Buffer.from(text).toString('hex')}', 'hex'), 'UTF8')`;
}

export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

interface Message {
  readonly type: string;
  readonly body: Uint8Array;
  readonly end: number;
}

/** The message that begins at `from`; undefined where it is not whole. Throws on a length that cannot be one. */
function messageAt(bytes: Uint8Array, from: number): Message | undefined {
  const type = bytes[from];
  if (type === undefined || from + 5 > bytes.length) return undefined;
  const length = viewOf(bytes).getInt32(from + 1);
  if (length < 4 || length > LONGEST) throw new Error('a message of a length that cannot be one');
  const end = from + 1 + length;
  return { type: String.fromCharCode(type), body: bytes.subarray(from + 5, Math.min(end, bytes.length)), end };
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Whole messages one after the other; what is cut off at the end is left out. */
export function* messagesOf(bytes: Uint8Array): Generator<{ readonly type: string; readonly body: Uint8Array }> {
  for (let at = 0; at < bytes.length; ) {
    const message = messageAt(bytes, at);
    if (message === undefined || message.end > bytes.length) return;
    yield message;
    at = message.end;
  }
}

/** `S` or `N`; what else a server may say to SSLRequest is an error message. */
export function sslAnswerLength(received: Uint8Array): number | undefined {
  if (received[0] === 0x53 || received[0] === 0x4e) return 1;
  if (received[0] !== 0x45) throw new Error('no answer to SSLRequest');
  return messageAt(received, 0)?.end;
}

/** Up to ReadyForQuery, an error, or a demand that is ours to answer. */
export function openingLength(received: Uint8Array): number | undefined {
  return lengthUntil(received, OPENING, ({ type, body }) => type === 'Z' || type === 'E' || isDemand(type, body));
}

/** Up to ReadyForQuery, which comes after an error too. */
export function answerLength(received: Uint8Array): number | undefined {
  return lengthUntil(received, ANSWERING, ({ type }) => type === 'Z');
}

function lengthUntil(
  received: Uint8Array,
  types: ReadonlySet<string>,
  isLast: (message: Message) => boolean,
): number | undefined {
  for (let at = 0; at < received.length; ) {
    if (!types.has(String.fromCharCode(received[at] ?? 0))) throw new Error('no message of this protocol');
    const message = messageAt(received, at);
    if (message === undefined || message.end > received.length) return undefined;
    if (isLast(message)) return message.end;
    at = message.end;
  }
  return undefined;
}

function isDemand(type: string, body: Uint8Array): boolean {
  return type === 'R' && body.length >= 4 && viewOf(body).getInt32(0) !== 0;
}

export interface ServerError {
  readonly code: string;
  readonly message: string;
  /** Name of the server's own function, which PostgreSQL gives and poolers do not. */
  readonly routine: string | null;
}

const METHODS: Readonly<Record<number, string>> = {
  2: 'kerberos',
  3: 'password',
  5: 'md5',
  6: 'scm',
  7: 'gss',
  9: 'sspi',
};

/** How a server answers a startup message. */
export type Opening =
  | { readonly kind: 'ready'; readonly parameters: ReadonlyMap<string, string> }
  | { readonly kind: 'demand'; readonly method: string }
  /** `trusted`: it had let us in without a password before it found something wrong. */
  | { readonly kind: 'refused'; readonly error: ServerError; readonly trusted: boolean };

/** Null: the bytes are not a whole answer to a startup message. */
export function readOpening(bytes: Uint8Array): Opening | null {
  const parameters = new Map<string, string>();
  let trusted = false;
  for (const { type, body } of messagesOf(bytes)) {
    if (type === 'R') {
      if (body.length < 4) return null;
      const number = viewOf(body).getInt32(0);
      if (number === 0) trusted = true;
      else return demandOf(number, body);
    } else if (type === 'S') {
      const [name = '', value = ''] = strings(body);
      parameters.set(name, value);
    } else if (type === 'E') {
      const error = readError(body);
      return error === null ? null : { kind: 'refused', error, trusted };
    } else if (type === 'Z') {
      return trusted ? { kind: 'ready', parameters } : null;
    }
  }
  return null;
}

function demandOf(number: number, body: Uint8Array): Opening | null {
  if (number === 10) {
    const mechanisms = strings(body.subarray(4)).map((name) => name.toLowerCase());
    const method = mechanisms.find((name) => name.startsWith('scram-') && !name.endsWith('-plus')) ?? mechanisms[0];
    return method === undefined ? null : { kind: 'demand', method };
  }
  const method = METHODS[number];
  return method === undefined ? null : { kind: 'demand', method };
}

/** An ErrorResponse: fields of one letter and a text. Severity, code and message are in every one. */
export function readError(body: Uint8Array): ServerError | null {
  const fields = new Map<string, string>();
  for (const field of strings(body)) if (!fields.has(field.slice(0, 1))) fields.set(field.slice(0, 1), field.slice(1));
  const code = fields.get('C') ?? '';
  const message = fields.get('M');
  if (!fields.has('S') || message === undefined || !/^[0-9A-Z]{5}$/.test(code)) return null;
  return { code, message, routine: fields.get('R') ?? null };
}

/** Texts that end with a zero, up to an empty one. */
function strings(body: Uint8Array): string[] {
  const found: string[] = [];
  for (let at = 0; at < body.length && body[at] !== 0; ) {
    const end = body.indexOf(0, at);
    if (end < 0) return found;
    found.push(utf8.decode(body.subarray(at, end)));
    at = end + 1;
  }
  return found;
}

export type Row = readonly (string | null)[];

export interface Column {
  readonly name: string;
}

/** What a statement gave: rows, or the error that ended it. */
export type Result =
  | { readonly ok: true; readonly columns: readonly Column[]; readonly rows: readonly Row[] }
  | { readonly ok: false; readonly error: ServerError };

/** Null: the bytes are not a whole answer to a statement. */
export function readResult(bytes: Uint8Array): Result | null {
  let columns: readonly Column[] = [];
  const rows: Row[] = [];
  for (const { type, body } of messagesOf(bytes)) {
    if (type === 'T') columns = columnsOf(body);
    else if (type === 'D') rows.push(rowOf(body));
    else if (type === 'Z') return { ok: true, columns, rows };
    else if (type === 'E') {
      const error = readError(body);
      return error === null ? null : { ok: false, error };
    }
  }
  return null;
}

function columnsOf(body: Uint8Array): Column[] {
  const columns: Column[] = [];
  for (let at = 2; at < body.length; ) {
    const end = body.indexOf(0, at);
    if (end < 0 || end + 19 > body.length) return columns;
    columns.push({ name: utf8.decode(body.subarray(at, end)) });
    at = end + 19;
  }
  return columns;
}

function rowOf(body: Uint8Array): Row {
  const row: (string | null)[] = [];
  const view = viewOf(body);
  for (let at = 2; at + 4 <= body.length; ) {
    const length = view.getInt32(at);
    at += 4;
    if (length < 0) row.push(null);
    else {
      row.push(utf8.decode(body.subarray(at, Math.min(at + length, body.length))));
      at += length;
    }
  }
  return row;
}
