import type { GreetingRequest, Params, StreamRequest } from '../../model/request.ts';
import {
  type Answer,
  GOODBYE,
  hello,
  NO_VERSION,
  openingLength,
  preparationLength,
  prepare,
  quoted,
  readOpening,
  readPreparation,
  readRefusal,
  readResult,
  refusalLength,
  resultLength,
  rowsOf,
} from './wire.ts';

type Asked = Pick<StreamRequest, 'safety' | 'from' | 'why'> &
  Partial<Pick<StreamRequest, 'maxBytes' | 'says' | 'tells'>>;

const ROWS_AT_MOST = 12;
const CELL_AT_MOST = 120;

function told(answer: Answer | null): string {
  if (answer === null) return 'no whole answer of the protocol';
  if (answer.kind === 'ready') return 'OK';
  if (answer.kind === 'error') return `error ${answer.error.code}: ${answer.error.message.slice(0, 300)}`;
  const { rows } = answer;
  const shown = rows.slice(0, ROWS_AT_MOST).map((row) => row.map((cell) => cell.slice(0, CELL_AT_MOST)).join(' | '));
  const many = `${rows.length} ${rows.length === 1 ? 'row' : 'rows'}`;
  return `${many}: ${shown.join('; ')}${rows.length > ROWS_AT_MOST ? ' …' : ''}`;
}

function open(database: (params: Params) => string, says: string, why: string) {
  return {
    kind: 'stream',
    safety: 'login',
    from: 'access',
    opens: true,
    encode: (params) => hello(database(params)),
    length: openingLength,
    farewell: (answer) => (readOpening(answer)?.kind === 'ready' ? GOODBYE : null),
    says,
    tells: (answer) => told(readOpening(answer)),
    why,
    maxBytes: 64 * 1024,
  } as const satisfies StreamRequest;
}

/** A statement that is prepared; `number` is its own, and the same each time it is asked. `says` holds names' places. */
function statement(says: string, asked: Asked, sql: (params: Params) => string = () => says) {
  return {
    kind: 'stream',
    encode: (params) => prepare(Number(params['number']), sql(params)),
    length: preparationLength,
    says,
    tells: (answer) => told(readPreparation(answer)),
    maxBytes: 64 * 1024,
    ...asked,
  } as const satisfies StreamRequest;
}

const texts = (...columns: readonly string[]) => columns.map((column) => `CAST(${column} AS VARCHAR)`).join(', ');
const OURS = `TABLE_SCHEMA <> 'INFORMATION_SCHEMA'`;

/** What is asked of the TCP server: every statement is a SELECT, of a database that is opened to read. */
export const tcpRequests = {
  'tcp-turned-away': {
    kind: 'greeting',
    safety: 'greeting',
    from: 'identify',
    length: refusalLength,
    why: 'those from elsewhere are refused before anything is asked, and a question on its way can drown the words',
    maxBytes: 64 * 1024,
  } satisfies GreetingRequest,
  'tcp-front': {
    kind: 'stream',
    safety: 'identify',
    from: 'identify',
    encode: () => NO_VERSION,
    length: refusalLength,
    says: 'no version of the protocol',
    tells: (answer) => told(readRefusal(answer)),
    why: 'what it says to everybody: that it wants another version, or takes nobody from here; its error ends with the build',
    maxBytes: 64 * 1024,
  } satisfies StreamRequest,
  'tcp-control': open(
    ({ control }) => `~/${String(control)}`,
    'connect: sa, database ~/{control}, if it exists, to read',
    'the control: a database of a random name, which cannot exist, has to be missing; off with --no-login',
  ),
  'tcp-usual': open(
    () => '~/test',
    'connect: sa, database ~/test, if it exists, to read',
    'whether the database of the usual name lets sa in without a password; off with --no-login',
  ),
  'tcp-users': statement(`SELECT ${texts('NAME', 'ADMIN')} FROM INFORMATION_SCHEMA.USERS LIMIT 200`, {
    safety: 'identify',
    from: 'access',
    why: 'accounts of the database, and whether sa may do all',
  }),
  'tcp-tables': statement(
    `SELECT ${texts('TABLE_SCHEMA', 'TABLE_NAME', 'TABLE_TYPE', 'ROW_COUNT_ESTIMATE')} FROM INFORMATION_SCHEMA.TABLES WHERE ${OURS} ORDER BY 1, 2 LIMIT 5000`,
    {
      safety: 'metadata',
      from: 'access',
      why: 'names of the tables, and their rows as the server keeps the number; nothing is counted',
    },
  ),
  'tcp-row': statement(
    'SELECT CAST(1 AS VARCHAR) FROM {schema}.{table} LIMIT 1',
    {
      safety: 'count',
      from: 'access',
      why: 'the proof: a row of one named table can be read; nothing of it is asked for',
    },
    ({ schema, table }) => `SELECT CAST(1 AS VARCHAR) FROM ${quoted(String(schema))}.${quoted(String(table))} LIMIT 1`,
  ),
  'tcp-columns': statement(
    `SELECT ${texts('TABLE_SCHEMA', 'TABLE_NAME', 'COLUMN_NAME', 'TYPE_NAME')} FROM INFORMATION_SCHEMA.COLUMNS WHERE ${OURS} ORDER BY 1, 2, ORDINAL_POSITION LIMIT 40000`,
    { safety: 'metadata', from: 'inventory', why: 'names and types of the columns' },
  ),
  'tcp-unique': statement(
    `SELECT ${texts('TABLE_SCHEMA', 'TABLE_NAME', 'MAX(COLUMN_NAME)')} FROM INFORMATION_SCHEMA.INDEXES WHERE ${OURS} AND NOT NON_UNIQUE GROUP BY TABLE_SCHEMA, TABLE_NAME, INDEX_NAME HAVING COUNT(*) = 1 LIMIT 10000`,
    { safety: 'metadata', from: 'inventory', why: 'which columns have an index in which no value comes twice' },
  ),
  'tcp-rows': {
    kind: 'stream',
    safety: 'metadata',
    from: 'access',
    encode: ({ number }) => rowsOf(Number(number)),
    length: resultLength,
    says: 'rows of: {of}',
    tells: (answer) => told(readResult(answer)),
    why: 'the rows of one of these statements',
    maxBytes: 6 * 1024 * 1024,
  } satisfies StreamRequest,
} as const;

/** Each has a number of its own: what is remembered of its rows is of no other. */
export const STATEMENTS = ['tcp-users', 'tcp-tables', 'tcp-columns', 'tcp-unique', 'tcp-row'] as const;
export type TcpStatement = (typeof STATEMENTS)[number];
