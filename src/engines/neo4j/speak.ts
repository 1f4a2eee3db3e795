import { isBusy, isRefusal } from '../../families/rest/answers.ts';
import type { Failure, Reply } from '../../model/channel.ts';
import type { Json, Params } from '../../model/request.ts';
import { escapeText } from '../../support/escape.ts';
import { at, list, text } from '../../wire/json.ts';
import { readAnswer } from './bolt.ts';
import type { Neo4jChannel } from './requests.ts';
import { cypherOf, type StatementName, statements } from './statements.ts';

/** The way by which statements are asked. `form`: of HTTP, before 4.0 `transaction`; `major`: of Bolt. */
export type Door =
  | { readonly kind: 'http'; readonly form: 'tx' | 'transaction' }
  | { readonly kind: 'bolt'; readonly major: number };

/**
 * What an answer means. `refused`: credentials or rights are wanted. `busy`: ask no more. `odd`: an error of another kind, or no
 * answer of this protocol. `failed`: none at all.
 */
export type Meaning = 'rows' | 'refused' | 'busy' | 'odd' | 'failed';

export interface Answer {
  readonly meaning: Meaning;
  readonly exchange: number;
  readonly rows: readonly (readonly Json[])[];
  /** The server's own name of an error. */
  readonly code: string | null;
  /** For people: what came instead of what was hoped for. */
  readonly said: string;
}

/** The database that every server has, unless it was told otherwise; before 4.0 it has no name but that of the path. */
export const USUAL = 'neo4j';
export const SYSTEM = 'system';
const BEFORE_4 = 'data';

export async function ask(
  channel: Neo4jChannel,
  door: Door,
  name: StatementName,
  { database = USUAL, ...params }: { readonly database?: string; readonly label?: string; readonly size?: number } = {},
): Promise<Answer> {
  if (door.kind === 'bolt') {
    return readBolt(await channel.ask(`bolt-${name}`, { ...params, database, major: door.major }));
  }
  const place: Params = { database: door.form === 'tx' ? database : BEFORE_4, form: door.form };
  const { cypher } = statements[name];
  const written: Params = typeof cypher === 'string' ? {} : { statement: cypherOf(name, params) };
  return readHttp(await channel.ask(`http-${name}`, { ...place, ...written }));
}

/** Those that are online and hold data, by the list of all. */
export function databasesIn({ rows }: Answer): string[] {
  const names = rows
    .filter(([, , status]) => status === 'online')
    .flatMap(([name]) => text(name) ?? [])
    .filter((name) => name !== SYSTEM && /^[a-z0-9][a-z0-9.-]{0,62}$/i.test(name));
  return [...new Set(names)];
}

/** Asks the next of these where the server does not know the one before. */
export async function askFirst(
  channel: Neo4jChannel,
  door: Door,
  names: readonly StatementName[],
  database: string,
): Promise<Answer> {
  const [name, ...others] = names;
  if (name === undefined) throw new TypeError('there is nothing to ask');
  const answer = await ask(channel, door, name, { database });
  return answer.meaning === 'odd' && others.length > 0 ? askFirst(channel, door, others, database) : answer;
}

export function readBolt(reply: Reply | Failure): Answer {
  if (!reply.ok || reply.kind !== 'bytes') return notHad(reply);
  const read = readAnswer(reply.bytes);
  if (read === null) return answer('odd', reply.exchange, 'no answer of Bolt');
  if (read.failure !== null) {
    return failedBy(text(read.failure.code), text(read.failure.message), reply.exchange);
  }
  return { meaning: 'rows', exchange: reply.exchange, rows: read.rows, code: null, said: 'rows' };
}

function readHttp(reply: Reply | Failure): Answer {
  if (!reply.ok || reply.kind !== 'http') return notHad(reply);
  const { status, exchange } = reply;
  const json = reply.json();
  const [error] = list(at(json, 'errors'));
  if (error !== undefined) return failedBy(text(at(error, 'code')), text(at(error, 'message')), exchange, status);
  if (isRefusal(status)) return answer('refused', exchange, `HTTP ${status}`);
  if (isBusy(status)) return answer('busy', exchange, `HTTP ${status}`);
  const [result] = list(at(json, 'results'));
  if (status !== 200 || !Array.isArray(at(result, 'columns'))) return answer('odd', exchange, `HTTP ${status}`);
  const rows = list(at(result, 'data')).map((datum) => list(at(datum, 'row')));
  return { meaning: 'rows', exchange, rows, code: null, said: 'rows' };
}

const REFUSALS = /^Neo\.ClientError\.Security\.|^Memgraph\.ClientError\.Security\./;
const BUSY =
  /^Neo\.TransientError\.|^Neo\.ClientError\.Security\.AuthenticationRateLimit$|^Neo\.DatabaseError\.General\.DatabaseUnavailable$/;

function failedBy(code: string | null, message: string | null, exchange: number, status?: number): Answer {
  const said = code === null ? (status === undefined ? 'an error' : `HTTP ${status}`) : escapeText(code, 120);
  const words = message === null ? '' : `: ${escapeText(message, 120)}`;
  const meaning = code !== null && BUSY.test(code) ? 'busy' : code !== null && REFUSALS.test(code) ? 'refused' : 'odd';
  return { ...answer(meaning, exchange, `${said}${words}`), code };
}

function notHad(reply: Reply | Failure): Answer {
  if (reply.ok) return answer('odd', reply.exchange, 'another protocol');
  return answer(reply.kind === 'stopped' ? 'busy' : 'failed', reply.exchange, reply.message);
}

function answer(meaning: Meaning, exchange: number, said: string): Answer {
  return { meaning, exchange, rows: [], code: null, said };
}
