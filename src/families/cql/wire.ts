/**
 * Frames of the CQL native protocol, version 4: nine bytes of head and a body of typed parts.
 * https://github.com/apache/cassandra/blob/trunk/doc/native_protocol_v4.spec
 */
import { orNull } from '../../wire/or-null.ts';

const HEAD = 9;
const LONGEST = 256 * 1024 * 1024;
/** What an answer of a server begins with: its version, 1 to 6 (a server that speaks none of ours answers in its own). */
const ANSWERS = { least: 0x81, most: 0x86 };

const OPCODES = {
  error: 0,
  startup: 1,
  ready: 2,
  authenticate: 3,
  options: 5,
  supported: 6,
  query: 7,
  result: 8,
} as const;

/** One of the nearest replicas answers: no other data centre is asked. */
const LOCAL_ONE = 0x0a;

const utf8 = new TextDecoder();

function frame(opcode: number, body: Uint8Array): Uint8Array {
  const head = Buffer.from([4, 0, 0, 0, opcode, 0, 0, 0, 0]);
  head.writeInt32BE(body.length, 5);
  return Buffer.concat([head, body]);
}

export const OPTIONS = frame(OPCODES.options, new Uint8Array());

export function startup(options: Readonly<Record<string, string>>): Uint8Array {
  const entries = Object.entries(options);
  const parts = entries.flatMap(([name, value]) => [shortText(name), shortText(value)]);
  return frame(OPCODES.startup, Buffer.concat([Buffer.from([0, entries.length]), ...parts]));
}

/** A statement without values; the whole result in one page. */
export function query(cql: string): Uint8Array {
  const text = Buffer.from(cql);
  const length = Buffer.alloc(4);
  length.writeInt32BE(text.length);
  return frame(OPCODES.query, Buffer.concat([length, text, Buffer.from([0, LOCAL_ONE, 0])]));
}

