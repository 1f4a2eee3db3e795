import type { Failure, HttpReply, Reply } from '../../model/channel.ts';
import type { Json } from '../../model/request.ts';
import { escapeText } from '../../support/escape.ts';

/**
 * What an answer over HTTP means. `refused`: credentials or rights are wanted. `missing`: no such thing, or no such question.
 * `busy`: ask no more. `odd`: anything else.
 */
export type Meaning = 'open' | 'refused' | 'missing' | 'busy' | 'odd' | 'failed';

/** An answer over HTTP, by the meanings that an engine knows. */
export interface Heard<M> {
  readonly meaning: M;
  readonly exchange: number;
  /** Undefined where it is no JSON. */
  readonly json: Json | undefined;
  /** For people: what came instead of what was hoped for. */
  readonly said: string;
}

export interface Answer extends Heard<Meaning> {
  /** 0 where none came. */
  readonly status: number;
}

/** Whether an answer over HTTP came, whatever it says. */
export function isHttp(reply: Reply | Failure): reply is HttpReply {
  return reply.ok && reply.kind === 'http';
}

/** What is known where no answer over HTTP came. */
export function unheard(reply: Reply | Failure): Heard<'busy' | 'failed' | 'odd'> & { readonly json: undefined } {
  const { exchange } = reply;
  if (reply.ok) return { meaning: 'odd', exchange, json: undefined, said: 'no HTTP' };
  return { meaning: reply.kind === 'stopped' ? 'busy' : 'failed', exchange, json: undefined, said: reply.message };
}

/** Too many requests, or no service now: RFC 6585 4, RFC 9110 15.6.4. */
export function isBusy(status: number): boolean {
  return status === 429 || status === 503;
}

/** Credentials or rights are wanted, by the server or by a proxy before it: RFC 9110 15.5.2, 15.5.4, 15.5.8. */
export function isRefusal(status: number): boolean {
  return status === 401 || status === 403 || status === 407;
}

/** A success is JSON: a page for people is none. `wordOf` finds the error that an engine names in its answer. */
export function readAnswer(reply: Reply | Failure, wordOf: (json: Json | undefined) => string | null): Answer {
  if (!isHttp(reply)) return { ...unheard(reply), status: 0 };
  const json = reply.json();
  const word = wordOf(json);
  const said = `HTTP ${reply.status}${word === null ? '' : ` ${escapeText(word, 100)}`}`;
  return { meaning: meaningOf(reply, json), exchange: reply.exchange, status: reply.status, json, said };
}

function meaningOf({ status }: HttpReply, json: Json | undefined): Meaning {
  if (isBusy(status)) return 'busy';
  if (isRefusal(status)) return 'refused';
  if (status === 404 || status === 405) return 'missing';
  return status === 200 && json !== undefined ? 'open' : 'odd';
}

/** Nothing more is to be asked of a server that answers so. */
export function isEnd({ meaning }: Answer): boolean {
  return meaning === 'busy' || meaning === 'failed';
}
