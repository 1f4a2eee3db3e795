import { packetAt, packetsOf, Reader, readError, type ServerError } from './packets.ts';

export type Row = readonly (string | null)[];

/** What a statement gave: rows (none of a statement that has none), or the error that ended it. */
export type Result =
  | { readonly ok: true; readonly columns: readonly string[]; readonly rows: readonly Row[] }
  | { readonly ok: false; readonly error: ServerError };

const MOST_COLUMNS = 4096;

/** Up to the end of the rows, an error, or a word that it is done. A server that asks for a file of ours is not answered. */
export function resultLength(received: Uint8Array): number | undefined {
  const first = packetAt(received, 0);
  if (first === undefined) return undefined;
  const kind = first.body[0];
  if (kind === 0 || kind === 0xff) return first.end;
  if (kind === 0xfb) throw new Error('it asks for a file');
  let ends = 0;
  const columns = columnsIn(first.body);
  let at = first.end;
  for (let count = 0; ; count += 1) {
    const next = packetAt(received, at);
    if (next === undefined) return undefined;
    if (next.body[0] === 0xff) return next.end;
    const isEnd = isEndOfPart(next.body);
    if (count === columns && !isEnd) throw new Error('names of columns without an end');
    if (isEnd) ends += 1;
    if (ends === 2) return next.end;
    at = next.end;
  }
}

function columnsIn(body: Uint8Array): number {
  const columns = new Reader(body).length();
  if (columns === null || columns < 1 || columns > MOST_COLUMNS) throw new Error('a number of columns that cannot be');
  return columns;
}

function isEndOfPart(body: Uint8Array): boolean {
  return body[0] === 0xfe && body.length < 9;
}

/** Null: the bytes are not a whole answer to a statement. */
export function readResult(bytes: Uint8Array): Result | null {
  const columns: string[] = [];
  const rows: Row[] = [];
  let part: 'count' | 'columns' | 'rows' = 'count';
  for (const { body } of packetsOf(bytes)) {
    if (body[0] === 0xff) {
      const error = readError(body);
      return error === null ? null : { ok: false, error };
    }
    if (part === 'count') {
      if (body[0] === 0) return { ok: true, columns, rows };
      part = 'columns';
    } else if (isEndOfPart(body)) {
      if (part === 'rows') return { ok: true, columns, rows };
      part = 'rows';
    } else if (part === 'columns') {
      columns.push(nameOf(body));
    } else {
      rows.push(rowOf(body, columns.length));
    }
  }
  return null;
}

/** Catalogue, schema, table and its own name stand before the name that the statement gave it. */
function nameOf(body: Uint8Array): string {
  const reader = new Reader(body);
  for (let skipped = 0; skipped < 4; skipped += 1) reader.value();
  return reader.value() ?? '';
}

function rowOf(body: Uint8Array, columns: number): Row {
  const reader = new Reader(body);
  return Array.from({ length: columns }, () => (reader.left > 0 ? reader.value() : null));
}
