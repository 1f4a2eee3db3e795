import type { Failure, Reply, ReplyTo } from '../../model/channel.ts';
import type { Json, Params } from '../../model/request.ts';
import { at, type Bag, count, list, text } from '../../wire/json.ts';
import type { MongoChannel, Table } from './requests.ts';
import { readAnswer } from './wire.ts';

/**
 * What an answer means. `refused`: a login or a right is wanted. `unknown`: it has no such command. `missing`: no such
 * collection. `not-ready`: a member that serves nobody now, or never. `odd`: another error. `failed`: no answer.
 */
export type Meaning = 'open' | 'refused' | 'unknown' | 'missing' | 'not-ready' | 'odd' | 'failed';

export interface Answer {
  readonly meaning: Meaning;
  readonly exchange: number;
  readonly document: Bag;
  /** Of a query of servers before 3.0; a command is answered by one. */
  readonly documents: readonly Bag[];
  /** For people: what came instead of what was hoped for. */
  readonly said: string;
}

/** Error codes: https://www.mongodb.com/docs/manual/reference/error-codes/ */
const UNAUTHORIZED = 13;
const AUTHENTICATION_FAILED = 18;
const NAMESPACE_NOT_FOUND = 26;
const COMMAND_NOT_FOUND = 59;
const COMMAND_NOT_SUPPORTED = 115;
/** Shutting down, starting, no primary, recovering, an arbiter. */
const NOT_READY = new Set([91, 189, 10107, 10058, 11600, 11602, 13435, 13436]);
/** Servers before 2.6 give no code with it. */
const OLD_REFUSAL = /^(?:unauthorized|need to login|not authorized\b)/;
const OLD_UNKNOWN = /^no such c(?:md|ommand)\b/;

export async function ask(channel: MongoChannel, name: keyof Table, params: Params = {}): Promise<Answer> {
  const reply: ReplyTo<Table['build']> = await channel.ask(name, params);
  return meaningOf(reply);
}

export function meaningOf(reply: Reply | Failure): Answer {
  const { exchange } = reply;
  const failed = { meaning: 'failed', exchange, document: {}, documents: [] } as const;
  if (!reply.ok) return { ...failed, said: reply.message };
  const documents = reply.kind === 'bytes' ? readAnswer(reply.bytes) : null;
  if (documents === null) return { ...failed, said: 'an answer of another shape' };
  const document = documents[0] ?? {};
  const error = text(document['errmsg']) ?? text(document['$err']);
  const code = count(document['code']);
  const said = error === null ? '' : `${code === null ? '' : `error ${code}: `}${error.slice(0, 160)}`;
  return { meaning: error === null ? 'open' : meaningOfError(code, error), exchange, document, documents, said };
}

function meaningOfError(code: number | null, error: string): Meaning {
  if (code === UNAUTHORIZED || code === AUTHENTICATION_FAILED || OLD_REFUSAL.test(error)) return 'refused';
  // Azure Cosmos DB’s word for it.
  if (code === COMMAND_NOT_SUPPORTED) return error.includes('prior to authentication') ? 'refused' : 'unknown';
  if (code === COMMAND_NOT_FOUND || OLD_UNKNOWN.test(error)) return 'unknown';
  if (code === NAMESPACE_NOT_FOUND) return 'missing';
  return code !== null && NOT_READY.has(code) ? 'not-ready' : 'odd';
}

/** A command says itself that it succeeded. */
export function succeeded({ meaning, document }: Answer): boolean {
  return meaning === 'open' && document['ok'] === 1;
}

/** The documents of a cursor’s first batch, which is all that is asked for; null where it is none. */
export function batchOf(answer: Answer): readonly Json[] | null {
  const batch = at(answer.document, 'cursor', 'firstBatch');
  return succeeded(answer) && Array.isArray(batch) ? list(batch) : null;
}
