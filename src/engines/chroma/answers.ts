import { type Heard, isBusy, isHttp, isRefusal, type Meaning, unheard } from '../../families/rest/answers.ts';
import type { Failure, Reply } from '../../model/channel.ts';
import type { Field } from '../../model/facts.ts';
import type { Json } from '../../model/request.ts';
import { escapeText } from '../../support/escape.ts';
import { at, bag, list, text } from '../../wire/json.ts';

export type Answer = Heard<Meaning>;

export function readAnswer(reply: Reply | Failure): Answer {
  if (!isHttp(reply)) return unheard(reply);
  const { exchange } = reply;
  const { status } = reply;
  const json = reply.json();
  const error = text(at(json, 'error'));
  const said = `HTTP ${status}${error === null ? '' : ` ${escapeText(error, 80)}`}`;
  const meaning: Meaning = isBusy(status)
    ? 'busy'
    : isRefusal(status)
      ? 'refused'
      : status === 200 && json !== undefined
        ? 'open'
        : isMissing(status, error)
          ? 'missing'
          : 'odd';
  return { meaning, exchange, json, said };
}

/** Its own words for what is not there; before 0.5 they came with a status of 500. */
function isMissing(status: number, error: string | null): boolean {
  if (error === null) return false;
  if (status === 400 || status === 404) return error === 'NotFoundError' || error === 'InvalidCollection';
  return status === 500 && /^ValueError\(.{1,200} does not exist/.test(error);
}

export interface Told {
  readonly id: string;
  readonly name: string;
  readonly fields: readonly Field[];
}

/** The list of collections; null where it is none. */
export function readCollections({ meaning, json }: Answer): Told[] | null {
  if (meaning !== 'open' || !Array.isArray(json)) return null;
  return list(json).flatMap((entry): Told[] => {
    const [id, name] = [text(at(entry, 'id')), text(at(entry, 'name'))];
    if (id === null || name === null || !/^[0-9a-f-]{36}$/i.test(id)) return [];
    return [{ id, name, fields: fieldsOf(at(entry, 'schema', 'keys')) }];
  });
}

/** Keys of the metadata with the first of their types; what begins with `#` is the record’s own text and vector. */
function fieldsOf(keys: Json | undefined): Field[] {
  return Object.entries(bag(keys) ?? {}).flatMap(([key, told]): Field[] => {
    if (key === '#document') return [{ name: 'document', type: 'text', countAs: null }];
    const [type] = Object.keys(bag(told) ?? {});
    return key.startsWith('#') || type === undefined ? [] : [{ name: key, type, countAs: null }];
  });
}
