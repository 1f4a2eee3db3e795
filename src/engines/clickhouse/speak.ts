import type { BytesReply, Failure, HttpReply } from '../../model/channel.ts';
import type { Params } from '../../model/request.ts';
import { escapeText } from '../../support/escape.ts';
import { at, list, text, texts } from '../../wire/json.ts';
import { type ClickHouseChannel, questionOf } from './requests.ts';
import type { StatementName } from './statements.ts';
import { type Exception, type Row, readAnswer } from './wire.ts';

export type Door = 'http' | 'native';

/**
 * What an answer means. `login`: a password is wanted. `address`: the account is not for visitors from here. `refused`: a right is
 * wanted. `missing`: no such database, table, column or function, or words that this version does not know. `busy`: it cannot answer
 * now.
 */
export type Meaning = 'rows' | 'login' | 'address' | 'refused' | 'missing' | 'busy' | 'odd' | 'failed';

export interface Said {
  readonly meaning: Meaning;
  /** None where it is no success. */
  readonly rows: readonly Row[];
  readonly exchange: number;
  /** For people: what came instead of rows. */
  readonly said: string;
  /** Errors of newer versions end with the version. */
  readonly version: string | null;
}

const CODES: Readonly<Record<number, Meaning>> = {
  // Which of the account, its password and its address was wrong is no longer told from 20.6 on (516).
  192: 'login',
  193: 'login',
  194: 'login',
  516: 'login',
  195: 'address',
  291: 'refused',
  497: 'refused',
  36: 'missing',
  46: 'missing',
  47: 'missing',
  60: 'missing',
  62: 'missing',
  81: 'missing',
  159: 'busy',
  201: 'busy',
  202: 'busy',
  241: 'busy',
};

export function meaningOf(code: number): Meaning {
  return CODES[code] ?? 'odd';
}

/** `Code: 516. DB::Exception: …` and `Code: 193, e.displayText() = DB::Exception: …`. */
const HTTP_ERROR = /^Code: (\d{1,5})(?:\.|, e\.displayText\(\) =) (?:DB::)?\w*Exception:? ?([^]{0,2000})/;

export function readHttpError(body: string): Exception | null {
  const [, code, message = ''] = HTTP_ERROR.exec(body.slice(0, 4_000)) ?? [];
  return code === undefined ? null : { code: Number(code), message: message.trim() };
}

export function said(reply: HttpReply | BytesReply | Failure): Said {
  const { exchange } = reply;
  const nothing = { rows: [], exchange, version: null };
  if (!reply.ok) return { ...nothing, meaning: reply.kind === 'stopped' ? 'busy' : 'failed', said: reply.message };
  if (reply.kind === 'http') return saidOverHttp(reply);
  const answer = readAnswer(reply.bytes);
  if (answer?.kind === 'rows') return { ...nothing, meaning: 'rows', rows: answer.rows, said: '' };
  if (answer?.kind === 'exception') return refusal(answer.exception, exchange);
  return { ...nothing, meaning: 'odd', said: 'an answer of another shape' };
}

function saidOverHttp(reply: HttpReply): Said {
  const { exchange, status } = reply;
  const data = status === 200 ? at(reply.json(), 'data') : undefined;
  if (data !== undefined && text(at(list(at(reply.json(), 'meta'))[0], 'name')) !== null) {
    return { meaning: 'rows', rows: list(data).map(texts), exchange, said: '', version: null };
  }
  const error = status === 200 ? null : readHttpError(reply.text());
  if (error !== null) return refusal(error, exchange);
  const meaning = status === 401 || status === 403 ? 'login' : status === 429 || status === 503 ? 'busy' : 'odd';
  return { meaning, rows: [], exchange, said: `HTTP ${status}`, version: null };
}

function refusal({ code, message }: Exception, exchange: number): Said {
  const version =
    /\(version (\d{2}\.\d{1,2}\.\d{1,3})[.\d]*[^()]{0,60}(?:\([^()]{0,60}\))?\)\s*$/.exec(message)?.[1] ?? null;
  const [first = ''] = message.split('\n', 1);
  return { meaning: meaningOf(code), rows: [], exchange, said: `code ${code}: ${escapeText(first, 160)}`, version };
}

/** Asks through the door that is there, as the native door has been opened before. */
export class Asker {
  readonly #channel: ClickHouseChannel;
  readonly door: Door;
  /** Set once the server says that this account may set nothing: its own rights alone guard then. */
  #guard: Params = {};

  constructor(channel: ClickHouseChannel, door: Door) {
    this.#channel = channel;
    this.door = door;
  }

  async ask(name: StatementName, params: Params = {}): Promise<Said> {
    if (this.door === 'http') return said(await this.#channel.ask(`http-${name}`, questionOf(name, params)));
    const first = said(await this.#channel.ask(`native-${name}`, { ...params, ...this.#guard }));
    if (!first.said.startsWith(`code ${READONLY}:`) || 'guard' in this.#guard) return first;
    this.#guard = { guard: 'account' };
    return said(await this.#channel.ask(`native-${name}`, { ...params, ...this.#guard }));
  }

  /** The first of these that this version knows the words of. */
  async askFirst(...names: readonly [StatementName, ...StatementName[]]): Promise<Said> {
    const [first, ...others] = names;
    let heard = await this.ask(first);
    for (const name of others) {
      if (heard.meaning !== 'missing') return heard;
      heard = await this.ask(name);
    }
    return heard;
  }

  async askReadonly(): Promise<Said> {
    return said(await this.#channel.ask(`${this.door}-readonly`));
  }
}

const READONLY = 164;
