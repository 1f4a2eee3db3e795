import type { Channel } from '../../model/channel.ts';
import type { Params, RequestTable, StreamRequest } from '../../model/request.ts';
import { answerLength, emptyPassword, greetingLength, login, readAnswer, TLS_REQUEST } from './handshake.ts';
import { identifier, literal, QUIT, query } from './packets.ts';
import { resultLength } from './results.ts';
import { tellAnswer, tellCount, tellResult } from './tells.ts';

type Shape = Pick<StreamRequest, 'safety' | 'from' | 'why'>;

const door = {
  kind: 'stream',
  length: answerLength,
  /** COM_QUIT where we were let in: a connection that is cut is counted as aborted. */
  farewell: (answer: Uint8Array) => (readAnswer(answer)?.kind === 'in' ? QUIT : null),
  tells: tellAnswer,
  maxBytes: 64 * 1024,
} as const;

/** A login with an empty password. `within` is `tls` where TLS was agreed on before. */
function enter(says: string, user: (params: Params) => string, shape: Shape): StreamRequest {
  const within = (params: Params) => (params['within'] === 'tls' ? 'tls' : 'plain');
  return {
    ...door,
    opens: true,
    encode: (params) => login(user(params), within(params)),
    says: `${says}, empty password`,
    ...shape,
  };
}

type Asked = Shape & Pick<StreamRequest, 'maxBytes' | 'says' | 'tells'>;

/** A statement of the table, which only reads. */
function statement(sql: string | ((params: Params) => string), asked: Asked): StreamRequest {
  return {
    kind: 'stream',
    encode: (params) => query(typeof sql === 'string' ? sql : sql(params)),
    length: resultLength,
    ...(typeof sql === 'string' ? { says: sql } : {}),
    ...(asked.safety === 'sample' ? {} : { tells: tellResult }),
    maxBytes: 256 * 1024,
    ...asked,
  };
}

const tableOf = ({ database, table }: Params) => `${identifier(String(database))}.${identifier(String(table))}`;

/** The server's own, in all products of the family. */
const SYSTEM = `('mysql', 'information_schema', 'performance_schema', 'metrics_schema', 'sys')`;

/** Names of columns, as one text in lower case. */
const textOf = ({ columns }: Params) => {
  const names = Array.isArray(columns) ? (columns as readonly string[]) : [];
  return `LOWER(CONVERT(CONCAT_WS(' ', ${names.map(identifier).join(', ')}) USING utf8mb4))`;
};

