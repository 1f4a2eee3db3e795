import type { Channel } from '../../model/channel.ts';
import type { Params, RequestTable, StreamRequest } from '../../model/request.ts';
import { tellAnswer, tellCount } from './tells.ts';
import { frameLength, OPTIONS, query, quoted, startup } from './wire.ts';

type Asked = Pick<StreamRequest, 'safety' | 'from' | 'why'> &
  Partial<Pick<StreamRequest, 'maxBytes' | 'says' | 'tells'>>;

/** A statement of the table; where names are put into it, `says` holds it with their places. */
function statement(cql: string | ((params: Params) => string), asked: Asked) {
  return {
    kind: 'stream',
    encode: (params) => query(typeof cql === 'string' ? cql : cql(params)),
    length: frameLength,
    ...(typeof cql === 'string' ? { says: cql } : {}),
    ...(asked.safety === 'sample' ? {} : { tells: tellAnswer }),
    maxBytes: 256 * 1024,
    ...asked,
  } as const satisfies StreamRequest;
}

const tableOf = ({ keyspace, table }: Params) => `${quoted(String(keyspace))}.${quoted(String(table))}`;
/** The hash of a row's partition key, which says that a row can be read, and nothing of what is in it. */
const tokenOf = ({ key }: Params) => `token(${(Array.isArray(key) ? key : [String(key)]).map(quoted).join(', ')})`;

/** So many rows of a small table are counted. */
export const MOST_ROWS = 1_000;