function shortText(text: string): Buffer {
  const bytes = Buffer.from(text);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** A name of a keyspace, table or column, whatever is in it. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** Throws on what cannot be an answer of this protocol. */
export function frameLength(received: Uint8Array): number | undefined {
  const [version = ANSWERS.least] = received;
  if (version < ANSWERS.least || version > ANSWERS.most) throw new RangeError('no answer of this protocol');
  // Versions 1 and 2 have one byte of stream, and a head of eight.
  const at = version < 0x83 ? 4 : 5;
  if (received.length < at + 4) return undefined;
  const length = viewOf(received).getInt32(at);
  if (length < 0 || length > LONGEST) throw new RangeError('a frame of a length that cannot be one');
  return at + 4 + length;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** A cell as text; lists and sets of texts as they are; null for no value, and for types whose values nobody asks for. */
export type Cell = string | readonly string[] | null;
export type Row = readonly Cell[];

export type Answer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'authenticate'; readonly authenticator: string }
  | { readonly kind: 'supported'; readonly options: ReadonlyMap<string, readonly string[]> }
  | { readonly kind: 'error'; readonly code: number; readonly message: string }
  | { readonly kind: 'rows'; readonly columns: readonly string[]; readonly rows: readonly Row[] };

/** Null: the bytes are no whole answer that a question of ours can have. */
export function readAnswer(bytes: Uint8Array): Answer | null {
  // Null as well where a part claims to be longer than the frame, or where it is another protocol.
  return orNull(() => (bytes.length < HEAD || frameLength(bytes) !== bytes.length ? null : answerIn(bytes)));
}

function answerIn(bytes: Uint8Array): Answer | null {
  const [version = 0, flags = 0] = bytes;
  const old = version < 0x83;
  const body = new Reader(bytes.subarray(old ? HEAD - 1 : HEAD));
  // Compressed, or with parts in front of the body: nothing that we asked for.
  if ((flags & 0x07) !== 0) return null;
  if ((flags & 0x08) !== 0) for (let left = body.short(); left > 0; left -= 1) body.text();
  switch (bytes[old ? 3 : 4] ?? 0xff) {
    case OPCODES.ready:
      return { kind: 'ready' };
    case OPCODES.authenticate:
      return { kind: 'authenticate', authenticator: body.text() };
    case OPCODES.supported:
      return { kind: 'supported', options: body.multimap() };
    case OPCODES.error:
      return { kind: 'error', code: body.int(), message: body.text() };
    case OPCODES.result:
      return body.int() === 2 ? rowsIn(body) : null;
    default:
      return null;
  }
}

/** Nothing of a result may be larger than what it came in. */
const MOST_COLUMNS = 1_000;

function rowsIn(body: Reader): Answer | null {
  const flags = body.int();
  const count = body.int();
  if (count < 0 || count > MOST_COLUMNS) return null;
  if ((flags & 0x02) !== 0) body.bytes();
  if ((flags & 0x04) !== 0) return null;
  const global = (flags & 0x01) !== 0;
  if (global) {
    body.text();
    body.text();
  }
  const columns: { readonly name: string; readonly type: Type }[] = [];
  for (let index = 0; index < count; index += 1) {
    if (!global) {
      body.text();
      body.text();
    }
    columns.push({ name: body.text(), type: typeIn(body, 0) });
  }
  const rows: Row[] = [];
  for (let left = body.int(); left > 0; left -= 1) {
    if (columns.length === 0) return null;
    rows.push(columns.map(({ type }) => cellOf(body.bytes(), type)));
  }
  return { kind: 'rows', columns: columns.map(({ name }) => name), rows };
}

interface Type {
  readonly id: number;
  readonly of: Type | null;
}

const DEEPEST = 8;

function typeIn(body: Reader, depth: number): Type {
  if (depth > DEEPEST) throw new RangeError('a type within types without end');
  const id = body.short();
  if (id === 0) body.text();
  if (id === 0x20 || id === 0x22) return { id, of: typeIn(body, depth + 1) };
  if (id === 0x21) {
    typeIn(body, depth + 1);
    typeIn(body, depth + 1);
  }
  if (id === 0x30) {
    body.text();
    body.text();
    for (let left = body.short(); left > 0; left -= 1) {
      body.text();
      typeIn(body, depth + 1);
    }
  }
  if (id === 0x31) for (let left = body.short(); left > 0; left -= 1) typeIn(body, depth + 1);
  return { id, of: null };
}

const TEXTS = new Set([0x01, 0x0a, 0x0d]);

function cellOf(bytes: Uint8Array | null, { id, of }: Type): Cell {
  if (bytes === null) return null;
  if (TEXTS.has(id)) return utf8.decode(bytes);
  if (of !== null) return TEXTS.has(of.id) ? textsIn(bytes) : null;
  const view = viewOf(bytes);
  if (id === 0x02 && bytes.length === 8) return String(view.getBigInt64(0));
  if (id === 0x04 && bytes.length === 1) return String(bytes[0] !== 0);
  if (id === 0x09 && bytes.length === 4) return String(view.getInt32(0));
  if ((id === 0x0c || id === 0x0f) && bytes.length === 16) return uuidOf(bytes);
  return id === 0x10 ? addressOf(bytes) : null;
}

function textsIn(bytes: Uint8Array): string[] {
  const body = new Reader(bytes);
  const texts: string[] = [];
  for (let left = body.int(); left > 0; left -= 1) texts.push(utf8.decode(body.bytes() ?? new Uint8Array()));
  return texts;
}

function uuidOf(bytes: Uint8Array): string {
  return Buffer.from(bytes)
    .toString('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

function addressOf(bytes: Uint8Array): string | null {
  if (bytes.length === 4) return bytes.join('.');
  if (bytes.length !== 16) return null;
  return (Buffer.from(bytes).toString('hex').match(/.{4}/g) ?? [])
    .map((group) => group.replace(/^0{1,3}/, ''))
    .join(':');
}

/** Takes one part after the other; a part that is not there ends it with a RangeError. */
class Reader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = viewOf(bytes);
  }

  short(): number {
    this.#at += 2;
    return this.#view.getUint16(this.#at - 2);
  }

  int(): number {
    this.#at += 4;
    return this.#view.getInt32(this.#at - 4);
  }

  text(): string {
    return utf8.decode(this.#take(this.short()));
  }

  /** Null where the length is below zero: no value. */
  bytes(): Uint8Array | null {
    const length = this.int();
    return length < 0 ? null : this.#take(length);
  }

  multimap(): Map<string, readonly string[]> {
    const entries = new Map<string, readonly string[]>();
    for (let left = this.short(); left > 0; left -= 1) {
      const name = this.text();
      const values: string[] = [];
      for (let more = this.short(); more > 0; more -= 1) values.push(this.text());
      entries.set(name, values);
    }
    return entries;
  }

  #take(length: number): Uint8Array {
    const from = this.#at;
    this.#at += length;
    if (this.#at > this.#bytes.length) throw new RangeError('a part is longer than what it is in');
    return this.#bytes.subarray(from, this.#at);
  }
}
