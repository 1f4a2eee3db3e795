import { stompRequests, tellStomp, wordOf } from '../../families/stomp/requests.ts';
import type { Channel } from '../../model/channel.ts';
import type { HttpRequest, RequestTable, StreamRequest } from '../../model/request.ts';
import { receiptLength, stompFrame, stompLength } from '../../wire/stomp.ts';
import { answerIn, answerLength, entering, greetingLength, isGreeting, LEAVING } from './openwire.ts';

const opens = {
  kind: 'stream',
  opens: true,
  // The greeting is a part of the answer: nothing of ours depends on it.
  ungreeted: true,
  length: answerLength,
  farewell: (answer: Uint8Array) => (answerIn(answer)?.granted === true ? LEAVING : null),
  tells: (answer: Uint8Array) => answerIn(answer)?.said ?? 'no answer',
  maxBytes: 64 * 1024,
} as const satisfies Partial<StreamRequest>;

/** Lists of what there is, which the broker tells each new listener of them. */
const LISTS = ['Queue', 'Topic'] as const;
const listening = LISTS.map((kind) =>
  stompFrame('SUBSCRIBE', {
    id: kind,
    destination: `/topic/ActiveMQ.Advisory.${kind}`,
    transformation: 'jms-advisory-json',
    ack: 'auto',
    receipt: `listening-${kind}`,
  }),
);
const leaving = LISTS.map((kind) => stompFrame('UNSUBSCRIBE', { id: kind, receipt: `left-${kind}` }));

const stream = { kind: 'stream', safety: 'metadata', from: 'access', tells: tellStomp, maxBytes: 1024 * 1024 } as const;

const jolokia = {
  kind: 'http',
  method: 'GET',
  from: 'access',
  // Without an origin of its own host the console answers nobody; the type is that which it may name.
  headers: { origin: 'http://localhost' },
  query: { mimeType: 'application/json' },
  maxBytes: 256 * 1024,
} as const satisfies Partial<HttpRequest>;
const BEANS = '/api/jolokia/read/org.apache.activemq:type=Broker,brokerName=';

/** All that is ever asked of ActiveMQ: by OpenWire, by STOMP, and of its console. */
export const activemqRequests = {
  greeting: {
    kind: 'greeting',
    safety: 'greeting',
    from: 'identify',
    length: greetingLength,
    why: 'what the server says first: WireFormatInfo, with product and version',
    maxBytes: 64 * 1024,
  },
  ...stompRequests,
  stomp: {
    ...stompRequests.stomp,
    length: (received: Uint8Array) => (isGreeting(received) ? greetingLength(received) : stompLength(received)),
    tells: (answer: Uint8Array) => (isGreeting(answer) ? 'WireFormatInfo' : tellStomp(answer)),
    farewell: (answer: Uint8Array) => (isGreeting(answer) ? null : stompRequests.stomp.farewell(answer)),
  },
  console: {
    ...jolokia,
    safety: 'identify',
    from: 'identify',
    path: `${BEANS}*/BrokerVersion,BrokerName`,
    why: 'whether it is the console; version and name, where these are told',
  },
  'openwire-control': {
    ...opens,
    safety: 'login',
    from: 'access',
    encode: ({ control }) => entering(wordOf(control), { user: wordOf(control), password: '' }),
    says: 'WireFormatInfo, ConnectionInfo as {control}, with an empty password',
    why: 'a user who cannot exist: whether anybody at all is let in',
  },
  openwire: {
    ...opens,
    safety: 'greeting',
    from: 'access',
    encode: ({ control }) => entering(wordOf(control), null),
    says: 'WireFormatInfo, ConnectionInfo of the client {control}, without a login',
    why: 'whether a visitor without a name is let in',
  },
  lists: {
    ...stream,
    encode: () => Buffer.concat(listening),
    length: receiptLength('listening-Topic'),
    says: 'SUBSCRIBE /topic/ActiveMQ.Advisory.Queue and .Topic',
    why: 'names of queues and topics, which the broker tells each listener of these two, as it does its own clients',
  },
  'lists-round': {
    ...stream,
    encode: ({ round }) =>
      Buffer.concat([
        stompFrame('BEGIN', { transaction: `t${Number(round)}` }),
        stompFrame('ABORT', { transaction: `t${Number(round)}`, receipt: 'round' }),
      ]),
    length: receiptLength('round'),
    says: 'BEGIN and ABORT, an empty transaction, number {round}',
    why: 'the names that have come meanwhile; nothing else comes of it',
  },
  'lists-end': {
    ...stream,
    encode: () => Buffer.concat(leaving),
    length: receiptLength('left-Topic'),
    says: 'UNSUBSCRIBE of both',
    why: 'the rest of these names; both subscriptions end',
  },
  'console-control': {
    ...jolokia,
    safety: 'identify',
    path: `${BEANS}{control}/BrokerVersion`,
    why: 'the control of the console: a broker that cannot exist has to be missing',
    maxBytes: 64 * 1024,
  },
  destinations: {
    ...jolokia,
    safety: 'metadata',
    path: `${BEANS}*,destinationType=*,destinationName=*/Name,QueueSize`,
    why: 'names of queues and topics, and how many messages each holds; no message is read',
    maxBytes: 4 * 1024 * 1024,
  },
  connections: {
    ...jolokia,
    safety: 'metadata',
    from: 'inventory',
    path: `${BEANS}*,connector=clientConnectors,connectorName=*,connectionViewType=remoteAddress,connectionName=*/RemoteAddress`,
    why: 'which networks its clients come from',
    maxBytes: 1024 * 1024,
  },
} as const satisfies RequestTable;

export type ActivemqTable = typeof activemqRequests;
export type ActivemqChannel = Channel<ActivemqTable>;
