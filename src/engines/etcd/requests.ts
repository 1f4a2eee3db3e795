import type { Channel } from '../../model/channel.ts';
import type { HttpRequest, RequestTable } from '../../model/request.ts';

/** Everything, from the first possible key to the last: a zero byte to a zero byte. */
const FIRST = '{from:base64}';
const LAST = 'AA==';
/** Answered by the member that is asked, without a round of the cluster. */
const here = { serializable: true } as const;

const v3 = {
  kind: 'http',
  method: 'POST',
  safety: 'metadata',
  from: 'access',
  maxBytes: 256 * 1024,
} as const satisfies Partial<HttpRequest>;

/** Keys of a page; with a limit the server reads no more than these. */
export const PAGE = 400;

export const etcdRequests = {
  version: {
    kind: 'http',
    method: 'GET',
    path: '/version',
    safety: 'identify',
    from: 'identify',
    why: 'which version of the server and of the cluster',
    maxBytes: 64 * 1024,
  },
  peers: {
    kind: 'http',
    method: 'GET',
    path: '/members',
    safety: 'identify',
    from: 'access',
    why: 'whether this is the port between members, which lists them',
    maxBytes: 256 * 1024,
  },
  control: {
    ...v3,
    path: '/{gateway}/kv/range',
    body: { key: '{key:base64}', count_only: true, ...here },
    why: 'the control: a key that cannot exist has to be counted as none, otherwise no success is believed',
  },
  'count-keys': {
    ...v3,
    safety: 'count',
    path: '/{gateway}/kv/range',
    body: { key: LAST, range_end: LAST, count_only: true, ...here },
    why: 'how many keys there are; the right to read all of them is asked for, and none is sent',
  },
  'auth-status': {
    ...v3,
    safety: 'identify',
    path: '/{gateway}/auth/status',
    body: {},
    why: 'whether authentication is on (3.5 and later)',
  },
  roles: {
    ...v3,
    safety: 'identify',
    path: '/{gateway}/auth/role/list',
    body: {},
    why: 'the same before 3.5: only where authentication is off is a visitor told the roles',
  },
  users: {
    ...v3,
    safety: 'identify',
    path: '/{gateway}/auth/user/list',
    body: {},
    why: 'whether users were made although authentication is off; they are counted, not kept',
  },
  keys: {
    ...v3,
    from: 'inventory',
    path: '/{gateway}/kv/range',
    body: { key: FIRST, range_end: LAST, limit: PAGE, keys_only: true, ...here },
    why: 'names of keys, a page at a time, to be counted by prefix; values are not sent',
    maxBytes: 2 * 1024 * 1024,
  },
  'count-range': {
    ...v3,
    safety: 'count',
    from: 'inventory',
    path: '/{gateway}/kv/range',
    body: { key: FIRST, range_end: '{to:base64}', count_only: true, ...here },
    why: 'how many keys begin so, such as the secrets of Kubernetes',
  },
  value: {
    ...v3,
    safety: 'sample',
    from: 'inventory',
    path: '/{gateway}/kv/range',
    body: { key: FIRST, ...here },
    why: 'the value of one key, classified in memory and forgotten',
  },
  members: {
    ...v3,
    from: 'inventory',
    path: '/{gateway}/cluster/member/list',
    body: {},
    why: 'which members the cluster has, and where they are',
  },
  'v2-control': {
    kind: 'http',
    method: 'GET',
    path: '/v2/keys/{key}',
    safety: 'identify',
    from: 'access',
    why: 'whether v2 keys are served here, by a key that cannot exist',
    maxBytes: 64 * 1024,
  },
  'v2-keys': {
    kind: 'http',
    method: 'GET',
    path: '/v2/keys/',
    query: { recursive: 'false', sorted: 'true' },
    safety: 'metadata',
    from: 'access',
    why: 'names at the top of the v2 keys; keys that lie there come with their values, which are not looked at',
  },
  'v2-head': {
    kind: 'http',
    method: 'HEAD',
    path: '/v2/keys/{key}',
    safety: 'count',
    from: 'access',
    why: 'whether a named key can be read: the same right, and no value is sent',
  },
  'v2-auth': {
    kind: 'http',
    method: 'GET',
    path: '/v2/auth/enable',
    safety: 'identify',
    from: 'access',
    why: 'whether v2 has authentication of its own on',
    maxBytes: 64 * 1024,
  },
  'v2-members': {
    kind: 'http',
    method: 'GET',
    path: '/v2/members',
    safety: 'metadata',
    from: 'inventory',
    why: 'which members the cluster has, where v3 does not say',
    maxBytes: 256 * 1024,
  },
} as const satisfies RequestTable;

export type EtcdTable = typeof etcdRequests;
export type EtcdChannel = Channel<EtcdTable>;

/** A key as requests name it: its bytes in hexadecimal. */
export function hexOf(key: string | Uint8Array): string {
  return Buffer.from(key).toString('hex');
}
