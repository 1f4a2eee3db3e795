import { type Answer, readAnswer } from '../../families/rest/answers.ts';
import type { Failure, Reply } from '../../model/channel.ts';
import type { Json } from '../../model/request.ts';
import { at, bag, count, list, text } from '../../wire/json.ts';

export interface MeiliAnswer extends Answer {
  /** The name that the server gives an error; null where it is no error of its own. */
  readonly code: string | null;
}

export function readMeili(reply: Reply | Failure): MeiliAnswer {
  const answer = readAnswer(reply, (json) => codeIn(json));
  return { ...answer, code: codeIn(answer.json) };
}

/** Its errors have a code, a type and a link into its documentation. */
function codeIn(json: Json | undefined): string | null {
  const code = text(at(json, 'code'));
  const link = text(at(json, 'link')) ?? '';
  const own = /^https:\/\/docs\.meilisearch\.com\/errors#[a-z_]+$/.test(link) && text(at(json, 'type')) !== null;
  return own && code !== null && /^[a-z_]{1,80}$/.test(code) ? code : null;
}

export interface Statistics {
  readonly documents: number | null;
  /** How many documents have each field. */
  readonly fields: readonly string[];
}

const MOST_INDEXES = 20_000;

/** Null where these are no statistics. */
export function readStatistics({ meaning, json }: Answer): ReadonlyMap<string, Statistics> | null {
  const indexes = bag(at(json, 'indexes'));
  if (meaning !== 'open' || indexes === null || count(at(json, 'databaseSize')) === null) return null;
  const entries = Object.entries(indexes).slice(0, MOST_INDEXES);
  return new Map(
    entries.map(([name, told]) => [
      name,
      {
        documents: count(at(told, 'numberOfDocuments')),
        fields: Object.keys(bag(at(told, 'fieldDistribution')) ?? {}),
      },
    ]),
  );
}

/** How many documents an index has, from a page of none of them (0.28 and later). */
export function totalIn({ meaning, json }: Answer): number | null {
  return meaning === 'open' && Array.isArray(at(json, 'results')) ? count(at(json, 'total')) : null;
}

export interface Index {
  readonly created: string | null;
  readonly primaryKey: string | null;
}

export function indexesIn({ meaning, json }: Answer): ReadonlyMap<string, Index> {
  const listed = Array.isArray(json) ? list(json) : list(at(json, 'results'));
  const known = new Map<string, Index>();
  if (meaning !== 'open') return known;
  for (const index of listed) {
    const uid = text(at(index, 'uid'));
    const created = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.exec(text(at(index, 'createdAt')) ?? '')?.[0];
    if (uid === null) continue;
    known.set(uid, {
      created: created === undefined ? null : `${created}.000Z`,
      primaryKey: text(at(index, 'primaryKey')),
    });
  }
  return known;
}

/** Addresses of other servers. */
export function remotesIn({ meaning, json }: Answer): (readonly [name: string, url: string])[] {
  if (meaning !== 'open') return [];
  return Object.entries(bag(at(json, 'remotes')) ?? {})
    .slice(0, 200)
    .flatMap(([name, remote]) => {
      const url = text(at(remote, 'url'));
      return url === null ? [] : [[name, url.slice(0, 300)] as const];
    });
}
