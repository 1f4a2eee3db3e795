import { stompRequests } from '../../families/stomp/requests.ts';
import type { Channel } from '../../model/channel.ts';
import type { HttpRequest, RequestTable } from '../../model/request.ts';

const jolokia = {
  kind: 'http',
  method: 'GET',
  from: 'access',
  headers: { origin: 'http://localhost' },
  query: { mimeType: 'application/json' },
  maxBytes: 256 * 1024,
} as const satisfies Partial<HttpRequest>;
const BEANS = '/console/jolokia/read/org.apache.activemq.artemis:broker=';

/** All that is ever asked of Artemis: by STOMP, which its port for all protocols speaks too, and of its console. */
export const artemisRequests = {
  ...stompRequests,
  console: {
    ...jolokia,
    safety: 'identify',
    from: 'identify',
    path: `${BEANS}*/Version,Name`,
    why: 'whether it is the console; version and name, where these are told',
  },
  'console-control': {
    ...jolokia,
    safety: 'identify',
    path: `${BEANS}{control}/Version`,
    why: 'the control of the console: a broker that cannot exist has to be missing',
    maxBytes: 64 * 1024,
  },
  queues: {
    ...jolokia,
    safety: 'metadata',
    path: `${BEANS}*,component=addresses,address=*,subcomponent=queues,routing-type=*,queue=*/Name,MessageCount`,
    why: 'names of queues, and how many messages each holds; no message is read',
    maxBytes: 4 * 1024 * 1024,
  },
} as const satisfies RequestTable;

export type ArtemisTable = typeof artemisRequests;
export type ArtemisChannel = Channel<ArtemisTable>;
