import type { Channel } from '../../model/channel.ts';
import type { Params, RequestTable, StreamRequest } from '../../model/request.ts';
import { tellOpening, tellResult } from './tells.ts';
import {
  answerLength,
  identifier,
  literal,
  openingLength,
  query,
  readOpening,
  SSL_REQUEST,
  sslAnswerLength,
  startup,
  TERMINATE,
} from './wire.ts';

/** No statement may write, wait long for a lock, or run long; a server that takes no options is told so with each of them. */
const OPTIONS = '-c default_transaction_read_only=on -c statement_timeout=5000 -c lock_timeout=500';
const GUARD = 'SET TRANSACTION READ ONLY; SET LOCAL statement_timeout = 5000; SET LOCAL lock_timeout = 500; ';

const COMMON = { user: 'postgres', application_name: 'unlatched', client_encoding: 'UTF8' };
const NOT_SYSTEM = `n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_(toast|temp_)'`;
const KINDS = `c.relkind IN ('r', 'p', 'm', 'f', 'v')`;

function open(of: {
  says: string;
  why: string;
  plain?: true;
  options?: true;
  from: 'identify' | 'access';
  database: (params: Params) => string;
}): StreamRequest {
  const { says, why, from } = of;
  return {
    kind: 'stream',
    safety: 'greeting',
    from,
    opens: true,
    ...(of.plain === undefined ? {} : { plain: of.plain }),
    encode: (params) =>
      startup({ ...COMMON, database: of.database(params), ...(of.options === undefined ? {} : { options: OPTIONS }) }),
    length: openingLength,
    farewell: (answer) => (readOpening(answer)?.kind === 'ready' ? TERMINATE : null),
    says,
    tells: tellOpening,
    why,
    maxBytes: 64 * 1024,
  };
}

type Asked = Pick<StreamRequest, 'safety' | 'from' | 'why'> & { readonly maxBytes?: number; readonly says?: string };

/** A statement of the table. `guard` is `statement` where the session itself could not be made read-only. */
function statement(sql: string | ((params: Params) => string), asked: Asked): StreamRequest {
  return {
    kind: 'stream',
    encode: (params) =>
      query(`${params['guard'] === 'statement' ? GUARD : ''}${typeof sql === 'string' ? sql : sql(params)}`),
    length: answerLength,
    ...(typeof sql === 'string' ? { says: sql } : {}),
    ...(asked.safety === 'sample' ? {} : { tells: tellResult }),
    maxBytes: 256 * 1024,
    ...asked,
  };
}

const tableOf = ({ schema, table }: Params) => `${identifier(String(schema))}.${identifier(String(table))}`;

