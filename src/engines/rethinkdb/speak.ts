import type { ReplyTo } from '../../model/channel.ts';
import type { Json, Params } from '../../model/request.ts';
import { at, count, list, text } from '../../wire/json.ts';
import type { RethinkChannel, Table } from './requests.ts';
import { isChallenge } from './scram.ts';
import { readAnswer, readText } from './wire.ts';

/** Kinds of answers, by their numbers in the protocol's definition. */
const ATOM = 1;
const SEQUENCE = 2;
const PARTIAL = 3;
const SERVER = 5;
const RUNTIME_ERROR = 18;
/** Of a runtime error: something that is asked for is not there. */
const OP_FAILED = 4_100_000;
const PERMISSION = 6_000_000;

export interface Answer {
  /** `missing`: no such thing. `refused`: the account may not. */
  readonly kind: 'rows' | 'missing' | 'refused' | 'error' | 'over';
  readonly rows: readonly Json[];
  readonly exchange: number;
  readonly said: string;
}

type Query = Exclude<keyof Table, 'page' | 'hello' | 'enter' | 'prove'>;

export async function ask(channel: RethinkChannel, name: Query, params: Params = {}): Promise<Answer> {
  const reply: ReplyTo<Table['databases']> = await channel.ask(name, params);
  const { exchange } = reply;
  if (!reply.ok) return { kind: 'over', rows: [], exchange, said: reply.message };
  const json = readAnswer(reply.bytes);
  const rows = list(at(json, 'r'));
  const type = count(at(json, 't'));
  if (type === SEQUENCE || type === PARTIAL || type === SERVER) return { kind: 'rows', rows, exchange, said: '' };
  // An atom is one value; where that is a list, its members are meant.
  if (type === ATOM) return { kind: 'rows', rows: Array.isArray(rows[0]) ? list(rows[0]) : rows, exchange, said: '' };
  const said = (text(rows[0]) ?? 'an answer of another shape').slice(0, 160);
  const error = type === RUNTIME_ERROR ? count(at(json, 'e')) : null;
  const kind = error === OP_FAILED ? 'missing' : error === PERMISSION ? 'refused' : 'error';
  return { kind, rows: [], exchange, said };
}

/** Of the errors of SCRAM those that refuse: a wrong proof, an unknown account. The others are trouble of another kind. */
const REFUSALS = new Set([12, 17]);

export interface Login {
  /** `entered`: admin’s password is empty. `refused`: it is not. `unclear`: neither was seen. */
  readonly outcome: 'entered' | 'refused' | 'unclear';
  readonly exchanges: readonly number[];
  readonly said: string;
}

/** The one login that is tried, in the conversation that was opened: admin, without a password. */
export async function login(channel: RethinkChannel): Promise<Login> {
  const entered = await channel.ask('enter');
  if (!entered.ok) return { outcome: 'unclear', exchanges: [entered.exchange], said: entered.message };
  const first = readText(entered.bytes);
  const early = refusalIn(first);
  if (early !== null) return { outcome: 'refused', exchanges: [entered.exchange], said: early };
  const challenge = text(at(first, 'authentication'));
  if (challenge === null || !isChallenge(challenge)) {
    return { outcome: 'unclear', exchanges: [entered.exchange], said: 'no challenge that can be answered' };
  }
  const proved = await channel.ask('prove', { challenge });
  const exchanges = [entered.exchange, proved.exchange];
  if (!proved.ok) return { outcome: 'unclear', exchanges, said: proved.message };
  const last = readText(proved.bytes);
  const refusal = refusalIn(last);
  if (refusal !== null) return { outcome: 'refused', exchanges, said: refusal };
  return at(last, 'success') === true && text(at(last, 'authentication'))?.startsWith('v=') === true
    ? { outcome: 'entered', exchanges, said: '' }
    : { outcome: 'unclear', exchanges, said: text(at(last, 'error')) ?? 'an answer of another shape' };
}

function refusalIn(answer: Json | undefined): string | null {
  const code = count(at(answer, 'error_code'));
  const refused = at(answer, 'success') === false && code !== null && REFUSALS.has(code);
  return refused ? (text(at(answer, 'error')) ?? 'refused').slice(0, 160) : null;
}
