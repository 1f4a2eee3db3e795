import { isBusy, isHttp, isRefusal, unheard } from '../../families/rest/answers.ts';
import type { Failure, Reply } from '../../model/channel.ts';
import type { Field } from '../../model/facts.ts';
import type { Json } from '../../model/request.ts';
import { escapeText } from '../../support/escape.ts';
import { at, bag, count, list, text } from '../../wire/json.ts';

/**
 * What an answer means. `refused`: credentials or rights are wanted. `missing`: there is no such collection. `off`: this interface
 * is not served here. `busy`: not ready, or too many requests: ask no more. `odd`: anything else.
 */
export type Meaning = 'open' | 'refused' | 'missing' | 'off' | 'busy' | 'odd' | 'failed';

export interface Answer {
  readonly meaning: Meaning;
  readonly exchange: number;
  /** What stands under `data` at 19530, and the whole of it at 9091. */
  readonly data: Json | undefined;
  readonly code: number | null;
  /** For people: what came instead of what was hoped for. */
  readonly said: string;
}

/** The server's own numbers of errors. */
export const CODE = { notReady: 1, rateLimit: 8, missing: 100, invalid: 1100, noLogin: 1800 } as const;
const REFUSED: readonly number[] = [1400, 1401, CODE.noLogin];
const BUSY: readonly number[] = [CODE.notReady, CODE.rateLimit];

export function readAnswer(reply: Reply | Failure): Answer {
  if (!isHttp(reply)) {
    const { json, ...rest } = unheard(reply);
    return { ...rest, data: json, code: null };
  }
  const { status, exchange } = reply;
  const json = reply.json();
  const own = at(json, 'status');
  const managed = bag(own) !== null;
  const code = managed ? (count(at(own, 'code')) ?? count(at(own, 'error_code')) ?? 0) : count(at(json, 'code'));
  const message = text(at(own, 'reason')) ?? text(at(json, 'message'));
  const said = `HTTP ${status}${message === null ? '' : ` ${escapeText(message, 120)}`}`;
  const good = managed ? code === 0 : code === 200 || code === 0;
  const meaning: Meaning = isBusy(status)
    ? 'busy'
    : isRefusal(status) || (code !== null && REFUSED.includes(code))
      ? 'refused'
      : status === 404
        ? 'off'
        : status !== 200 || code === null
          ? 'odd'
          : good
            ? 'open'
            : code === CODE.missing
              ? 'missing'
              : BUSY.includes(code)
                ? 'busy'
                : 'odd';
  return { meaning, exchange, data: managed ? json : at(json, 'data'), code, said };
}

/** Names as the server takes them: letters, digits and underlines. */
export function isName(name: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]{0,254}$/.test(name);
}

/** Names of collections, or of databases; null where it is no list. The port for management leaves out a list that is empty. */
export function readNames({ meaning, data }: Answer): string[] | null {
  if (meaning !== 'open') return null;
  const named = Array.isArray(data) ? data : bag(data) === null ? null : (at(data, 'collection_names') ?? []);
  return Array.isArray(named)
    ? list(named)
        .flatMap((name) => text(name) ?? [])
        .filter(isName)
    : null;
}

export interface Described {
  readonly fields: readonly Field[];
  /** By which v1 counts: a condition that holds for every record. */
  readonly all: string | null;
}

/** Numbers of types at the port for management; at the other one they have names. */
const TYPES: Readonly<Record<number, string>> = {
  1: 'Bool',
  2: 'Int8',
  3: 'Int16',
  4: 'Int32',
  5: 'Int64',
  10: 'Float',
  11: 'Double',
  20: 'String',
  21: 'VarChar',
  22: 'Array',
  23: 'JSON',
};
/** Binary, float, half, brain, sparse and integer vectors. */
const VECTOR = /Vector|^10[0-5]$/;

/** Fields of a collection but for its vectors, which hold no value of their own. */
export function readDescribed({ meaning, data }: Answer): Described | null {
  const told = at(data, 'fields') ?? at(data, 'schema', 'fields');
  if (meaning !== 'open' || !Array.isArray(told)) return null;
  let all: string | null = null;
  const fields = list(told).flatMap((entry): Field[] => {
    const name = text(at(entry, 'name'));
    const number = count(at(entry, 'data_type'));
    const type = text(at(entry, 'type')) ?? (number === null ? null : (TYPES[number] ?? String(number)));
    if (name === null || type === null || VECTOR.test(type)) return [];
    if (at(entry, 'primaryKey') === true && isName(name))
      all = type.startsWith('Int') ? `${name} >= 0` : `${name} >= ""`;
    return [{ name, type, countAs: null }];
  });
  return { fields, all };
}

/** The one number of a count, or of statistics; null where it is no such answer. */
export function readCount({ meaning, data }: Answer): number | null {
  if (meaning !== 'open') return null;
  const [row] = list(data);
  const [field] = list(at(data, 'fields_data'));
  const [long] = list(at(field, 'Field', 'Scalars', 'Data', 'LongData', 'data'));
  const kept = list(at(data, 'stats')).find((entry) => text(at(entry, 'key')) === 'row_count');
  return count(at(row, 'count(*)')) ?? count(long) ?? count(at(kept, 'value')) ?? count(at(data, 'rowCount'));
}
