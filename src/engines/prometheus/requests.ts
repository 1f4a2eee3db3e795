import type { Channel } from '../../model/channel.ts';
import type { HttpRequest, RequestTable } from '../../model/request.ts';

const get = {
  kind: 'http',
  method: 'GET',
  from: 'access',
  maxBytes: 256 * 1024,
} as const satisfies Partial<HttpRequest>;

export const prometheusRequests = {
  build: {
    ...get,
    safety: 'identify',
    from: 'identify',
    path: '/api/v1/status/buildinfo',
    why: 'which server, which version',
    maxBytes: 64 * 1024,
  },
  health: {
    ...get,
    safety: 'identify',
    from: 'identify',
    path: '/-/healthy',
    why: 'whose words these are, where the version is not told',
    maxBytes: 64 * 1024,
  },
  control: {
    ...get,
    safety: 'metadata',
    path: '/api/v1/label/{control}/values',
    why: 'the control: a label that cannot exist has no values, otherwise no success is believed',
    maxBytes: 64 * 1024,
  },
  labels: {
    ...get,
    safety: 'metadata',
    path: '/api/v1/labels',
    why: 'names of labels, which say what is told of whom',
    maxBytes: 1024 * 1024,
  },
  targets: {
    ...get,
    safety: 'count',
    path: '/api/v1/query',
    query: { query: 'count(up)' },
    why: 'whether series can be read: how many targets there are, one number',
  },
  count: {
    ...get,
    safety: 'count',
    path: '/api/v1/query',
    query: { query: '{question}' },
    why: 'the same where nothing is scraped: how many series one metric has, one number',
  },
  flags: {
    ...get,
    safety: 'identify',
    path: '/api/v1/status/flags',
    why: 'whether visitors may write or administer, by the flags it was started with; nothing is tried',
  },
  statistics: {
    ...get,
    safety: 'count',
    path: '/api/v1/status/tsdb',
    why: 'how many series there are, and how many values labels have, by the statistics that the server keeps',
  },
  metrics: {
    ...get,
    safety: 'metadata',
    from: 'inventory',
    path: '/api/v1/label/__name__/values',
    why: 'names of metrics, to be counted by their first word',
    maxBytes: 4 * 1024 * 1024,
  },
  config: {
    ...get,
    safety: 'metadata',
    from: 'inventory',
    path: '/api/v1/status/config',
    why: 'where samples are sent to, and whether a password stands there in the clear; the rest is not looked at',
    maxBytes: 2 * 1024 * 1024,
  },
} as const satisfies RequestTable;

export type PrometheusTable = typeof prometheusRequests;
export type PrometheusChannel = Channel<PrometheusTable>;
