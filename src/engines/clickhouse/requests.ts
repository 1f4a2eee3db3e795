import type { Channel } from '../../model/channel.ts';
import type { HttpRequest, Params, RequestTable, StreamRequest } from '../../model/request.ts';
import { type Statement, type StatementName, statements } from './statements.ts';
import { tellAnswer } from './tells.ts';
import { answerLength, HELLO, query } from './wire.ts';

/** The format is no setting, so that those may ask for it who may change none. */
const FORMAT = { default_format: 'JSONCompact' };

type Http = { readonly [N in StatementName as `http-${N}`]: HttpRequest };
type Native = { readonly [N in StatementName as `native-${N}`]: StreamRequest };

const each = Object.entries(statements) as [StatementName, Statement][];

/** Over HTTP each is a GET, which the server itself keeps from changing anything. */
const http = Object.fromEntries(
  each.map(([name, { sql, safety, from, why, maxBytes = 256 * 1024 }]) => [
    `http-${name}`,
    {
      kind: 'http',
      method: 'GET',
      path: '/',
      query: { query: typeof sql === 'string' ? sql : '{question}', ...FORMAT },
      safety,
      from,
      why,
      maxBytes,
    } satisfies HttpRequest,
  ]),
) as unknown as Http;

/** In the native protocol each goes with the setting `readonly`, but for those whom nothing else is granted and who may set nothing. */
const native = Object.fromEntries(
  each.map(([name, { sql, says, safety, from, why, maxBytes = 256 * 1024 }]) => [
    `native-${name}`,
    {
      kind: 'stream',
      encode: (params) => query(typeof sql === 'string' ? sql : sql(params), params['guard'] !== 'account'),
      length: answerLength,
      says: typeof sql === 'string' ? sql : (says ?? name),
      tells: tellAnswer,
      safety,
      from,
      why,
      maxBytes,
    } satisfies StreamRequest,
  ]),
) as unknown as Native;

const READONLY = `SELECT toString(name) AS name, toString(value) AS value FROM system.settings WHERE name IN ('readonly', 'allow_ddl')`;

export const requests = {
  root: {
    kind: 'http',
    safety: 'identify',
    from: 'identify',
    method: 'GET',
    path: '/',
    why: 'whether it speaks HTTP, and answers as this server does; the native port says in HTTP what it is',
    maxBytes: 64 * 1024,
  },
  hello: {
    kind: 'stream',
    safety: 'greeting',
    from: 'identify',
    opens: true,
    encode: () => HELLO,
    length: answerLength,
    says: 'hello, as default',
    tells: tellAnswer,
    why: 'which version, and whether the usual account is let in without a password; none is ever given',
    maxBytes: 256 * 1024,
  },
  ...http,
  ...native,
  'http-readonly': {
    kind: 'http',
    method: 'POST',
    path: '/',
    query: { query: READONLY, ...FORMAT },
    safety: 'identify',
    from: 'access',
    why: 'whether the account itself may change anything: a SELECT, but no GET, which would always say no',
    maxBytes: 64 * 1024,
  },
  'native-readonly': {
    kind: 'stream',
    encode: () => query(READONLY, false),
    length: answerLength,
    says: READONLY,
    tells: tellAnswer,
    safety: 'identify',
    from: 'access',
    why: 'whether the account itself may change anything: a SELECT, without the setting that would always say no',
    maxBytes: 64 * 1024,
  },
  'http-sample': {
    kind: 'http',
    method: 'GET',
    path: '/',
    query: {
      query: 'SELECT * FROM {d:Identifier}.{t:Identifier} LIMIT {n:UInt16}',
      param_d: '{database}',
      param_t: '{table}',
      param_n: '{size}',
      default_format: 'JSONEachRow',
    },
    safety: 'sample',
    from: 'inventory',
    why: 'records whose values are classified in memory and kept nowhere (20.5 and later); only with --sample',
    maxBytes: 2 * 1024 * 1024,
  },
} as const satisfies RequestTable;

/** What a statement over HTTP is asked with: its words as one parameter, where names vary. */
export function questionOf(name: StatementName, params: Params): Params {
  const { sql }: Statement = statements[name];
  return typeof sql === 'string' ? {} : { question: sql(params) };
}

export type Table = typeof requests;
export type ClickHouseChannel = Channel<Table>;
