import type { Failure, HttpReply, Reply } from '../../model/channel.ts';
import type { Json } from '../../model/request.ts';
import { escapeText } from '../../support/escape.ts';

/**
 * What an answer over HTTP means. `refused`: credentials or rights are wanted. `missing`: no such thing, or no such question.
 * `busy`: ask no more. `odd`: anything else.
 */
export type Meaning = 'open' | 'refused' | 'missing' | 'busy' | 'odd' | 'failed';

export interface Answer {
  readonly meaning: Meaning;
  readonly exchange: number;
  /** 0 where none came. */
  readonly status: number;
  /** Undefined where it is no JSON. */
  readonly json: Json | undefined;
  /** For people: what came instead of what was hoped for. */
  readonly said: string;
}

/** A success is JSON: a page for people is none. `wordOf` finds the error that an engine names in its answer. */
export function readAnswer(reply: Reply | Failure, wordOf: (json: Json | undefined) => string | null): Answer {
  const { exchange } = reply;
  if (!reply.ok) {
    const meaning = reply.kind === 'stopped' ? 'busy' : 'failed';
    return { meaning, exchange, status: 0, json: undefined, said: reply.message };
  }
  if (reply.kind !== 'http') return { meaning: 'odd', exchange, status: 0, json: undefined, said: 'no HTTP' };
  const json = reply.json();
  const word = wordOf(json);
  const said = `HTTP ${reply.status}${word === null ? '' : ` ${escapeText(word, 100)}`}`;
  return { meaning: meaningOf(reply, json), exchange, status: reply.status, json, said };
}

function meaningOf({ status }: HttpReply, json: Json | undefined): Meaning {
  if (status === 429 || status === 503) return 'busy';
  if (status === 401 || status === 403 || status === 407) return 'refused';
  if (status === 404 || status === 405) return 'missing';
  return status === 200 && json !== undefined ? 'open' : 'odd';
}

/** Nothing more is to be asked of a server that answers so. */
export function isEnd({ meaning }: Answer): boolean {
  return meaning === 'busy' || meaning === 'failed';
}
