import type { Json } from '../../model/request.ts';
import { byText } from '../../support/stable-json.ts';
import { at, bag, count, list, text, texts } from '../../wire/json.ts';

/** One index (or the backing index of a data stream) as the server's lists give it. */
export interface Index {
  readonly name: string;
  readonly closed: boolean;
  readonly red: boolean;
  /** Documents; nested ones are counted, too, by the server's own statistics. Null where it does not tell. */
  readonly documents: number | null;
  readonly bytes: number | null;
  readonly created: string | null;
}

/** Rows of `_cat/indices?format=json`, or null where the answer has another shape. */
export function readCat(json: Json | undefined): Index[] | null {
  if (!Array.isArray(json)) return null;
  const rows = (json as readonly Json[]).map(readRow);
  return rows.every((row) => row !== null) ? rows : null;
}

function readRow(row: Json): Index | null {
  const name = text(at(row, 'index'));
  if (name === null) return null;
  return {
    name,
    closed: text(at(row, 'status')) === 'close',
    red: text(at(row, 'health')) === 'red',
    documents: count(at(row, 'docs.count')),
    bytes: count(at(row, 'pri.store.size')),
    created: instantOf(count(at(row, 'creation.date'))),
  };
}

function instantOf(milliseconds: number | null): string | null {
  if (milliseconds === null || milliseconds === 0 || milliseconds > 8.64e15) return null;
  return new Date(milliseconds).toISOString();
}

/** `indices` of `_stats`, which 0.90 answers though it has no `_cat`. */
export function readStatistics(json: Json | undefined): Index[] | null {
  const indices = bag(at(json, 'indices'));
  if (indices === null) return null;
  return Object.entries(indices).map(([name, told]) => ({
    name,
    closed: false,
    red: false,
    documents: count(at(told, 'primaries', 'docs', 'count')),
    bytes: count(at(told, 'primaries', 'store', 'size_in_bytes')),
    created: null,
  }));
}

/** What else the server tells of its names. */
export interface Names {
  readonly indices: readonly string[];
  /** Index or data stream to the aliases that lead to it. */
  readonly aliases: ReadonlyMap<string, readonly string[]>;
  /** Index to `hidden`, `closed`, `frozen`, `system`. */
  readonly states: ReadonlyMap<string, readonly string[]>;
  /** Backing index to its data stream. */
  readonly streams: ReadonlyMap<string, string>;
}

export const NO_NAMES: Names = { indices: [], aliases: new Map(), states: new Map(), streams: new Map() };

/** `_resolve/index/*` of 7.9 and later, or null where the answer has another shape. */
export function readResolved(json: Json | undefined): Names | null {
  const answer = bag(json);
  if (answer === null || !Array.isArray(answer['indices']) || !Array.isArray(answer['aliases'])) return null;
  const states = new Map<string, string[]>();
  const streams = new Map<string, string>();
  for (const index of list(answer['indices'])) {
    const name = text(at(index, 'name'));
    if (name === null) continue;
    states.set(
      name,
      texts(at(index, 'attributes'))
        .filter((word) => word !== 'open' && /^[a-z_]{1,20}$/.test(word))
        .sort(),
    );
    const stream = text(at(index, 'data_stream'));
    if (stream !== null) streams.set(name, stream);
  }
  for (const told of list(answer['data_streams'])) {
    const stream = text(at(told, 'name'));
    if (stream !== null) for (const backing of backingOf(told)) streams.set(backing, stream);
  }
  const aliases = new Map<string, string[]>();
  for (const told of list(answer['aliases'])) {
    const alias = text(at(told, 'name'));
    if (alias !== null) for (const index of texts(at(told, 'indices'))) push(aliases, index, alias);
  }
  return { indices: [...states.keys()], aliases: sorted(aliases), states, streams };
}

/** A single backing index comes as a string. */
function backingOf(stream: Json): string[] {
  const backing = at(stream, 'backing_indices');
  return typeof backing === 'string' ? [backing] : texts(backing);
}

/** `_aliases`: every index, with its aliases. */
export function readAliases(json: Json | undefined): Names | null {
  const answer = bag(json);
  if (answer === null || !Object.values(answer).every((told) => bag(at(told, 'aliases')) !== null)) return null;
  const aliases = new Map<string, string[]>();
  for (const [index, told] of Object.entries(answer)) {
    for (const alias of Object.keys(bag(at(told, 'aliases')) ?? {})) push(aliases, index, alias);
  }
  return { ...NO_NAMES, indices: Object.keys(answer), aliases: sorted(aliases) };
}

/** The buckets of the wildcard search: index names with the documents that we may search. */
export function readBuckets(json: Json | undefined): Index[] | null {
  const buckets = at(json, 'aggregations', 'indices', 'buckets');
  if (!Array.isArray(buckets)) return null;
  return (buckets as readonly Json[]).flatMap((bucket) => {
    const name = text(at(bucket, 'key'));
    const documents = count(at(bucket, 'doc_count'));
    return name === null ? [] : [{ name, closed: false, red: false, documents, bytes: null, created: null }];
  });
}

function push(map: Map<string, string[]>, key: string, value: string): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [value]);
  else known.push(value);
}

function sorted(map: Map<string, string[]>): Map<string, string[]> {
  for (const values of map.values()) values.sort(byText);
  return map;
}

/**
 * Indices that the products and their own tools make for themselves, where the server's `system` attribute does not say so.
 * A name that begins with a dot is theirs by convention, but for the backing indices of data streams.
 */
export function isSystem(name: string, names: Names): boolean {
  if (names.states.get(name)?.includes('system') === true) return true;
  const stream = names.streams.get(name);
  if (stream !== undefined) return SYSTEM_STREAM.test(stream);
  return SYSTEM_NAME.test(name);
}

const SYSTEM_NAME =
  /^(?:\.(?!ds-|fs-)|searchguard$|opendistro_security$|kibana-int$|security-auditlog-\d|ilm-history-|top_queries-\d{4})/;
const SYSTEM_STREAM = /^(?:\.|ilm-history-|elastic_agent\.|slm-history-)/;

/** The index that holds users and roles. Documents in it, for anybody to read, are worse than any data. */
export function isSecurityIndex(name: string): boolean {
  return /^(?:\.security(?:-\d+|_audit_log.*)?|\.opendistro_security|searchguard|\.searchguard)$/.test(name);
}