export const requests = {
  ssl: {
    kind: 'upgrade',
    safety: 'greeting',
    from: 'identify',
    encode: () => SSL_REQUEST,
    length: sslAnswerLength,
    accepted: (answer) => answer[0] === 0x53,
    alpn: ['postgresql'],
    why: 'whether it speaks this protocol, and TLS: SSLRequest is answered with one letter',
    maxBytes: 4 * 1024,
  },
  control: open({
    from: 'identify',
    says: 'startup: user postgres, database {control}',
    database: ({ control }) => String(control),
    why: 'the control, and which server: a database that cannot exist has to be refused, or a password be asked for first',
  }),
  startup: open({
    from: 'access',
    says: 'startup: user postgres, database {database}, read-only by option',
    options: true,
    database: ({ database }) => String(database),
    why: 'whether anybody is let in without a password; a password that is asked for is never given',
  }),
  'startup-bare': open({
    from: 'access',
    says: 'startup: user postgres, database {database}',
    database: ({ database }) => String(database),
    why: 'the same without options, which poolers refuse; each statement is then made read-only by itself',
  }),
  'startup-plain': open({
    from: 'access',
    says: 'startup without TLS: user postgres, database {database}, read-only by option',
    plain: true,
    options: true,
    database: ({ database }) => String(database),
    why: 'whether what is closed over TLS is open without it (hostnossl in pg_hba.conf)',
  }),
  whoami: statement(
    `SELECT current_user, current_database(), version(), current_setting('transaction_read_only'), pg_is_in_recovery(), r.rolsuper, r.rolcreaterole, r.rolcreatedb, r.rolreplication FROM pg_catalog.pg_roles r WHERE r.rolname = current_user`,
    {
      safety: 'identify',
      from: 'access',
      why: 'who we are, what that role may do, and that this session is read-only',
    },
  ),
  'whoami-short': statement(`SELECT current_user, current_database(), version()`, {
    safety: 'identify',
    from: 'access',
    why: 'the same of servers that speak the protocol and have no such catalogue',
  }),
  roles: statement(
    `SELECT rolname FROM pg_catalog.pg_roles WHERE rolname ~ '^pg_' AND pg_has_role(oid, 'member') ORDER BY rolname LIMIT 50`,
    {
      safety: 'identify',
      from: 'access',
      why: 'predefined roles that an anonymous visitor has: reading or writing all, programs',
    },
  ),
  identity: statement(`SELECT system_identifier FROM pg_catalog.pg_control_system()`, {
    safety: 'identify',
    from: 'access',
    why: 'the number that all servers of one store share',
  }),
  'control-table': statement(({ control }) => `SELECT 1 FROM ${identifier(String(control))} LIMIT 1`, {
    safety: 'identify',
    from: 'access',
    says: 'SELECT 1 FROM {control} LIMIT 1',
    why: 'the control where every database name leads into the same: a table that cannot exist has to be refused',
  }),
  databases: statement(
    `SELECT datname, datallowconn AND has_database_privilege(oid, 'CONNECT') FROM pg_catalog.pg_database WHERE NOT datistemplate ORDER BY datname LIMIT 1000`,
    { safety: 'metadata', from: 'access', why: 'names of the databases' },
  ),
  tables: statement(
    `SELECT c.oid, n.nspname, c.relname, c.relkind, c.reltuples, pg_stat_get_live_tuples(c.oid), c.relpages::bigint * current_setting('block_size')::bigint, has_table_privilege(c.oid, 'SELECT') AND has_schema_privilege(n.oid, 'USAGE'), has_table_privilege(c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE') AND has_schema_privilege(n.oid, 'USAGE'), row_security_active(c.oid), EXISTS (SELECT 1 FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e'), CASE WHEN c.relispartition THEN (SELECT i.inhparent FROM pg_catalog.pg_inherits i WHERE i.inhrelid = c.oid LIMIT 1) END FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE ${KINDS} AND ${NOT_SYSTEM} ORDER BY c.reltuples DESC, n.nspname, c.relname LIMIT 5000`,
    {
      safety: 'metadata',
      from: 'access',
      maxBytes: 2 * 1024 * 1024,
      why: 'names of the tables, rows and bytes by the planner’s statistics, and what we may do with each; nothing is counted',
    },
  ),
  'tables-old': statement(
    `SELECT c.oid, n.nspname, c.relname, c.relkind, c.reltuples, pg_stat_get_live_tuples(c.oid), c.relpages::bigint * current_setting('block_size')::bigint, has_table_privilege(c.oid, 'SELECT') AND has_schema_privilege(n.oid, 'USAGE'), has_table_privilege(c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE') AND has_schema_privilege(n.oid, 'USAGE'), false, EXISTS (SELECT 1 FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e'), NULL FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE ${KINDS} AND ${NOT_SYSTEM} ORDER BY c.reltuples DESC, n.nspname, c.relname LIMIT 5000`,
    {
      safety: 'metadata',
      from: 'access',
      maxBytes: 2 * 1024 * 1024,
      why: 'the same before version 10, which has no partitions',
    },
  ),
  'tables-plain': statement(
    `SELECT table_schema, table_name, table_type FROM information_schema.tables WHERE table_schema NOT IN ('pg_catalog', 'information_schema', 'crdb_internal', 'pg_extension') ORDER BY table_schema, table_name LIMIT 5000`,
    {
      safety: 'metadata',
      from: 'access',
      maxBytes: 2 * 1024 * 1024,
      why: 'names of the tables, of servers that speak the protocol and keep other statistics',
    },
  ),
  row: statement((params) => `SELECT 1 FROM ${tableOf(params)} LIMIT 1`, {
    safety: 'count',
    from: 'access',
    says: 'SELECT 1 FROM {schema}.{table} LIMIT 1',
    why: 'the proof: a row of one named table can be read; nothing of it is asked for',
  }),
  'count-few': statement((params) => `SELECT count(*) FROM (SELECT 1 FROM ${tableOf(params)} LIMIT 10001) few`, {
    safety: 'count',
    from: 'inventory',
    says: 'SELECT count(*) FROM (SELECT 1 FROM {schema}.{table} LIMIT 10001) few',
    why: 'rows of a table that no statistics know, up to ten thousand',
  }),
  columns: statement(
    `SELECT n.nspname, c.relname, a.attname, format_type(a.atttypid, a.atttypmod), s.attname IS NOT NULL OR EXISTS (SELECT 1 FROM pg_catalog.pg_index i WHERE i.indrelid = c.oid AND i.indisunique AND i.indisvalid AND i.indpred IS NULL AND i.indnatts = 1 AND i.indkey[0] = a.attnum) FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_catalog.pg_stats s ON s.schemaname = n.nspname AND s.tablename = c.relname AND s.attname = a.attname AND s.inherited = (c.relkind = 'p') WHERE a.attnum > 0 AND NOT a.attisdropped AND ${KINDS} AND ${NOT_SYSTEM} ORDER BY n.nspname, c.relname, a.attnum LIMIT 40000`,
    {
      safety: 'metadata',
      from: 'inventory',
      maxBytes: 6 * 1024 * 1024,
      why: 'names and types of the columns, and of which the planner’s statistics or a unique index know how many values there are',
    },
  ),
  'columns-plain': statement(
    `SELECT table_schema, table_name, column_name, data_type, false FROM information_schema.columns WHERE table_schema NOT IN ('pg_catalog', 'information_schema', 'crdb_internal', 'pg_extension') ORDER BY table_schema, table_name, ordinal_position LIMIT 40000`,
    {
      safety: 'metadata',
      from: 'inventory',
      maxBytes: 6 * 1024 * 1024,
      why: 'names and types of the columns, of servers that speak the protocol and keep other statistics',
    },
  ),
  distinct: statement(
    ({ schema, table, field }) =>
      `SELECT s.n_distinct, s.null_frac, c.reltuples, pg_stat_get_live_tuples(c.oid), EXISTS (SELECT 1 FROM pg_catalog.pg_index i WHERE i.indrelid = c.oid AND i.indisunique AND i.indisvalid AND i.indpred IS NULL AND i.indnatts = 1 AND i.indkey[0] = a.attnum) FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_catalog.pg_stats s ON s.schemaname = n.nspname AND s.tablename = c.relname AND s.attname = a.attname AND s.inherited = (c.relkind = 'p') WHERE n.nspname = ${literal(String(schema))} AND c.relname = ${literal(String(table))} AND a.attname = ${literal(String(field))}`,
    {
      safety: 'count',
      from: 'impact',
      says: 'SELECT n_distinct, null_frac, reltuples … of {schema}.{table}, {field}',
      why: 'how many people: distinct values of one column by the planner’s statistics or a unique index; no table is read',
    },
  ),
  replicas: statement(`SELECT application_name, client_addr, state FROM pg_catalog.pg_stat_replication LIMIT 50`, {
    safety: 'metadata',
    from: 'inventory',
    why: 'where the data is streamed to at this moment',
  }),
  upstream: statement(`SELECT sender_host, sender_port FROM pg_catalog.pg_stat_wal_receiver`, {
    safety: 'metadata',
    from: 'inventory',
    why: 'of a replica: which server it takes the data from (11 and later); its connection string is not asked for',
  }),
  slots: statement(`SELECT slot_name, slot_type, active FROM pg_catalog.pg_replication_slots LIMIT 50`, {
    safety: 'metadata',
    from: 'inventory',
    why: 'replicas that may come back',
  }),
  clients: statement(
    `SELECT DISTINCT client_addr FROM pg_catalog.pg_stat_activity WHERE client_addr IS NOT NULL AND pid <> pg_backend_pid() LIMIT 500`,
    { safety: 'metadata', from: 'inventory', why: 'which networks its clients come from at this moment' },
  ),
  foreign: statement(
    `SELECT s.srvname, w.fdwname, (SELECT o.option_value FROM pg_catalog.pg_options_to_table(s.srvoptions) o WHERE o.option_name = 'host'), (SELECT o.option_value FROM pg_catalog.pg_options_to_table(s.srvoptions) o WHERE o.option_name = 'port') FROM pg_catalog.pg_foreign_server s JOIN pg_catalog.pg_foreign_data_wrapper w ON w.oid = s.srvfdw ORDER BY s.srvname LIMIT 50`,
    {
      safety: 'metadata',
      from: 'inventory',
      why: 'other servers that this database reaches; logins to them are not asked for',
    },
  ),
  settings: statement(
    `SELECT name, setting FROM pg_catalog.pg_settings WHERE name IN ('listen_addresses', 'password_encryption', 'ssl', 'archive_mode', 'log_connections', 'cluster_name', 'hot_standby')`,
    {
      safety: 'metadata',
      from: 'inventory',
      why: 'where it listens, how it keeps passwords, whether it logs who comes',
    },
  ),
  note: statement(
    (params) =>
      `SELECT bool_or(t::text ~* '(bitcoin|\\mbtc\\M|monero|\\mxmr\\M|\\mbc1[a-z0-9]{25,59}\\M|\\m[13][a-km-zA-HJ-NP-Z1-9]{25,34}\\M)'), bool_or(t::text ~* '[a-z2-7]{16,56}[.]onion'), bool_or(t::text ~* '\\m(recover|restore|decrypt|return)' AND t::text ~* '\\m(data|database|databases|backup)\\M') FROM (SELECT * FROM ${tableOf(params)} LIMIT 20) t`,
    {
      safety: 'count',
      from: 'inventory',
      says: 'SELECT whether 20 rows of {schema}.{table} name a payment or .onion address, or offer to recover data',
      why: 'whether a small table that is named like a ransom note reads like one: three times yes or no, no text',
    },
  ),
  sample: statement((params) => `SELECT * FROM ${tableOf(params)} LIMIT ${Math.trunc(Number(params['size']))}`, {
    safety: 'sample',
    from: 'inventory',
    says: 'SELECT * FROM {schema}.{table} LIMIT {size}',
    maxBytes: 2 * 1024 * 1024,
    why: 'records whose values are classified in memory and kept nowhere; only with --sample',
  }),
} as const satisfies RequestTable;

export type Table = typeof requests;
export type PostgresChannel = Channel<Table>;
