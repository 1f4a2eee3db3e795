import type { Channel } from '../../model/channel.ts';
import type { HttpRequest, RequestTable } from '../../model/request.ts';

const get = {
  kind: 'http',
  method: 'GET',
  from: 'access',
  maxBytes: 256 * 1024,
} as const satisfies Partial<HttpRequest>;

/** A page of a directory of some depth, as a user whose name is the control's: each step of the path is a parameter. */
function directory(depth: number) {
  const steps = ['a', 'b', 'c', 'd'].slice(0, depth).map((step) => `{${step}}`);
  return {
    ...get,
    safety: 'metadata',
    path: `/webhdfs/v1/${steps.join('/')}`,
    query: { op: 'LISTSTATUS_BATCH', 'user.name': '{user}' },
    maxBytes: 2 * 1024 * 1024,
    why: `names, sizes and rights of what lies in a directory ${depth} ${depth === 1 ? 'step' : 'steps'} below the root; a page of it`,
  } as const satisfies HttpRequest;
}

function may(depth: number) {
  const steps = ['a', 'b', 'c', 'd', 'e'].slice(0, depth).map((step) => `{${step}}`);
  return {
    ...get,
    safety: 'count',
    path: `/webhdfs/v1/${steps.join('/')}`,
    query: { op: 'CHECKACCESS', fsaction: 'r--', 'user.name': '{user}' },
    maxBytes: 16 * 1024,
    why: 'the proof: whether a file may be read, by the server’s own answer; nothing of it is read, and its time of access stays',
  } as const satisfies HttpRequest;
}

const BEAN = 'Hadoop:service=NameNode,name=';

/** All that is ever asked of HDFS. */
export const hdfsRequests = {
  software: {
    ...get,
    safety: 'identify',
    from: 'identify',
    path: '/jmx',
    query: { get: `${BEAN}NameNodeInfo::SoftwareVersion` },
    why: 'which server, which version',
    maxBytes: 64 * 1024,
  },
  'root-status': {
    ...get,
    safety: 'identify',
    from: 'identify',
    path: '/webhdfs/v1/',
    query: { op: 'GETFILESTATUS' },
    why: 'whether WebHDFS is spoken, where the version is not told',
    maxBytes: 16 * 1024,
  },
  status: {
    ...get,
    safety: 'identify',
    path: '/jmx',
    query: { qry: `${BEAN}NameNodeStatus` },
    why: 'whether security is on, by the server’s own word',
    maxBytes: 64 * 1024,
  },
  control: {
    ...get,
    safety: 'identify',
    path: '/webhdfs/v1/{control}',
    query: { op: 'GETFILESTATUS', 'user.name': '{user}' },
    why: 'the control: a file that cannot exist has to be missing; and whether a user of a random name is believed',
    maxBytes: 16 * 1024,
  },
  root: {
    ...directory(0),
    why: 'names of what lies in the root',
  },
  'root-old': {
    ...directory(0),
    query: { op: 'LISTSTATUS', 'user.name': '{user}' },
    why: 'the same of servers before 2.9, which know no pages',
  },
  'list-1': directory(1),
  'list-2': directory(2),
  'list-3': directory(3),
  'list-4': directory(4),
  'may-1': may(1),
  'may-2': may(2),
  'may-3': may(3),
  'may-4': may(4),
  'may-5': may(5),
  numbers: {
    ...get,
    safety: 'count',
    from: 'inventory',
    path: '/jmx',
    query: { get: `${BEAN}FSNamesystem::FilesTotal` },
    why: 'how many files and directories there are, as the server keeps it; no tree is walked for it (GETCONTENTSUMMARY is not asked)',
    maxBytes: 64 * 1024,
  },
  nodes: {
    ...get,
    safety: 'metadata',
    from: 'inventory',
    path: '/jmx',
    query: { get: `${BEAN}NameNodeInfo::LiveNodes` },
    why: 'where the copies lie: addresses of the DataNodes',
    maxBytes: 4 * 1024 * 1024,
  },
} as const satisfies RequestTable;

export type HdfsChannel = Channel<typeof hdfsRequests>;
