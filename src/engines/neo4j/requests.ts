import type { Channel } from '../../model/channel.ts';
import type { HttpRequest, RequestTable, StreamRequest } from '../../model/request.ts';
import {
  GOODBYE,
  HANDSHAKE,
  handshakeLength,
  hello,
  LOGON,
  readHandshake,
  resultLength,
  statement,
  summaryLength,
} from './bolt.ts';
import { cypherOf, type Statement, type StatementName, statements } from './statements.ts';
import { tellHandshake, tellResult, tellSummary } from './tells.ts';

const MOST_BYTES = 4 * 1024 * 1024;

const doors = {
  root: {
    kind: 'http',
    method: 'GET',
    path: '/',
    safety: 'identify',
    from: 'identify',
    why: 'which server, which version: its discovery page',
    maxBytes: 64 * 1024,
  },
  handshake: {
    kind: 'stream',
    safety: 'identify',
    from: 'identify',
    opens: true,
    encode: () => HANDSHAKE,
    length: handshakeLength,
    farewell: (answer) => (readHandshake(answer) === null ? null : GOODBYE),
    says: 'a handshake that offers Bolt 5, 4 and 3',
    tells: tellHandshake,
    why: 'whether it speaks Bolt, and which version of it',
    maxBytes: 64,
  },
  hello: {
    kind: 'stream',
    safety: 'identify',
    from: 'identify',
    encode: () => hello(true),
    length: summaryLength,
    says: 'HELLO',
    tells: tellSummary,
    why: 'which server and version; nobody is logged in by it (Bolt 5.1 and later)',
    maxBytes: 64 * 1024,
  },
  'hello-none': {
    kind: 'stream',
    safety: 'greeting',
    from: 'identify',
    encode: () => hello(false),
    length: summaryLength,
    says: 'HELLO with the scheme none',
    tells: tellSummary,
    why: 'the same before Bolt 5.1, where the greeting says with which credentials one comes: with none',
    maxBytes: 64 * 1024,
  },
  logon: {
    kind: 'stream',
    safety: 'greeting',
    from: 'access',
    encode: () => LOGON,
    length: summaryLength,
    says: 'LOGON with the scheme none',
    tells: tellSummary,
    why: 'whether anybody is let in without credentials; none are given',
    maxBytes: 64 * 1024,
  },
} as const satisfies RequestTable;

/** The same statement through Bolt: in a transaction that may only read. */
function throughBolt(name: StatementName, { cypher, says, safety, from, why }: Statement): StreamRequest {
  return {
    kind: 'stream',
    safety,
    from,
    encode: (params) => statement(cypherOf(name, params), String(params['database']), Number(params['major'])),
    length: resultLength,
    says: says ?? (typeof cypher === 'string' ? cypher : name),
    ...(safety === 'sample' ? {} : { tells: tellResult }),
    why,
    maxBytes: MOST_BYTES,
  };
}

/** Through HTTP: a transaction that may only read, and ends with the answer. Before 4.0 at `/db/data/transaction/commit`. */
function throughHttp({ cypher, says, safety, from, why }: Statement): HttpRequest {
  return {
    kind: 'http',
    method: 'POST',
    safety,
    from,
    path: '/db/{database}/{form}/commit',
    headers: { 'access-mode': 'READ', 'content-type': 'application/json' },
    body: { statements: [{ statement: typeof cypher === 'string' ? cypher : '{statement}' }] },
    why: says === undefined ? why : `${why}; the statement is ${says}`,
    maxBytes: MOST_BYTES,
  };
}

type Bolted = { readonly [K in StatementName as `bolt-${K}`]: StreamRequest };
type Posted = { readonly [K in StatementName as `http-${K}`]: HttpRequest };

const names = Object.keys(statements) as StatementName[];

export const requests = {
  ...doors,
  ...(Object.fromEntries(names.map((name) => [`http-${name}`, throughHttp(statements[name])])) as Posted),
  ...(Object.fromEntries(names.map((name) => [`bolt-${name}`, throughBolt(name, statements[name])])) as Bolted),
} satisfies RequestTable;

export type Table = typeof requests;
export type Neo4jChannel = Channel<Table>;
