import type { Channel } from '../../model/channel.ts';
import type { Json, Params, RequestTable, StreamRequest } from '../../model/request.ts';
import { CLIENT_FIRST, clientFinal } from './scram.ts';
import { tellAnswer, tellText } from './tells.ts';
import { answerLength, magic, query, textLength, zeroEnded } from './wire.ts';

/** Terms of the query language, by their numbers in its definition (ql2.proto): all of them read. */
const DB = 14;
const TABLE = 15;
const COUNT = 43;
const DB_LIST = 59;
const TABLE_LIST = 62;
const LIMIT = 71;
const INFO = 79;
const START = 1;
const SERVER_INFO = 5;

type Asked = Pick<StreamRequest, 'safety' | 'from' | 'why' | 'says'> & { readonly maxBytes?: number };

function ask(term: (params: Params) => Json, asked: Asked): StreamRequest {
  return {
    kind: 'stream',
    encode: (params) => query([START, term(params), {}]),
    length: answerLength,
    ...(asked.safety === 'sample' ? {} : { tells: tellAnswer }),
    maxBytes: 1024 * 1024,
    ...asked,
  };
}

const tableOf = ({ database, table }: Params): Json => [TABLE, [[DB, [String(database)]], String(table)]];

export const requests = {
  page: {
    kind: 'http',
    method: 'GET',
    path: '/',
    safety: 'identify',
    from: 'identify',
    why: 'whether this is the console, which asks nobody who they are',
    maxBytes: 64 * 1024,
  },
  hello: {
    kind: 'stream',
    safety: 'greeting',
    from: 'identify',
    opens: true,
    encode: magic,
    length: textLength,
    says: 'protocol version 1.0',
    tells: tellText,
    why: 'whether it speaks this protocol, and which version the server has; told before any login',
    maxBytes: 16 * 1024,
  },
  enter: {
    kind: 'stream',
    safety: 'login',
    from: 'access',
    encode: () =>
      zeroEnded({ protocol_version: 0, authentication_method: 'SCRAM-SHA-256', authentication: CLIENT_FIRST }),
    length: textLength,
    says: 'login of admin, first part',
    tells: tellText,
    why: 'the account admin, which every server has, is named once: its password is empty until one is set',
    maxBytes: 16 * 1024,
  },
  prove: {
    kind: 'stream',
    safety: 'login',
    from: 'access',
    encode: ({ challenge }) => zeroEnded({ authentication: clientFinal(String(challenge)) }),
    length: textLength,
    says: 'login of admin with an empty password',
    tells: tellText,
    why: 'whether that account still takes an empty password; other passwords and other names are not tried',
    maxBytes: 16 * 1024,
  },
  control: ask(({ control }) => [TABLE_LIST, [[DB, [String(control)]]]], {
    safety: 'identify',
    from: 'access',
    says: 'tables of the database {control}',
    why: 'the control: a database that cannot exist has to be missing, otherwise no success is believed',
  }),
  databases: ask(() => [DB_LIST], {
    safety: 'metadata',
    from: 'access',
    says: 'databases',
    why: 'names of the databases',
  }),
  tables: ask(({ database }) => [TABLE_LIST, [[DB, [String(database)]]]], {
    safety: 'metadata',
    from: 'access',
    says: 'tables of the database {database}',
    why: 'names of the tables of a database',
  }),
  first: ask((params) => [COUNT, [[LIMIT, [tableOf(params), 1]]]], {
    safety: 'count',
    from: 'access',
    says: 'count of at most one document of {database}.{table}',
    why: 'the proof: a document of one named table can be read; it stays on the server',
  }),
  server: {
    kind: 'stream',
    safety: 'identify',
    from: 'access',
    encode: () => query([SERVER_INFO]),
    length: answerLength,
    says: 'server information',
    tells: tellAnswer,
    why: 'the name and the number of the server',
    maxBytes: 16 * 1024,
  },
  information: ask((params) => [INFO, [tableOf(params)]], {
    safety: 'count',
    from: 'inventory',
    says: 'information of {database}.{table}',
    why: 'how many documents a table has, as the server estimates it, and names of its indexes; none is read',
  }),
  servers: ask(() => [TABLE, [[DB, ['rethinkdb']], 'server_status']], {
    safety: 'metadata',
    from: 'inventory',
    says: 'rethinkdb.server_status',
    why: 'the servers of its cluster, and where they are',
  }),
  sample: ask((params) => [LIMIT, [tableOf(params), Math.trunc(Number(params['size']))]], {
    safety: 'sample',
    from: 'inventory',
    says: '{size} documents of {database}.{table}',
    why: 'documents whose values are classified in memory and kept nowhere; only with --sample',
    maxBytes: 4 * 1024 * 1024,
  }),
} as const satisfies RequestTable;

export type Table = typeof requests;
export type RethinkChannel = Channel<Table>;
