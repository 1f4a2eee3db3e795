import { plainCollection } from '../../families/facts/collections.ts';
import { attributeOf, drawersOf } from '../../families/keys/drawers.ts';
import type { Collection } from '../../model/facts.ts';
import type { Json } from '../../model/request.ts';
import { at, count, text, texts } from '../../wire/json.ts';

/** A stream as JetStream's answers and `/jsz` describe it. */
export interface Stream {
  readonly name: string;
  /** With an account in front of it, where several are listed. */
  readonly shownAs: string;
  readonly created: string | null;
  readonly messages: number | null;
  readonly bytes: number | null;
  readonly first: number;
  readonly differentSubjects: number | null;
  /** As configured, with wildcards. */
  readonly subjects: readonly string[];
}

/** Null for what describes no stream. */
export function streamIn(json: Json, account: string | null): Stream | null {
  const name = text(at(json, 'config', 'name')) ?? text(at(json, 'name'));
  if (name === null || name === '') return null;
  const state = at(json, 'state');
  const created = text(at(json, 'created'));
  return {
    name,
    shownAs: account === null || account === '$G' ? name : `${account}.${name}`,
    created: created !== null && /^\d{4}-\d\d-\d\dT/.test(created) ? `${created.slice(0, 19)}Z` : null,
    messages: count(at(state, 'messages')),
    bytes: count(at(state, 'bytes')),
    first: count(at(state, 'first_seq')) ?? 1,
    differentSubjects: count(at(state, 'num_subjects')),
    subjects: texts(at(json, 'config', 'subjects')).slice(0, 1_000),
  };
}

/** Its fields are what the words of its subjects name behind a part that varies: `email` of `customer.*.email`. */
export function asCollection(stream: Stream, subjects: readonly string[], mostFields: number): Collection {
  // What parts a subject are points; the words of keys are parted by colons.
  const keys = [...stream.subjects, ...subjects].map((subject) => subject.replaceAll('.', ':'));
  const names = new Set(drawersOf(keys).flatMap(({ pattern }) => attributeOf(pattern) ?? []));
  return plainCollection({
    name: stream.shownAs,
    kind: kindOf(stream.name),
    records: stream.messages,
    bytes: stream.bytes,
    created: stream.created,
    fields: [...names].map((name) => ({ name, type: 'subject', countAs: null })),
    most: mostFields,
  });
}

function kindOf(name: string): string {
  return name.startsWith('KV_') ? 'key-value bucket' : name.startsWith('OBJ_') ? 'object store' : 'stream';
}
