import type { Channel } from '../../model/channel.ts';
import type { HttpRequest, RequestTable } from '../../model/request.ts';

const get = {
  kind: 'http',
  method: 'GET',
  from: 'access',
  maxBytes: 256 * 1024,
} as const satisfies Partial<HttpRequest>;

/** A number for each hour of the last one: what is read is bounded by the time, whatever the series. */
const query = { ...get, path: '/api/query', query: { start: '1h-ago', m: '{expression}' } } as const;

export const opentsdbRequests = {
  version: {
    ...get,
    safety: 'identify',
    from: 'identify',
    path: '/api/version',
    why: 'which server, which version',
    maxBytes: 64 * 1024,
  },
  control: {
    ...query,
    safety: 'metadata',
    why: 'the control: a metric that cannot exist has no name, otherwise no success is believed',
    maxBytes: 64 * 1024,
  },
  metrics: {
    ...get,
    safety: 'metadata',
    path: '/api/suggest',
    query: { type: 'metrics', max: '1000' },
    why: 'names of metrics, the first thousand',
    maxBytes: 1024 * 1024,
  },
  config: {
    ...get,
    safety: 'identify',
    path: '/api/config',
    why: 'whether anybody is asked who they are, may write or shut it down, and where its store is; the rest is not kept',
  },
  count: {
    ...query,
    safety: 'count',
    why: 'whether series can be read: how many one metric has had in the last hour',
  },
  tags: {
    ...get,
    safety: 'metadata',
    from: 'inventory',
    path: '/api/suggest',
    query: { type: 'tagk', max: '1000' },
    why: 'names of tags, the first thousand; no values of them',
    maxBytes: 1024 * 1024,
  },
} as const satisfies RequestTable;

export type OpentsdbTable = typeof opentsdbRequests;
export type OpentsdbChannel = Channel<OpentsdbTable>;
