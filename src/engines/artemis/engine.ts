/**
 * ActiveMQ Artemis 2: by STOMP, which its port for all protocols speaks beside Core, AMQP, OpenWire and MQTT, and at its console.
 *
 * What it sends: CONNECT of STOMP without a login, and once under a name that cannot exist, with an empty password; DISCONNECT; to the
 * console GETs of Jolokia’s `read`. Nothing is subscribed to, since Artemis makes a queue of a name that it does not know, and nothing
 * is sent. Which rights a visitor has is not told by STOMP: where security is turned off he has all, where guests are let in those
 * of their role, and both look alike. What an open console can do follows from Jolokia, which tells no rights apart.
 * Wire format: https://stomp.github.io/stomp-specification-1.2.html,
 * https://activemq.apache.org/components/artemis/documentation/latest/stomp.html and
 * https://jolokia.org/reference/html/manual/jolokia_protocol.html.
 *
 * Settings that rules can lean on: `role` (`broker`, `console`), `anybody` (a name that cannot exist is let in; null: not asked),
 * `consoleOpen` (flag).
 */

import { readPage } from '../../families/jolokia/page.ts';
import { stompEntry } from '../../families/stomp/entry.ts';
import { factsOfDoor } from '../../families/stomp/facts.ts';
import type { Failure, Reply } from '../../model/channel.ts';
import type { Claim, Engine, ProbeContext } from '../../model/engine.ts';
import type { AccessFacts } from '../../model/facts.ts';
import { askConsole, brokerIn, ENGINE, takeQueues } from './console.ts';
import { type ArtemisChannel, type ArtemisTable, artemisRequests } from './requests.ts';

export const engine: Engine<ArtemisTable> = {
  id: ENGINE,
  title: 'ActiveMQ Artemis',
  ports: [
    { port: 61616, transport: 'tcp', tls: 'plain', role: 'all protocols' },
    { port: 61613, transport: 'tcp', tls: 'plain', role: 'STOMP' },
    { port: 8161, transport: 'tcp', tls: 'plain', role: 'console' },
  ],
  requests: artemisRequests,
  identify: [
    { request: 'stomp', claim: byStomp },
    { request: 'console', firstAt: [8161], claim: byConsole },
  ],
  levels: {
    banner: 'product and version',
    metadata: 'a session without a login; at the console names of queues',
    read: 'not told apart: no message is read',
    write: 'not told apart',
    admin: 'the console answers without a login',
  },
  tested: 'real server',
  access: (channel, context) =>
    context.claim.role === 'console' ? askConsole(channel, context) : askBroker(channel, context),
  inventory: takeQueues,
};

const RIGHTS =
  'whoever comes is let in, under any name: whether with all rights or with those of a guest is not told, and not tried';

async function askBroker(channel: ArtemisChannel, { tokens, claim, login }: ProbeContext): Promise<AccessFacts> {
  const anybody = login ? stompEntry(await channel.ask('stomp-control', { control: tokens.control })).entry : null;
  const { entry } = stompEntry(await channel.ask('stomp'));
  return factsOfDoor({
    engine: ENGINE,
    version: claim.version,
    name: null,
    entry,
    anybody,
    listed: [],
    banner: entry.exchange,
    inferred: 'unknown',
    settings: { role: 'broker' },
    notes: entry.kind === 'in' && anybody?.kind === 'in' ? [RIGHTS] : [],
  });
}

function byStomp(reply: Reply | Failure): Claim | null {
  const { server, refusal } = stompEntry(reply);
  const version = /^ActiveMQ-Artemis\/(\d{1,3}\.\d{1,3}\.\d{1,4}(?:[-.][\w.-]{1,40})?)/.exec(server ?? '')?.[1];
  if (version !== undefined) return claim('broker', version, 'certain', 'the server that STOMP names');
  const own = /^(?:Security Error occurred: |AMQ229031: )/.test(refusal ?? '');
  return own ? claim('broker', null, 'certain', 'its words of refusal') : null;
}

/** Its console is Hawtio, which stands before other servers too. */
function byConsole(reply: Reply | Failure): Claim | null {
  const broker = brokerIn(readPage(reply));
  if (broker !== null) return claim('console', broker.version, 'certain', 'the broker that its console names');
  if (!reply.ok || reply.kind !== 'http' || reply.status !== 403) return null;
  return 'hawtio-forbidden-reason' in reply.headers
    ? claim('console', null, 'likely', 'the way its console refuses')
    : null;
}

function claim(role: string, version: string | null, confidence: Claim['confidence'], because: string): Claim {
  return { engine: ENGINE, confidence, version, because, role };
}