export const cqlRequests = {
  options: {
    kind: 'stream',
    safety: 'identify',
    from: 'identify',
    encode: () => OPTIONS,
    length: frameLength,
    says: 'OPTIONS',
    tells: tellAnswer,
    why: 'which protocol, and whose: answered before any login, so that it shows nothing of access',
    maxBytes: 64 * 1024,
  },
  startup: {
    kind: 'stream',
    safety: 'greeting',
    from: 'access',
    opens: true,
    encode: () => startup({ CQL_VERSION: '3.0.0', DRIVER_NAME: 'unlatched' }),
    length: frameLength,
    says: 'STARTUP',
    tells: tellAnswer,
    why: 'whether a login is asked for; one that is asked for is never given',
    maxBytes: 64 * 1024,
  },
  control: statement(({ control }) => `SELECT * FROM ${quoted(String(control))}.${quoted(String(control))} LIMIT 1`, {
    safety: 'metadata',
    from: 'access',
    says: 'SELECT * FROM {control}.{control} LIMIT 1',
    why: 'the control: a keyspace that cannot exist has to be missing, otherwise no success is believed',
    maxBytes: 64 * 1024,
  }),
  local: statement(
    `SELECT cluster_name, release_version, data_center, rack, host_id, partitioner FROM system.local WHERE key = 'local'`,
    { safety: 'identify', from: 'access', why: 'which version, and which node of which cluster' },
  ),
  'scylla-version': statement(`SELECT version FROM system.versions WHERE key = 'local'`, {
    safety: 'identify',
    from: 'access',
    why: 'the version of ScyllaDB, which gives that of a Cassandra it resembles elsewhere',
  }),
  peers: statement(`SELECT peer, peer_port, data_center, rack, host_id FROM system.peers_v2 LIMIT 1000`, {
    safety: 'metadata',
    from: 'access',
    why: 'the other nodes of the cluster: by which it is known, and where the data lies as well',
  }),
  'peers-old': statement(`SELECT peer, data_center, rack, host_id FROM system.peers LIMIT 1000`, {
    safety: 'metadata',
    from: 'access',
    why: 'the same of Cassandra before 4.0 and of ScyllaDB',
  }),
  settings: statement(
    `SELECT name, value FROM system_views.settings WHERE name IN ('authenticator', 'authenticator.class_name', 'authorizer', 'authorizer.class_name', 'rpc_address', 'enable_user_defined_functions', 'user_defined_functions_enabled', 'enable_user_defined_functions_threads', 'user_defined_functions_threads_enabled')`,
    {
      safety: 'identify',
      from: 'access',
      why: 'whether rights are kept at all, where it listens, and whether functions of strangers run, by its own settings (4.0 and later)',
    },
  ),
  'scylla-settings': statement(
    `SELECT name, value FROM system.config WHERE name IN ('authenticator', 'authorizer', 'rpc_address')`,
    {
      safety: 'identify',
      from: 'access',
      why: 'whether rights are kept at all, and where it listens, by the settings of ScyllaDB (4.4 and later)',
    },
  ),
  keyspaces: statement(`SELECT keyspace_name FROM system_schema.keyspaces LIMIT 5000`, {
    safety: 'metadata',
    from: 'access',
    maxBytes: 1024 * 1024,
    why: 'names of the keyspaces',
  }),
  tables: statement(`SELECT keyspace_name, table_name FROM system_schema.tables LIMIT 10000`, {
    safety: 'metadata',
    from: 'access',
    maxBytes: 2 * 1024 * 1024,
    why: 'names of the tables',
  }),
  columns: statement(
    `SELECT keyspace_name, table_name, column_name, kind, position, type FROM system_schema.columns LIMIT 50000`,
    {
      safety: 'metadata',
      from: 'access',
      maxBytes: 8 * 1024 * 1024,
      why: 'names and types of the columns, and which of them make the key by which a row is found',
    },
  ),
  types: statement(`SELECT keyspace_name, type_name, field_names, field_types FROM system_schema.types LIMIT 2000`, {
    safety: 'metadata',
    from: 'inventory',
    maxBytes: 1024 * 1024,
    why: 'what columns of a type of the user’s own are made of',
  }),
  sizes: statement(
    `SELECT keyspace_name, table_name, range_start, range_end, mean_partition_size, partitions_count FROM system.size_estimates LIMIT 100000`,
    {
      safety: 'count',
      from: 'access',
      maxBytes: 8 * 1024 * 1024,
      why: 'how many partitions each table has on this node, by the estimate that it keeps; nothing is counted',
    },
  ),
  row: statement((params) => `SELECT ${tokenOf(params)} FROM ${tableOf(params)} LIMIT 1`, {
    safety: 'count',
    from: 'access',
    says: 'SELECT token({key}) FROM {keyspace}.{table} LIMIT 1',
    tells: tellCount,
    why: 'the proof: a row of one named table can be read; the hash of its key is all that comes of it',
    maxBytes: 64 * 1024,
  }),
  'count-few': statement((params) => `SELECT ${tokenOf(params)} FROM ${tableOf(params)} LIMIT ${MOST_ROWS + 1}`, {
    safety: 'count',
    from: 'inventory',
    says: `SELECT token({key}) FROM {keyspace}.{table} LIMIT ${MOST_ROWS + 1}`,
    tells: tellCount,
    why: 'rows of a small table, up to a thousand: one hash of a key for each, and nothing of what is in it',
  }),
  roles: statement(`SELECT role, is_superuser, can_login FROM system_auth.roles LIMIT 200`, {
    safety: 'metadata',
    from: 'inventory',
    tells: tellCount,
    why: 'whether accounts are readable, and with them their password hashes, which are not asked for',
  }),
  'scylla-roles': statement(`SELECT role, is_superuser, can_login FROM system.roles LIMIT 200`, {
    safety: 'metadata',
    from: 'inventory',
    tells: tellCount,
    why: 'the same of ScyllaDB 6.0 and later',
  }),
  clients: statement(`SELECT address, driver_name FROM system_views.clients LIMIT 2000`, {
    safety: 'metadata',
    from: 'inventory',
    tells: tellCount,
    why: 'which networks its clients come from at this moment (4.0 and later)',
  }),
  'scylla-clients': statement(`SELECT address, driver_name FROM system.clients LIMIT 2000`, {
    safety: 'metadata',
    from: 'inventory',
    tells: tellCount,
    why: 'the same of ScyllaDB',
  }),
  sample: statement((params) => `SELECT JSON * FROM ${tableOf(params)} LIMIT ${Math.trunc(Number(params['size']))}`, {
    safety: 'sample',
    from: 'inventory',
    says: 'SELECT JSON * FROM {keyspace}.{table} LIMIT {size}',
    maxBytes: 2 * 1024 * 1024,
    why: 'records whose values are classified in memory and kept nowhere; only with --sample',
  }),
} as const satisfies RequestTable;

export type CqlTable = typeof cqlRequests;
export type CqlChannel = Channel<CqlTable>;
export type CqlRequest = keyof CqlTable;
