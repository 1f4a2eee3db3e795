/**
 * The protocol of H2's TCP server as its own clients speak it: numbers of four bytes, texts of two bytes a character behind their
 * length, in versions 17 to 19 (1.4.197 to 2.4). Each answer begins with a status.
 */
import { orNull } from '../../wire/or-null.ts';

const VERSIONS = { least: 17, most: 19 } as const;
const LONGEST = 32 * 1024 * 1024;
const MOST_COLUMNS = 100;
const STATUS = { error: 0, ok: 1, closed: 2, changed: 3 } as const;

/** SHA-256 of `SA@` in characters of two bytes: what a client sends of sa where the password is empty. */
const EMPTY_PASSWORD = Buffer.from('028dc3ecc357eb59b1b98e1450fe7cc035510bf3c011d5f32dab495d927751a2', 'hex');
/** Nothing is made that is not there, and the file is opened to read. */
const SETTINGS = [
  ['IFEXISTS', 'TRUE'],
  ['ACCESS_MODE_DATA', 'r'],
] as const;

function int(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

function text(value: string): Buffer {
  return Buffer.concat([int(value.length), Buffer.from(value, 'utf16le').swap16()]);
}

/** As `sa` without a password; the session has a name of its own. */
export function hello(database: string): Uint8Array {
  return Buffer.concat([
    int(VERSIONS.least),
    int(VERSIONS.most),
    text(database),
    text(`jdbc:h2:tcp://localhost/${database}`),
    text('SA'),
    int(EMPTY_PASSWORD.length),
    EMPTY_PASSWORD,
    int(-1),
    int(SETTINGS.length),
    ...SETTINGS.flatMap(([name, value]) => [text(name), text(value)]),
    int(12),
    text('unlatched'),
  ]);
}

/** More rows are neither asked for nor sent. */
const MOST_ROWS = 40_000;

/** Objects of a session go by numbers: a statement by its own, and its rows by one beyond all of those. */
const BEYOND = 1_000;

/** A statement is read, and not run yet: where that fails, the server would take the rest of a longer message for others. */
export function prepare(number: number, sql: string): Uint8Array {
  return Buffer.concat([int(0), int(number), text(sql)]);
}

/** Its rows; then both are let go. */
export function rowsOf(number: number): Uint8Array {
  const rows = [2, number, BEYOND + number, MOST_ROWS, MOST_ROWS, 0];
  return Buffer.concat([...rows, 7, BEYOND + number, 4, number].map(int));
}

export const GOODBYE = int(1);

export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export interface WireError {
  /** Five digits or letters: the error's number, or the state of SQL that stands for several. */
  readonly code: string;
  readonly message: string;
  /** Number of the build, which ends every error of H2; empty where it is not told. */
  readonly build: string;
}

export type Row = readonly string[];

export type Answer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'error'; readonly error: WireError }
  | { readonly kind: 'rows'; readonly rows: readonly Row[] };

/** More bytes are needed. */
class More extends Error {}

function whole<T>(
  read: (from: Reader) => T,
): (bytes: Uint8Array) => { readonly value: T; readonly end: number } | undefined {
  return (bytes) => {
    const from = new Reader(bytes);
    try {
      return { value: read(from), end: from.at };
    } catch (error) {
      if (error instanceof More) return undefined;
      throw error;
    }
  };
}

const opening = whole((from): Answer => {
  if (statusOf(from) === STATUS.error) return { kind: 'error', error: errorIn(from) };
  const version = from.int();
  if (version < VERSIONS.least || version > VERSIONS.most) throw new RangeError('a version that was not offered');
  if (statusOf(from) === STATUS.error) return { kind: 'error', error: errorIn(from) };
  from.byte();
  return { kind: 'ready' };
});

const preparation = whole((from): Answer => {
  if (statusOf(from) === STATUS.error) return { kind: 'error', error: errorIn(from) };
  from.byte();
  from.byte();
  from.int();
  return { kind: 'ready' };
});

const result = whole((from): Answer => {
  if (statusOf(from) === STATUS.error) return { kind: 'error', error: errorIn(from) };
  return { kind: 'rows', rows: rowsIn(from) };
});

