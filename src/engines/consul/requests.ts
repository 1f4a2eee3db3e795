import type { Channel } from '../../model/channel.ts';
import type { HttpRequest, RequestTable } from '../../model/request.ts';

const read = { kind: 'http', method: 'GET', maxBytes: 256 * 1024 } as const satisfies Partial<HttpRequest>;
const value = {
  ...read,
  safety: 'sample',
  from: 'inventory',
  query: { raw: '' },
  why: 'a value, classified in memory and kept nowhere; only with --sample',
  maxBytes: 1024 * 1024,
} as const satisfies Partial<HttpRequest>;

export const consulRequests = {
  self: {
    ...read,
    safety: 'identify',
    from: 'identify',
    path: '/v1/agent/self',
    why: 'which version, and the agent’s settings as it shows them, secrets hidden; with access control a right is wanted',
  },
  control: {
    ...read,
    safety: 'identify',
    from: 'access',
    path: '/v1/kv/{control}',
    query: { keys: '' },
    why: 'the control: keys below a name that cannot exist have to be missing, otherwise no success is believed',
    maxBytes: 64 * 1024,
  },
  token: {
    ...read,
    safety: 'identify',
    from: 'access',
    path: '/v1/acl/token/self',
    why: 'whether access control is on, and which rules a visitor’s own token has, by the server’s own answer',
    maxBytes: 64 * 1024,
  },
  keys: {
    ...read,
    safety: 'metadata',
    from: 'access',
    path: '/v1/kv/',
    query: { keys: '', separator: '/' },
    why: 'the proof: names at the top of the keys, of those that a visitor may read alone; no value is sent',
    maxBytes: 1024 * 1024,
  },
  'keys-below': {
    ...read,
    safety: 'metadata',
    from: 'inventory',
    path: '/v1/kv/{prefix}/',
    query: { keys: '' },
    why: 'names of the keys below one of those at the top, counted by what they begin with',
    maxBytes: 1024 * 1024,
  },
  services: {
    ...read,
    safety: 'metadata',
    from: 'access',
    path: '/v1/catalog/services',
    why: 'how many services a visitor is told of; that is no access to keys',
  },
  nodes: {
    ...read,
    safety: 'metadata',
    from: 'inventory',
    path: '/v1/catalog/nodes',
    why: 'the nodes of its cluster, and where they are',
  },
  value: { ...value, path: '/v1/kv/{one}' },
  'value-two': { ...value, path: '/v1/kv/{one}/{two}' },
  'value-three': { ...value, path: '/v1/kv/{one}/{two}/{three}' },
} as const satisfies RequestTable;

export type ConsulTable = typeof consulRequests;
export type ConsulChannel = Channel<ConsulTable>;
