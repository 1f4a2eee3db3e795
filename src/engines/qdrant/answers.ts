import { type Answer, readAnswer } from '../../families/rest/answers.ts';
import type { Failure, Reply } from '../../model/channel.ts';
import type { Json } from '../../model/request.ts';
import { at, bag, count, list, text } from '../../wire/json.ts';

/** A success of Qdrant says so: its result stands beside `"status": "ok"`. */
export function readQdrant(reply: Reply | Failure): Answer {
  const answer = readAnswer(reply, (json) => text(at(json, 'status', 'error')));
  const own = answer.meaning !== 'open' || text(at(answer.json, 'status')) === 'ok';
  return own ? answer : { ...answer, meaning: 'odd' };
}

const MOST_COLLECTIONS = 20_000;

/** Null where it is no list of collections. */
export function namesIn({ meaning, json }: Answer): string[] | null {
  const listed = at(json, 'result', 'collections');
  if (meaning !== 'open' || !Array.isArray(listed)) return null;
  return list(listed)
    .slice(0, MOST_COLLECTIONS)
    .flatMap((entry) => text(at(entry, 'name')) ?? []);
}

export interface Points {
  readonly points: number | null;
  /** Of the payload those alone that have an index: field and its type. */
  readonly fields: readonly (readonly [string, string])[];
}

export function pointsIn({ meaning, json }: Answer): Points | null {
  const result = at(json, 'result');
  if (meaning !== 'open' || bag(at(result, 'config')) === null) return null;
  const schema = Object.entries(bag(at(result, 'payload_schema')) ?? {});
  return {
    points: count(at(result, 'points_count')) ?? count(at(result, 'vectors_count')),
    fields: schema.map(([name, kind]: [string, Json]) => [name, text(at(kind, 'data_type')) ?? 'unknown'] as const),
  };
}

/** Where other peers are, by their own addresses. */
export function peersIn({ meaning, json }: Answer): string[] {
  if (meaning !== 'open' || text(at(json, 'result', 'status')) !== 'enabled') return [];
  return Object.values(bag(at(json, 'result', 'peers')) ?? {})
    .slice(0, 200)
    .flatMap((peer) => text(at(peer, 'uri')) ?? []);
}

export function aliasesIn({ meaning, json }: Answer): (readonly [alias: string, collection: string])[] {
  if (meaning !== 'open') return [];
  return list(at(json, 'result', 'aliases')).flatMap((entry) => {
    const [alias, collection] = [text(at(entry, 'alias_name')), text(at(entry, 'collection_name'))];
    return alias === null || collection === null ? [] : [[alias, collection] as const];
  });
}
