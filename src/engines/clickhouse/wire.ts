/**
 * ClickHouse's native protocol, as a client of revision 54401 (2018) speaks it: numbers of a variable length, texts with their
 * length, packets with a type. Newer servers answer such a client in its own words.
 */

const REVISION = 54_401;
const NAME = 'unlatched';
const LONGEST = 64 * 1024 * 1024;
const MOST_COLUMNS = 100;

/** Types of packets that a server sends. */
const FROM_SERVER = {
  hello: 0,
  data: 1,
  exception: 2,
  progress: 3,
  end: 5,
  profile: 6,
  totals: 7,
  extremes: 8,
} as const;

const utf8 = new TextDecoder();

function number(value: number): Buffer {
  const bytes: number[] = [];
  let left = value;
  for (; left >= 128; left = Math.floor(left / 128)) bytes.push((left % 128) + 128);
  return Buffer.from([...bytes, left]);
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([number(bytes.length), bytes]);
}

const CLIENT = [text(NAME), number(1), number(0), number(REVISION)];

/** As `default`, without a password. */
export const HELLO = Buffer.concat([number(0), ...CLIENT, text(''), text('default'), text('')]);

/** A block without columns, which says that no tables follow the query. */
const NOTHING = Buffer.concat([
  number(2),
  text(''),
  Buffer.from([1, 0, 2, 0xff, 0xff, 0xff, 0xff, 0]),
  number(0),
  number(0),
]);

/** A query, which the setting `readonly` keeps from changing anything; uncompressed, and all of its answer. */
export function query(sql: string, readonly: boolean): Uint8Array {
  return Buffer.concat([
    number(1),
    text(''),
    Buffer.from([1]),
    text(''),
    text(''),
    text('0.0.0.0:0'),
    Buffer.from([1]),
    text(''),
    text(''),
    ...CLIENT,
    text(''),
    number(0),
    ...(readonly ? [text('readonly'), number(1)] : []),
    text(''),
    number(2),
    number(0),
    text(sql),
    NOTHING,
  ]);
}

export interface ServerHello {
  readonly version: string;
  readonly displayName: string;
}

export interface Exception {
  readonly code: number;
  readonly message: string;
}

export type Row = readonly string[];

export type Answer =
  | { readonly kind: 'hello'; readonly hello: ServerHello }
  | { readonly kind: 'exception'; readonly exception: Exception }
  | { readonly kind: 'rows'; readonly columns: readonly string[]; readonly rows: readonly Row[] };

/** The end of the packets that answer one question; undefined: more is needed. Throws on what no server of this protocol says. */
export function answerLength(received: Uint8Array): number | undefined {
  try {
    return read(received).end;
  } catch (error) {
    if (error instanceof More) return undefined;
    throw error;
  }
}

/** Null: the bytes are no whole answer. */
export function readAnswer(bytes: Uint8Array): Answer | null {
  try {
    return read(bytes).answer;
  } catch (error) {
    if (error instanceof More || error instanceof RangeError) return null;
    throw error;
  }
}

/** More bytes are needed. */
class More extends Error {}

function read(bytes: Uint8Array): { readonly answer: Answer; readonly end: number } {
  const from = new Reader(bytes);
  let columns: readonly string[] = [];
  const rows: Row[] = [];
  for (;;) {
    switch (from.number()) {
      case FROM_SERVER.hello:
        return { answer: { kind: 'hello', hello: helloIn(from) }, end: from.at };
      case FROM_SERVER.exception:
        return { answer: { kind: 'exception', exception: exceptionIn(from, 0) }, end: from.at };
      case FROM_SERVER.data: {
        const block = blockIn(from);
        if (block.columns.length > 0) columns = block.columns;
        rows.push(...block.rows);
        break;
      }
      case FROM_SERVER.totals:
      case FROM_SERVER.extremes:
        blockIn(from);
        break;
      case FROM_SERVER.progress:
        for (let part = 0; part < 3; part += 1) from.number();
        break;
      case FROM_SERVER.profile:
        for (let part = 0; part < 3; part += 1) from.number();
        from.byte();
        from.number();
        from.byte();
        break;
      case FROM_SERVER.end:
        return { answer: { kind: 'rows', columns, rows }, end: from.at };
      default:
        throw new RangeError('no packet of this protocol');
    }
  }
}

/** Of revision 54401 on: time zone, name and patch come behind the numbers. */
function helloIn(from: Reader): ServerHello {
  const name = from.text(256);
  const [major, minor, revision] = [from.number(), from.number(), from.number()];
  if (!/^[\w .-]{1,100}$/.test(name) || revision < 50_000) throw new RangeError('no greeting of this protocol');
  if (revision >= 54_058) from.text(256);
  const displayName = revision >= 54_372 ? from.text(1_024) : '';
  const patch = revision >= REVISION ? from.number() : null;
  return { version: patch === null ? `${major}.${minor}` : `${major}.${minor}.${patch}`, displayName };
}

const DEEPEST = 8;

function exceptionIn(from: Reader, depth: number): Exception {
  const code = from.int32();
  from.text(1_024);
  const message = from.text(LONGEST);
  from.text(LONGEST);
  if (from.byte() !== 0) {
    if (depth > DEEPEST) throw new RangeError('errors within errors without end');
    exceptionIn(from, depth + 1);
  }
  return { code, message };
}

function blockIn(from: Reader): { readonly columns: readonly string[]; readonly rows: readonly Row[] } {
  from.text(1_024);
  for (let field = from.number(); field !== 0; field = from.number()) {
    if (field === 1) from.byte();
    else if (field === 2) from.int32();
    else throw new RangeError('a block with parts that nobody knows');
  }
  const count = from.number();
  const length = from.number();
  if (count > MOST_COLUMNS || length > LONGEST) throw new RangeError('a block of a size that cannot be one');
  const columns: string[] = [];
  const cells: string[][] = [];
  for (let index = 0; index < count; index += 1) {
    columns.push(from.text(4_096));
    // All that is asked for is text.
    if (from.text(1_024) !== 'String' && length > 0) throw new RangeError('a column that is no text');
    const column: string[] = [];
    for (let row = 0; row < length; row += 1) column.push(from.text(LONGEST));
    cells.push(column);
  }
  const rows = Array.from({ length: count === 0 ? 0 : length }, (_, row) => cells.map((column) => column[row] ?? ''));
  return { columns, rows };
}

/** Takes one part after the other; where a part is not there yet, it ends with `More`. */
class Reader {
  readonly #bytes: Uint8Array;
  at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  byte(): number {
    const byte = this.#bytes[this.at];
    if (byte === undefined) throw new More();
    this.at += 1;
    return byte;
  }

  number(): number {
    let value = 0;
    for (let factor = 1; factor <= 128 ** 9; factor *= 128) {
      const byte = this.byte();
      value += (byte % 128) * factor;
      if (byte < 128) return value;
    }
    throw new RangeError('a number without an end');
  }

  int32(): number {
    const view = [this.byte(), this.byte(), this.byte(), this.byte()];
    return Buffer.from(view).readInt32LE();
  }

  text(most: number): string {
    const length = this.number();
    if (length > most) throw new RangeError('a text of a length that cannot be one');
    if (this.at + length > this.#bytes.length) throw new More();
    this.at += length;
    return utf8.decode(this.#bytes.subarray(this.at - length, this.at));
  }
}
