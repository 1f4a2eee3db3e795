import type { ReplyTo } from '../../model/channel.ts';
import type { Params } from '../../model/request.ts';
import { type Answer, type Greeting, readAnswer, readGreeting } from './handshake.ts';
import type { ServerError } from './packets.ts';
import type { MysqlChannel, Table } from './requests.ts';
import { type Row, readResult } from './results.ts';

/** The three names under which a login with an empty password is asked for. */
export type Door = 'control' | 'anonymous' | 'root';

/** What the server greets with, and whether what follows goes within TLS. */
export interface Opening {
  readonly greeting: Greeting | null;
  readonly within: 'plain' | 'tls';
  readonly exchange: number;
  /** In words, where there is no greeting or no TLS after it. */
  readonly said: string;
}

/** Heard again, and TLS agreed on again, it costs nothing where the identification did both. */
export async function greet(channel: MysqlChannel): Promise<Opening> {
  const heard = await channel.ask('greeting');
  const { exchange } = heard;
  if (!heard.ok) return { greeting: null, within: 'plain', exchange, said: heard.message };
  const greeting = readGreeting(heard.bytes);
  const opening = { greeting, within: 'plain', exchange, said: 'a greeting of another shape' } as const;
  if (greeting?.kind !== 'hello' || !greeting.offersTls) return opening;
  const upgraded = await channel.ask('tls');
  return upgraded.ok
    ? { ...opening, within: 'tls' }
    : { ...opening, greeting: null, said: `TLS is offered and was not agreed on: ${upgraded.message}` };
}

export interface Entered {
  /** Null: what came is no answer to a login, or nothing came. */
  readonly answer: Answer | null;
  /** Methods that were asked for on the way. */
  readonly methods: readonly string[];
  readonly exchange: number;
  readonly said: string;
}

/** A password is asked for in another way once, at most twice. */
const MOST_ASKED = 3;

/** The whole handshake, up to the server's word whether we are in: one that is left counts against our address. */
export async function enter(
  channel: MysqlChannel,
  door: Door,
  within: Opening['within'],
  params: Params = {},
): Promise<Entered> {
  const methods: string[] = [];
  let reply: ReplyTo<Table['root']> = await channel.ask(door, { ...params, within });
  for (let asked = 0; ; asked += 1) {
    const { exchange } = reply;
    if (!reply.ok) return { answer: null, methods, exchange, said: reply.message };
    const answer = readAnswer(reply.bytes);
    const said = 'an answer of another shape';
    if (answer?.kind !== 'asks' || asked === MOST_ASKED) return { answer, methods, exchange, said };
    if (answer.method !== null) methods.push(answer.method);
    const method = answer.method ?? methods.at(-1) ?? 'caching_sha2_password';
    reply = await channel.ask('answer', { sequence: answer.sequence, method });
  }
}

type Statement = Exclude<keyof Table, 'greeting' | 'tls' | 'answer' | Door>;

/** What a statement gave. `over`: the session ended with it, and nothing more can be asked on it. */
export type Given =
  | {
      readonly kind: 'rows';
      readonly columns: readonly string[];
      readonly rows: readonly Row[];
      readonly exchange: number;
    }
  | { readonly kind: 'error'; readonly error: ServerError; readonly exchange: number }
  | { readonly kind: 'over'; readonly said: string; readonly exchange: number };

export async function ask(channel: MysqlChannel, name: Statement, params: Params = {}): Promise<Given> {
  const reply: ReplyTo<Table['whoami']> = await channel.ask(name, params);
  const { exchange } = reply;
  if (!reply.ok) return { kind: 'over', said: reply.message, exchange };
  const result = readResult(reply.bytes);
  if (result === null) return { kind: 'over', said: 'an answer of another shape', exchange };
  return result.ok ? { kind: 'rows', ...result, exchange } : { kind: 'error', error: result.error, exchange };
}
