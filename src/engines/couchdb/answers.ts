import { type Heard, isBusy, isHttp, isRefusal, type Meaning, unheard } from '../../families/rest/answers.ts';
import type { Failure, Reply } from '../../model/channel.ts';
import type { Json } from '../../model/request.ts';
import { at, count, text } from '../../wire/json.ts';

export type Answer = Heard<Meaning>;

/** Errors are `{"error": "unauthorized", "reason": "…"}`: https://docs.couchdb.org/en/stable/api/basics.html */
export function readAnswer(reply: Reply | Failure): Answer {
  if (!isHttp(reply)) return unheard(reply);
  const { exchange } = reply;
  const json = reply.json();
  const error = text(at(json, 'error'));
  const said = `HTTP ${reply.status}${error === null ? '' : ` ${error.slice(0, 60)}`}`;
  return { meaning: meaningOf(reply.status, json, error), exchange, json, said };
}

function meaningOf(status: number, json: Json | undefined, error: string | null): Meaning {
  if (isBusy(status)) return 'busy';
  if (isRefusal(status)) return 'refused';
  if (status === 404 && error === 'not_found') return 'missing';
  return status === 200 && json !== undefined && error === null ? 'open' : 'odd';
}

/** How many documents a listing without any says that there are; null where it is no listing. */
export function totalOf({ meaning, json }: Answer): number | null {
  return meaning === 'open' && Array.isArray(at(json, 'rows')) ? count(at(json, 'total_rows')) : null;
}

export interface Information {
  readonly name: string;
  readonly documents: number;
  readonly bytes: number | null;
}

/** What a server says of one database; null where it is something else. */
export function informationOf({ meaning, json }: Answer): Information | null {
  const [name, documents] = [text(at(json, 'db_name')), count(at(json, 'doc_count'))];
  if (meaning !== 'open' || name === null || documents === null || at(json, 'update_seq') === undefined) return null;
  // Up to 1.x two numbers by themselves.
  const bytes = count(at(json, 'sizes', 'external')) ?? count(at(json, 'data_size')) ?? count(at(json, 'disk_size'));
  return { name, documents, bytes };
}
