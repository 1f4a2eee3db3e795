import type { BytesReply, Failure } from '../../model/channel.ts';
import type { Params } from '../../model/request.ts';
import { escapeText } from '../../support/escape.ts';
import type { CqlChannel, CqlRequest } from './requests.ts';
import { type Answer, type Cell, type Row, readAnswer } from './wire.ts';

/**
 * What an answer to a statement means. `refused`: a login or a right is wanted. `missing`: no such keyspace, table or column, or a
 * statement that this version does not know. `busy`: it cannot answer now. `failed`: no whole answer, and nothing more can be asked.
 */
export type Meaning = 'rows' | 'refused' | 'missing' | 'busy' | 'odd' | 'failed';

export interface Said {
  readonly meaning: Meaning;
  /** None where it is no success. */
  readonly rows: readonly Row[];
  readonly exchange: number;
  /** For people: what came instead of rows. */
  readonly said: string;
}

export type Statement = Exclude<CqlRequest, 'options' | 'startup'>;

export async function ask(channel: CqlChannel, name: Statement, params: Params = {}): Promise<Said> {
  return saidBy(await channel.ask(name, params));
}

function saidBy(reply: BytesReply | Failure): Said {
  const { exchange } = reply;
  const answer = answerOf(reply);
  if (answer === null) {
    return { meaning: 'failed', rows: [], exchange, said: reply.ok ? 'bytes that are no answer' : reply.message };
  }
  if (answer.kind === 'rows') return { meaning: 'rows', rows: answer.rows, exchange, said: '' };
  if (answer.kind !== 'error') return { meaning: 'odd', rows: [], exchange, said: answer.kind };
  return { meaning: meaningOf(answer.code), rows: [], exchange, said: wordsOf(answer) };
}

export function answerOf(reply: BytesReply | Failure): Answer | null {
  return reply.ok ? readAnswer(reply.bytes) : null;
}

export function wordsOf({ code, message }: Extract<Answer, { kind: 'error' }>): string {
  return `error 0x${code.toString(16).padStart(4, '0')}: ${escapeText(message, 160)}`;
}

const BAD_CREDENTIALS = 0x0100;
const UNAUTHORIZED = 0x2100;

export function meaningOf(code: number): Meaning {
  if (code === BAD_CREDENTIALS || code === UNAUTHORIZED) return 'refused';
  if (code === 0x2000 || code === 0x2200) return 'missing';
  return code >= 0x1000 && code < 0x2000 ? 'busy' : 'odd';
}

/** The first statement that this version has the tables for. */
export async function askFirst(channel: CqlChannel, first: Statement, ...others: readonly Statement[]): Promise<Said> {
  let said = await ask(channel, first);
  for (const name of others) {
    if (said.meaning !== 'missing') return said;
    said = await ask(channel, name);
  }
  return said;
}

/** A cell of text; what has no value, or is a list, is empty. */
export function textOf(cell: Cell | undefined): string {
  return typeof cell === 'string' ? cell : '';
}
