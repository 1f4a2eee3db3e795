import type { Params, StreamRequest } from '../../model/request.ts';

/** A statement, as it is asked through either door: SELECT or SHOW, with every column as text. */
export interface Statement extends Pick<StreamRequest, 'safety' | 'from' | 'why'> {
  /** Names of tables vary, and nothing else. */
  readonly sql: string | ((params: Params) => string);
  /** With the places of names, where they vary. */
  readonly says?: string;
  readonly maxBytes?: number;
}

/** Databases that lie on other servers: whoever lists their tables makes this server ask there. */
const ELSEWHERE = `database NOT IN (SELECT name FROM system.databases WHERE engine IN ('MySQL', 'MaterializeMySQL', 'MaterializedMySQL', 'PostgreSQL', 'MaterializedPostgreSQL', 'SQLite', 'DataLakeCatalog', 'Dictionary', 'Filesystem', 'S3', 'HDFS', 'Backup'))`;
const OURS = `database NOT IN ('system', 'INFORMATION_SCHEMA', 'information_schema') AND ${ELSEWHERE}`;

/** In backquotes, with what could end them early escaped. */
export function quoted(name: string): string {
  return `\`${name.replaceAll('\\', '\\\\').replaceAll('`', '\\`')}\``;
}

export function tableOf({ database, table }: Params): string {
  return `${quoted(String(database))}.${quoted(String(table))}`;
}

export const statements = {
  version: {
    sql: `SELECT toString(version()) AS version`,
    safety: 'identify',
    from: 'identify',
    why: 'which version, and whether anybody is let in without a password',
  },
  control: {
    sql: (params) =>
      `SELECT toString(1) FROM ${tableOf({ database: String(params['control']), table: String(params['control']) })} LIMIT 1`,
    says: 'SELECT toString(1) FROM {control}.{control} LIMIT 1',
    safety: 'metadata',
    from: 'access',
    why: 'the control: a database that cannot exist has to be missing, otherwise no success is believed',
  },
  whoami: {
    sql: `SELECT toString(currentUser()) AS user, toString(serverUUID()) AS server`,
    safety: 'identify',
    from: 'access',
    why: 'who we are, and the number by which the server is known (21.10 and later)',
  },
  grants: {
    sql: `SHOW GRANTS`,
    safety: 'identify',
    from: 'access',
    why: 'what an anonymous visitor may do, by the server’s own answer (20.1 and later); nothing is tried',
  },
  databases: {
    sql: `SELECT toString(name) AS name, toString(engine) AS engine FROM system.databases ORDER BY name LIMIT 2000`,
    safety: 'metadata',
    from: 'access',
    why: 'names of the databases',
  },
  tables: {
    sql: `SELECT toString(database) AS database, toString(name) AS name, toString(engine) AS engine, ifNull(toString(total_rows), '') AS rows, ifNull(toString(total_bytes), '') AS bytes FROM system.tables WHERE ${OURS} ORDER BY database, name LIMIT 5000`,
    safety: 'metadata',
    from: 'access',
    maxBytes: 2 * 1024 * 1024,
    why: 'names and kinds of the tables, rows and bytes as the server keeps them (19.17 and later); nothing is counted',
  },
  'tables-old': {
    sql: `SELECT toString(database) AS database, toString(name) AS name, toString(engine) AS engine FROM system.tables WHERE ${OURS} ORDER BY database, name LIMIT 5000`,
    safety: 'metadata',
    from: 'access',
    maxBytes: 2 * 1024 * 1024,
    why: 'names and kinds of the tables of older versions',
  },
  parts: {
    sql: `SELECT toString(database) AS database, toString(table) AS table, toString(sum(rows)) AS rows, toString(sum(bytes_on_disk)) AS bytes FROM system.parts WHERE active AND database != 'system' GROUP BY database, table ORDER BY database, table LIMIT 5000`,
    safety: 'count',
    from: 'access',
    maxBytes: 1024 * 1024,
    why: 'rows and bytes of the tables of older versions, by the parts that the server keeps; nothing is counted',
  },
  row: {
    sql: (params) => `SELECT toString(1) FROM ${tableOf(params)} LIMIT 1`,
    says: 'SELECT toString(1) FROM {database}.{table} LIMIT 1',
    safety: 'count',
    from: 'access',
    why: 'the proof: a row of one named table can be read; nothing of it is asked for',
  },
  columns: {
    sql: `SELECT toString(database) AS database, toString(table) AS table, toString(name) AS name, toString(type) AS type FROM system.columns WHERE ${OURS} ORDER BY database, table, name LIMIT 40000`,
    safety: 'metadata',
    from: 'inventory',
    maxBytes: 6 * 1024 * 1024,
    why: 'names and types of the columns',
  },
  clusters: {
    sql: `SELECT toString(cluster) AS cluster, toString(host_name) AS host, toString(host_address) AS address, toString(port) AS port FROM system.clusters WHERE NOT is_local AND cluster NOT LIKE 'test\\_%' ORDER BY cluster, host LIMIT 500`,
    safety: 'metadata',
    from: 'inventory',
    why: 'other servers on which parts of the data lie, or that this one asks; the ones of the shipped examples are left out',
  },
  clients: {
    sql: `SELECT DISTINCT toString(address) AS address FROM system.processes WHERE is_initial_query AND position(query, 'FROM system.processes') = 0 LIMIT 500`,
    safety: 'metadata',
    from: 'inventory',
    why: 'which networks its clients come from at this moment; what they ask is not looked at',
  },
  users: {
    sql: `SELECT toString(name) AS name, toString(auth_type) AS auth FROM system.users ORDER BY name LIMIT 500`,
    safety: 'metadata',
    from: 'inventory',
    why: 'accounts that have no password (20.5 and later); hashes are not asked for, and no login is tried',
  },
} as const satisfies Record<string, Statement>;

export type StatementName = keyof typeof statements;