export const requests = {
  greeting: {
    kind: 'greeting',
    safety: 'greeting',
    from: 'identify',
    length: greetingLength,
    why: 'which server and version, whether it offers TLS; or that it does not speak with our address',
    maxBytes: 4 * 1024,
  },
  tls: {
    kind: 'upgrade',
    safety: 'greeting',
    from: 'identify',
    encode: () => TLS_REQUEST,
    length: null,
    accepted: () => true,
    why: 'TLS, where the greeting offers it: all that follows goes within',
    maxBytes: 4 * 1024,
  },
  control: enter('login: user {control}', ({ control }) => String(control), {
    safety: 'greeting',
    from: 'identify',
    why: 'the control, and the end of the handshake: a name that cannot exist is refused, or taken for the account without a name',
  }),
  anonymous: enter('login: no user', () => '', {
    safety: 'greeting',
    from: 'access',
    why: 'the account without a name, where the control was taken for it',
  }),
  root: enter('login: user root', () => 'root', {
    safety: 'login',
    from: 'access',
    why: 'whether the administrator’s password is empty; asked once, and no other name or password is tried',
  }),
  answer: {
    ...door,
    encode: ({ sequence, method }: Params) => emptyPassword(Number(sequence), String(method)),
    says: 'the empty password once more, for {method}',
    safety: 'greeting',
    from: 'identify',
    why: 'the end of the handshake where another method is asked for: a login that is left counts against our address',
  },
  'read-only': statement('SET SESSION TRANSACTION READ ONLY', {
    safety: 'identify',
    from: 'access',
    why: 'nothing can be written in this session, which is ours alone',
  }),
  'time-limit': statement('SET SESSION max_statement_time = 5', {
    safety: 'identify',
    from: 'access',
    why: 'no statement of this session runs longer than five seconds (MariaDB)',
  }),
  'time-limit-mysql': statement('SET SESSION max_execution_time = 5000', {
    safety: 'identify',
    from: 'access',
    why: 'the same of MySQL from 5.7.8 on, and of TiDB',
  }),
  'statistics-uncached': statement('SET SESSION information_schema_stats_expiry = 0', {
    safety: 'identify',
    from: 'access',
    why: 'that MySQL 8 does not write the statistics that we read into its own cache of them',
  }),
  whoami: statement('SELECT CURRENT_USER(), VERSION(), @@version_comment, @@hostname, @@read_only', {
    safety: 'identify',
    from: 'access',
    why: 'as which account we were taken in, and by which product',
  }),
  'server-id': statement('SELECT @@server_uuid', {
    safety: 'identify',
    from: 'access',
    why: 'the number that MySQL gives a server, so that its inventory is taken once',
  }),
  grants: statement('SHOW GRANTS', {
    safety: 'identify',
    from: 'access',
    why: 'what that account may do; or that the grant tables are not read at all',
  }),
  'control-table': statement(
    ({ control }) => `SELECT 1 FROM ${identifier(String(control))}.${identifier('t')} LIMIT 1`,
    {
      safety: 'identify',
      from: 'access',
      says: 'SELECT 1 FROM {control}.t LIMIT 1',
      why: 'the control of what is read: a table of a database that cannot exist has to be refused',
    },
  ),
  databases: statement('SHOW DATABASES', { safety: 'metadata', from: 'access', why: 'names of the databases' }),
  tables: statement(
    `SELECT TABLE_SCHEMA, TABLE_NAME, TABLE_TYPE, TABLE_ROWS, DATA_LENGTH + INDEX_LENGTH, UNIX_TIMESTAMP(CREATE_TIME) FROM information_schema.TABLES WHERE LOWER(TABLE_SCHEMA) NOT IN ${SYSTEM} ORDER BY TABLE_ROWS DESC, TABLE_SCHEMA, TABLE_NAME LIMIT 5000`,
    {
      safety: 'metadata',
      from: 'access',
      maxBytes: 2 * 1024 * 1024,
      why: 'names of the tables, rows and bytes by the statistics that the server keeps; nothing is counted',
    },
  ),
  settings: statement(
    `SHOW GLOBAL VARIABLES WHERE Variable_name IN ('bind_address', 'general_log', 'have_ssl', 'local_infile', 'log_bin', 'require_secure_transport', 'secure_file_priv')`,
    {
      safety: 'metadata',
      from: 'access',
      why: 'where it listens, whether it asks for TLS, which files of the host statements may read and write',
    },
  ),
  row: statement((params) => `SELECT 1 FROM ${tableOf(params)} LIMIT 1`, {
    safety: 'count',
    from: 'access',
    says: 'SELECT 1 FROM {database}.{table} LIMIT 1',
    why: 'the proof: a row of one named table can be read; nothing of it is asked for',
  }),
  columns: statement(
    `SELECT TABLE_SCHEMA, TABLE_NAME, COLUMN_NAME, COLUMN_TYPE, COLUMN_KEY <> '' FROM information_schema.COLUMNS WHERE LOWER(TABLE_SCHEMA) NOT IN ${SYSTEM} ORDER BY TABLE_SCHEMA, TABLE_NAME, ORDINAL_POSITION LIMIT 40000`,
    {
      safety: 'metadata',
      from: 'inventory',
      maxBytes: 6 * 1024 * 1024,
      why: 'names and types of the columns, and with which of them an index begins',
    },
  ),
  'distinct-kept': statement(
    ({ database, table, field }) =>
      `SELECT MAX(stat_value) FROM mysql.innodb_index_stats WHERE database_name = ${literal(String(database))} AND table_name = ${literal(String(table))} AND stat_description = ${literal(String(field))} AND stat_name = 'n_diff_pfx01'`,
    {
      safety: 'count',
      from: 'impact',
      says: 'SELECT MAX(stat_value) FROM mysql.innodb_index_stats of {database}.{table}, {field}',
      why: 'how many people: distinct values of one column as InnoDB keeps them of its index; no table is read',
    },
  ),
  distinct: statement(
    ({ database, table, field }) =>
      `SELECT CARDINALITY FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = ${literal(String(database))} AND TABLE_NAME = ${literal(String(table))} AND COLUMN_NAME = ${literal(String(field))} AND SEQ_IN_INDEX = 1 AND CARDINALITY IS NOT NULL ORDER BY NON_UNIQUE, CARDINALITY DESC LIMIT 1`,
    {
      safety: 'count',
      from: 'impact',
      says: 'SELECT CARDINALITY FROM information_schema.STATISTICS of {database}.{table}, {field}',
      why: 'the same as the list of indices has it, which is rounded to rows by whole numbers a value before MySQL 8',
    },
  ),
  'distinct-tidb': statement(
    ({ database, table, field }) =>
      `SHOW STATS_HISTOGRAMS WHERE Db_name = ${literal(String(database))} AND Table_name = ${literal(String(table))} AND Column_name = ${literal(String(field))} AND Is_index = 0`,
    {
      safety: 'count',
      from: 'impact',
      says: 'SHOW STATS_HISTOGRAMS of {database}.{table}, {field}',
      why: 'the same of TiDB, which keeps it for columns',
    },
  ),
  members: statement('SELECT TYPE, INSTANCE FROM information_schema.CLUSTER_INFO LIMIT 200', {
    safety: 'metadata',
    from: 'inventory',
    why: 'of TiDB: the servers of its cluster',
  }),
  replicas: statement('SHOW SLAVE HOSTS', {
    safety: 'metadata',
    from: 'inventory',
    tells: tellCount,
    why: 'which servers take copies from here',
  }),
  'replicas-new': statement('SHOW REPLICAS', {
    safety: 'metadata',
    from: 'inventory',
    tells: tellCount,
    why: 'the same of MySQL from 8.4 on',
  }),
  upstream: statement('SHOW SLAVE STATUS', {
    safety: 'metadata',
    from: 'inventory',
    tells: tellCount,
    why: 'of a replica: which server it takes the data from; its answer holds none of the secrets for it',
  }),
  'upstream-new': statement('SHOW REPLICA STATUS', {
    safety: 'metadata',
    from: 'inventory',
    tells: tellCount,
    why: 'the same of MySQL from 8.4 on',
  }),
  clients: statement(
    `SELECT DISTINCT HOST FROM information_schema.PROCESSLIST WHERE ID <> CONNECTION_ID() AND COMMAND NOT LIKE 'Binlog Dump%' LIMIT 500`,
    {
      safety: 'metadata',
      from: 'inventory',
      tells: tellCount,
      why: 'which networks its clients come from at this moment',
    },
  ),
  foreign: statement('SELECT Server_name, Wrapper, Host, Port FROM mysql.servers LIMIT 50', {
    safety: 'metadata',
    from: 'inventory',
    why: 'other servers whose tables are reached through this one; logins to them are not asked for',
  }),
  note: statement(
    (params) =>
      `SELECT SUM(t REGEXP '(^|[^a-z0-9])(bitcoin|btc|monero|xmr|bc1[a-z0-9]{25,59}|[13][a-km-z1-9]{25,34})([^a-z0-9]|$)') > 0, SUM(t REGEXP '[a-z2-7]{16,56}[.]onion') > 0, SUM(t REGEXP '(^|[^a-z])(recover|restore|decrypt|return)' AND t REGEXP '(^|[^a-z])(data|database|databases|backup)([^a-z]|$)') > 0 FROM (SELECT ${textOf(params)} AS t FROM ${tableOf(params)} LIMIT 20) few`,
    {
      safety: 'count',
      from: 'inventory',
      says: 'SELECT whether 20 rows of {database}.{table} name a payment or .onion address, or offer to recover data',
      why: 'whether a small table that is named like a ransom note reads like one: three times yes or no, no text',
    },
  ),
  sample: statement((params) => `SELECT * FROM ${tableOf(params)} LIMIT ${Math.trunc(Number(params['size']))}`, {
    safety: 'sample',
    from: 'inventory',
    says: 'SELECT * FROM {database}.{table} LIMIT {size}',
    maxBytes: 2 * 1024 * 1024,
    why: 'records whose values are classified in memory and kept nowhere; only with --sample',
  }),
} as const satisfies RequestTable;

export type Table = typeof requests;
export type MysqlChannel = Channel<Table>;
