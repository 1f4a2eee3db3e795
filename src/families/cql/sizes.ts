import type { CqlChannel } from './requests.ts';
import { MOST_ROWS } from './requests.ts';
import { collectionName, type Table } from './schema.ts';
import { ask, type Said, textOf } from './speak.ts';
import type { Row } from './wire.ts';

/** What a node says of a table by its own estimate, taken to the whole ring. */
export interface Size {
  readonly partitions: number;
  /** Mean of a partition. */
  readonly bytes: number;
  /** Which share of the ring the estimate is of. */
  readonly share: number;
}

const RING = 2n ** 64n;

export async function takeSizes(channel: CqlChannel): Promise<{ sizes: ReadonlyMap<string, Size>; told: Said }> {
  const told = await ask(channel, 'sizes');
  const groups = Map.groupBy(told.rows, ([keyspace, table]) => `${textOf(keyspace)}.${textOf(table)}`);
  return { sizes: new Map([...groups].map(([name, rows]) => [name, sizeOf(rows)])), told };
}

/** A node knows its own ranges of the ring, of which each belongs to one node: their width says which share of all it is. */
export function sizeOf(rows: readonly Row[]): Size {
  let width = 0n;
  let partitions = 0;
  let bytes = 0;
  for (const [, , start, end, mean, count] of rows) {
    const here = Number(textOf(count)) || 0;
    partitions += here;
    bytes += here * (Number(textOf(mean)) || 0);
    width += widthOf(textOf(start), textOf(end));
  }
  const share = width > 0n && width < RING ? Number((width * 1_000_000n) / RING) / 1_000_000 : 1;
  return {
    partitions: share > 0 ? Math.round(partitions / share) : partitions,
    bytes: partitions > 0 ? Math.round(bytes / partitions) : 0,
    share,
  };
}

/** Tokens of another partitioner than the usual one say nothing of it. */
function widthOf(start: string, end: string): bigint {
  if (!/^-?\d{1,19}$/.test(start) || !/^-?\d{1,19}$/.test(end)) return RING;
  const width = BigInt(end) - BigInt(start);
  return width > 0n ? width : width + RING;
}

/** Partitions of a table whose rows were counted, and the rows. */
export interface Counted {
  readonly rows: number;
  readonly partitions: number;
  /** False: there are more rows than are counted. */
  readonly whole: boolean;
}

/** A table that may be larger is not counted; one of large rows is not read. */
const MOST_BYTES = 16 * 1024 * 1024;

export function isSmall(size: Size | undefined): boolean {
  return size === undefined || (size.partitions <= MOST_ROWS && size.partitions * size.bytes <= MOST_BYTES);
}

/** Up to a thousand rows: estimates are of no use for so few, and know nothing of those that were written a moment ago. */
export async function countFew(channel: CqlChannel, table: Table): Promise<Counted | null> {
  const { keyspace, name, key } = table;
  if (key.length === 0) return null;
  const told = await ask(channel, 'count-few', { keyspace, table: name, key });
  if (told.meaning !== 'rows') return null;
  const whole = told.rows.length <= MOST_ROWS;
  const seen = told.rows.slice(0, MOST_ROWS);
  return { rows: seen.length, partitions: new Set(seen.map(([token]) => textOf(token))).size, whole };
}

/** Tables with most partitions first; those of which nothing is known are tried before those that are known to be empty. */
export function fullestFirst(tables: readonly Table[], sizes: ReadonlyMap<string, Size>): Table[] {
  const rank = (table: Table) => sizes.get(collectionName(table))?.partitions ?? 0.5;
  return tables.toSorted((left, right) => rank(right) - rank(left));
}
