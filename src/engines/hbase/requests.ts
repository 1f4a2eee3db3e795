import type { Channel } from '../../model/channel.ts';
import type { HttpRequest, RequestTable } from '../../model/request.ts';

/** The gateway answers in JSON to those who ask for it, and in XML or plain text otherwise. */
const rest = {
  kind: 'http',
  method: 'GET',
  from: 'access',
  headers: { accept: 'application/json' },
  maxBytes: 256 * 1024,
} as const satisfies Partial<HttpRequest>;

const page = {
  kind: 'http',
  method: 'GET',
  path: '/jmx',
  maxBytes: 256 * 1024,
} as const satisfies Partial<HttpRequest>;

const BEAN = 'Hadoop:service=HBase,name=';

/** All that is ever asked of HBase. */
export const hbaseRequests = {
  gateway: {
    ...rest,
    safety: 'identify',
    from: 'identify',
    path: '/version',
    why: 'whether it is the REST gateway',
    maxBytes: 16 * 1024,
  },
  cluster: {
    ...rest,
    safety: 'identify',
    path: '/version/cluster',
    why: 'which version the cluster behind the gateway has',
    maxBytes: 16 * 1024,
  },
  control: {
    ...rest,
    safety: 'identify',
    path: '/{control}/exists',
    why: 'the control: a table that cannot exist has to be missing',
    maxBytes: 64 * 1024,
  },
  tables: {
    ...rest,
    safety: 'metadata',
    path: '/',
    why: 'names of the tables',
    maxBytes: 1024 * 1024,
  },
  row: {
    ...rest,
    safety: 'count',
    path: '/{table}/{control}',
    why: 'the proof: a row of a random name is looked for in a table that exists; that it is missing shows that rows may be read, and none is',
    maxBytes: 16 * 1024,
  },
  namespaces: {
    ...rest,
    safety: 'metadata',
    from: 'inventory',
    path: '/namespaces',
    why: 'names of the namespaces',
    maxBytes: 64 * 1024,
  },
  schema: {
    ...rest,
    safety: 'metadata',
    from: 'inventory',
    path: '/{table}/schema',
    why: 'names of the column families of a table',
  },
  status: {
    ...rest,
    safety: 'count',
    from: 'inventory',
    path: '/status/cluster',
    why: 'how many bytes each region has on disk, as the servers keep it, and which servers there are',
    maxBytes: 8 * 1024 * 1024,
  },
  master: {
    ...page,
    safety: 'identify',
    from: 'identify',
    query: { qry: `${BEAN}Master,sub=Server` },
    why: 'which servers there are, by the master’s own word',
  },
  'table-sizes': {
    ...page,
    safety: 'metadata',
    from: 'identify',
    query: { qry: `${BEAN}RegionServer,sub=Tables` },
    why: 'names and sizes of the tables of a region server, by its own numbers',
    maxBytes: 4 * 1024 * 1024,
  },
} as const satisfies RequestTable;

export type HbaseChannel = Channel<typeof hbaseRequests>;