export function openingLength(received: Uint8Array): number | undefined {
  return opening(received)?.end;
}

export function preparationLength(received: Uint8Array): number | undefined {
  return preparation(received)?.end;
}

export function resultLength(received: Uint8Array): number | undefined {
  return result(received)?.end;
}

/** Null: the bytes are no whole answer. */
export function readOpening(bytes: Uint8Array): Answer | null {
  return orNull(() => opening(bytes)?.value ?? null);
}

export function readPreparation(bytes: Uint8Array): Answer | null {
  return orNull(() => preparation(bytes)?.value ?? null);
}

export function readResult(bytes: Uint8Array): Answer | null {
  return orNull(() => result(bytes)?.value ?? null);
}

/** No version of the protocol: it is refused with an error in the protocol, whatever the version of the server. */
export const NO_VERSION = Buffer.concat([int(0), int(0)]);

const refusal = whole((from): Answer => {
  if (statusOf(from) !== STATUS.error) throw new RangeError('no error');
  return { kind: 'error', error: errorIn(from) };
});

export function refusalLength(received: Uint8Array): number | undefined {
  return refusal(received)?.end;
}

export function readRefusal(bytes: Uint8Array): Answer | null {
  return orNull(() => refusal(bytes)?.value ?? null);
}

/** How every error begins: its status, and the length of a code. As far as it came. */
export function mayBeError(bytes: Uint8Array): boolean {
  const head = Buffer.concat([int(STATUS.error), int(5)]);
  const length = Math.min(bytes.length, head.length);
  return length >= 4 && head.subarray(0, length).equals(bytes.subarray(0, length));
}

function statusOf(from: Reader): number {
  const status = from.int();
  if (status < STATUS.error || status > STATUS.changed || status === STATUS.closed)
    throw new RangeError('no status of this protocol');
  return status;
}

function errorIn(from: Reader): WireError {
  const code = from.text() ?? '';
  if (!/^[0-9A-Z]{5}$/.test(code)) throw new RangeError('no error of this protocol');
  const message = from.text() ?? '';
  from.text();
  from.int();
  return { code, message, build: buildIn(from.text() ?? '') };
}

/** `… [90146-232]` */
function buildIn(trace: string): string {
  return /\[\d{5}-(\d{1,3})\]/.exec(trace.slice(0, 4_000))?.[1] ?? '';
}

function rowsIn(from: Reader): Row[] {
  const columns = from.int();
  const count = from.int();
  if (columns < 1 || columns > MOST_COLUMNS || count < 0) throw new RangeError('rows of a number that cannot be');
  for (let column = 0; column < columns; column += 1) {
    for (let name = 0; name < 4; name += 1) from.text();
    // Type, precision, scale, size, whether it is made by itself, whether it may be empty.
    from.skip(4 + 8 + 4 + 4 + 1 + 4);
  }
  const rows: Row[] = [];
  for (let left = Math.min(count, MOST_ROWS); left > 0; left -= 1) {
    if (from.byte() !== 1) throw new RangeError('fewer rows than were told');
    rows.push(Array.from({ length: columns }, () => valueIn(from)));
  }
  return rows;
}

/** All that is asked for is text, or nothing. */
function valueIn(from: Reader): string {
  const type = from.int();
  if (type === 0) return '';
  if (type !== 13) throw new RangeError('a value that is no text');
  return from.text() ?? '';
}

/** Takes one part after the other; where a part is not there yet, it ends with `More`. */
class Reader {
  readonly #bytes: Buffer;
  at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  skip(length: number): void {
    this.at += length;
    if (this.at > this.#bytes.length) throw new More();
  }

  byte(): number {
    this.skip(1);
    return this.#bytes.readUInt8(this.at - 1);
  }

  int(): number {
    this.skip(4);
    return this.#bytes.readInt32BE(this.at - 4);
  }

  /** Null where the length is -1: no text. */
  text(): string | null {
    const length = this.int();
    if (length === -1) return null;
    if (length < 0 || length > LONGEST) throw new RangeError('a text of a length that cannot be one');
    const from = this.at;
    this.skip(2 * length);
    return Buffer.from(this.#bytes.subarray(from, this.at)).swap16().toString('utf16le');
  }
}
