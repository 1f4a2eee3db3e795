import type { Channel } from '../../model/channel.ts';
import type { HttpRequest, Params, RequestTable } from '../../model/request.ts';
import {
  anonymousLogin,
  closedBy,
  closing,
  frameLength,
  framesOf,
  getFrom,
  HEADER,
  METHOD,
  openHost,
  pairLength,
  startIn,
} from './amqp.ts';

/** A name of a queue or virtual host of ours. */
function word(value: Params[string] | undefined): string {
  const name = String(value);
  if (!/^[\w/-]{1,60}$/.test(name)) throw new TypeError(`"${name}" is no word of a question to RabbitMQ`);
  return name;
}

const NAMES: ReadonlyMap<string, string> = new Map(Object.entries(METHOD).map(([name, number]) => [number, name]));

function tells(answer: Uint8Array): string {
  return framesOf(answer)
    .map((frame) => {
      const closed = closedBy(frame);
      return closed === null ? (NAMES.get(frame.method) ?? frame.method) : `closed, ${closed.code} ${closed.said}`;
    })
    .join(', ');
}

function tellStart(answer: Uint8Array): string {
  const start = startIn(answer);
  return start === null
    ? 'no first frame'
    : `${start.product} ${start.version ?? ''}, logins by ${start.mechanisms.join(', ')}`;
}

const stream = { kind: 'stream', from: 'access', maxBytes: 64 * 1024, tells } as const;
const get = {
  kind: 'http',
  method: 'GET',
  from: 'access',
  maxBytes: 1024 * 1024,
} as const satisfies Partial<HttpRequest>;

/** Queues and connections of a page. */
export const PAGE = 500;
const page = { page: '1', page_size: String(PAGE), pagination: 'true' } as const;

/** All that is ever asked of RabbitMQ: by AMQP 0-9-1, of its management, and of its metrics. */
export const rabbitRequests = {
  header: {
    kind: 'stream',
    opens: true,
    safety: 'greeting',
    from: 'identify',
    encode: () => HEADER,
    length: frameLength,
    says: 'the header of AMQP 0-9-1',
    tells: tellStart,
    why: 'product, version and ways to log in, as it tells them to everybody',
    maxBytes: 64 * 1024,
  },
  anonymous: {
    ...stream,
    safety: 'greeting',
    encode: anonymousLogin,
    length: frameLength,
    says: 'connection.start-ok by ANONYMOUS',
    why: 'whether visitors without a name are let in; asked only where the server offers it',
  },
  host: {
    ...stream,
    safety: 'greeting',
    encode: (params: Params) => openHost(word(params['host'])),
    length: frameLength,
    farewell: closing,
    says: 'connection.tune-ok, connection.open of the virtual host {host}',
    why: 'whether that visitor may enter the usual virtual host',
  },
  get: {
    ...stream,
    safety: 'identify',
    encode: (params: Params) => getFrom(word(params['control'])),
    length: pairLength,
    says: 'channel.open, basic.get of the queue {control}',
    why: 'the control, and the right to read: a queue that cannot exist is missing only for those who may read any, and is forbidden to others',
  },
  overview: {
    ...get,
    safety: 'identify',
    from: 'identify',
    path: '/api/overview',
    why: 'whether it is the management; version, where that is told',
  },
  'metrics-build': {
    ...get,
    safety: 'identify',
    from: 'identify',
    path: '/metrics/detailed',
    why: 'whether these are its metrics: version and cluster, and nothing else',
    maxBytes: 256 * 1024,
  },
  metrics: {
    ...get,
    safety: 'metadata',
    path: '/metrics/detailed',
    query: { family: 'queue_coarse_metrics' },
    why: 'names of queues, and how many messages each holds',
    maxBytes: 4 * 1024 * 1024,
  },
  'metrics-old': {
    ...get,
    safety: 'metadata',
    from: 'identify',
    path: '/metrics',
    why: 'the same before 3.10; queues are named there only where that is turned on',
    maxBytes: 4 * 1024 * 1024,
  },
  control: {
    ...get,
    safety: 'identify',
    path: '/{control}',
    why: 'the control of metrics: a page that cannot exist has to be missing',
    maxBytes: 64 * 1024,
  },
  'control-api': {
    ...get,
    safety: 'identify',
    path: '/api/{control}',
    why: 'the control of the management: the same',
    maxBytes: 64 * 1024,
  },
  whoami: {
    ...get,
    safety: 'identify',
    path: '/api/whoami',
    why: 'who we are taken for, and whether that user is an administrator',
    maxBytes: 64 * 1024,
  },
  queues: {
    ...get,
    safety: 'metadata',
    path: '/api/queues',
    query: { ...page, columns: 'name,vhost,messages,message_bytes,exclusive' },
    why: 'names of queues, and how many messages and bytes each holds; no message is read',
  },
  connections: {
    ...get,
    safety: 'metadata',
    from: 'inventory',
    path: '/api/connections',
    query: { ...page, columns: 'peer_host' },
    why: 'which networks its clients come from',
  },
  federation: {
    ...get,
    safety: 'metadata',
    from: 'inventory',
    path: '/api/parameters/federation-upstream',
    why: 'which brokers it takes messages from; addresses are kept without logins',
  },
  shovels: {
    ...get,
    safety: 'metadata',
    from: 'inventory',
    path: '/api/parameters/shovel',
    why: 'where messages are moved to and from; addresses are kept without logins',
  },
} as const satisfies RequestTable;

export type RabbitTable = typeof rabbitRequests;
export type RabbitChannel = Channel<RabbitTable>;
