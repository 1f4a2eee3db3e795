import type { ReplyTo } from '../../model/channel.ts';
import type { Params } from '../../model/request.ts';
import type { PostgresChannel, Table } from './requests.ts';
import { type Column, type Opening, type Row, readOpening, readResult, type ServerError } from './wire.ts';

/** The three requests that begin a session, and with it how its statements are kept from writing. */
export type Door = 'startup' | 'startup-bare' | 'startup-plain';

/** `statement`: the session could not be made read-only, so each statement is. */
export type Guard = 'session' | 'statement';

type Opener = Door | 'control';

export interface Opened {
  /** Null: what came is no answer to a startup message, or nothing came. */
  readonly opening: Opening | null;
  readonly exchange: number;
  /** In words, where there is no opening. */
  readonly said: string;
}

export async function open(channel: PostgresChannel, door: Opener, params: Params): Promise<Opened> {
  const reply: ReplyTo<Table['startup']> = await channel.ask(door, params);
  const { exchange } = reply;
  if (!reply.ok) return { opening: null, exchange, said: reply.message };
  return { opening: readOpening(reply.bytes), exchange, said: 'an answer of another shape' };
}

type Statement = Exclude<keyof Table, 'ssl' | Opener>;

/** What a statement gave. `over`: the session ended with it, and nothing more can be asked on it. */
export type Answer =
  | {
      readonly kind: 'rows';
      readonly rows: readonly Row[];
      readonly columns: readonly Column[];
      readonly exchange: number;
    }
  | { readonly kind: 'error'; readonly error: ServerError; readonly exchange: number }
  | { readonly kind: 'over'; readonly said: string; readonly exchange: number };

export async function ask(
  channel: PostgresChannel,
  name: Statement,
  guard: Guard,
  params: Params = {},
): Promise<Answer> {
  const reply: ReplyTo<Table['whoami']> = await channel.ask(name, guard === 'session' ? params : { ...params, guard });
  const { exchange } = reply;
  if (!reply.ok) return { kind: 'over', said: reply.message, exchange };
  const result = readResult(reply.bytes);
  if (result === null) return { kind: 'over', said: 'an answer of another shape', exchange };
  return result.ok
    ? { kind: 'rows', rows: result.rows, columns: result.columns, exchange }
    : { kind: 'error', error: result.error, exchange };
}

/** The first statement that the server has the catalogue for. */
export async function askFirst(
  channel: PostgresChannel,
  names: readonly Statement[],
  guard: Guard,
): Promise<{ readonly name: Statement; readonly answer: Answer }> {
  let last: { name: Statement; answer: Answer } | null = null;
  for (const name of names) {
    last = { name, answer: await ask(channel, name, guard) };
    if (last.answer.kind !== 'error') return last;
  }
  if (last === null) throw new TypeError('there is nothing to ask');
  return last;
}

export function isTrue(cell: string | null | undefined): boolean {
  return cell === 't' || cell === 'true' || cell === 'on';
}
