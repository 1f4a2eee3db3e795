import type { Channel } from '../../model/channel.ts';
import type { HttpRequest, RequestTable } from '../../model/request.ts';

const MIB = 1024 * 1024;

const get = {
  kind: 'http',
  method: 'GET',
  from: 'access',
  maxBytes: 64 * 1024,
} as const satisfies Partial<HttpRequest>;

/** A statement of InfluxQL over GET, by which the server itself takes statements that read alone. */
const ask = { ...get, path: '/query' } as const;

export const influxdbRequests = {
  root: {
    ...get,
    safety: 'identify',
    from: 'identify',
    path: '/',
    why: 'which server, which version, by its headers',
  },
  ping: {
    ...get,
    safety: 'identify',
    from: 'identify',
    path: '/ping',
    why: 'the same, where / is not answered',
  },
  control: {
    ...ask,
    safety: 'metadata',
    query: { db: '{db}', q: 'SHOW MEASUREMENTS LIMIT 1' },
    why: 'the control: a database that cannot exist has no measurements, otherwise no success is believed',
  },
  databases: {
    ...ask,
    safety: 'metadata',
    query: { q: 'SHOW DATABASES' },
    why: 'names of databases',
    maxBytes: MIB,
  },
  users: {
    ...ask,
    safety: 'metadata',
    query: { q: 'SHOW USERS' },
    why: 'whether administrators’ questions are answered, and how many users there are; their names are not kept',
    maxBytes: MIB,
  },
  estimate: {
    ...ask,
    safety: 'count',
    query: { db: '{db}', q: 'SHOW SERIES CARDINALITY' },
    why: 'about how many series a database has, from the sketch that the server keeps (1.4 and later)',
  },
  statistics: {
    ...get,
    safety: 'metadata',
    path: '/debug/vars',
    why: 'where queries are refused: whether the statistics name the databases all the same',
    maxBytes: 4 * MIB,
  },
  series: {
    ...ask,
    safety: 'count',
    from: 'inventory',
    query: { db: '{db}', q: 'SHOW SERIES EXACT CARDINALITY' },
    why: 'how many series each measurement has, from the index; not asked where there are more than a million',
    maxBytes: 4 * MIB,
  },
  fields: {
    ...ask,
    safety: 'metadata',
    from: 'inventory',
    query: { db: '{db}', q: 'SHOW FIELD KEYS' },
    why: 'names and types of fields',
    maxBytes: 4 * MIB,
  },
  tags: {
    ...ask,
    safety: 'metadata',
    from: 'inventory',
    query: { db: '{db}', q: 'SHOW TAG KEYS' },
    why: 'names of tags',
    maxBytes: 4 * MIB,
  },
  subscriptions: {
    ...ask,
    safety: 'metadata',
    from: 'inventory',
    query: { q: 'SHOW SUBSCRIPTIONS' },
    why: 'where copies of all that is written are sent to',
    maxBytes: MIB,
  },
  'tag-values': {
    ...ask,
    safety: 'count',
    from: 'impact',
    query: { db: '{db}', q: '{question}' },
    why: 'how many values one tag has, from the index: SHOW TAG VALUES EXACT CARDINALITY FROM one measurement',
  },
  setup: {
    ...get,
    safety: 'identify',
    path: '/api/v2/setup',
    why: '2.x: whether anybody can still make the first administrator',
  },
  buckets: {
    ...get,
    safety: 'metadata',
    path: '/api/v2/buckets',
    query: { limit: '1' },
    why: '2.x: whether a token is asked for',
  },
  'sql-control': {
    ...get,
    safety: 'metadata',
    path: '/api/v3/query_sql',
    query: { db: '{db}', q: 'SHOW TABLES', format: 'json' },
    why: '3.x: the control: a database that cannot exist has no tables, otherwise no success is believed',
  },
  'sql-databases': {
    ...get,
    safety: 'metadata',
    path: '/api/v3/configure/database',
    query: { format: 'json' },
    why: '3.x: names of databases',
    maxBytes: MIB,
  },
  'sql-rows': {
    ...get,
    safety: 'count',
    path: '/api/v3/query_sql',
    query: {
      db: '{db}',
      q: 'SELECT table_name, sum(row_count) AS row_count, sum(size_bytes) AS size_bytes FROM system.parquet_files GROUP BY table_name',
      format: 'json',
    },
    why: '3.x: how many rows the files of each table have, by the list of files that the server keeps',
    maxBytes: MIB,
  },
  'sql-columns': {
    ...get,
    safety: 'metadata',
    from: 'inventory',
    path: '/api/v3/query_sql',
    query: {
      db: '{db}',
      q: "SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_schema = 'iox'",
      format: 'json',
    },
    why: '3.x: names and types of columns',
    maxBytes: 4 * MIB,
  },
} as const satisfies RequestTable;

export type InfluxdbTable = typeof influxdbRequests;
export type InfluxdbChannel = Channel<InfluxdbTable>;
