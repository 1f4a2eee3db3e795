/**
 * ActiveMQ Classic 5 and 6: by OpenWire, by STOMP, and at its web console, each an endpoint with a verdict of its own.
 *
 * What it sends: nothing before OpenWire's greeting; then WireFormatInfo and ConnectionInfo without a login, or CONNECT of STOMP; and the
 * same once under a name that cannot exist, with an empty password: whom a broker lets in under any name it asks for nothing. By STOMP the
 * two topics `ActiveMQ.Advisory.Queue` and `.Topic` are listened to, on which the broker tells each new listener what there is; its
 * own clients listen to their like. As of any client, the broker tells its listeners that a connection came and went. To the console
 * GETs of Jolokia’s `read`. No queue is made, browsed or sent to; that it can be follows from a broker that asks nobody, or from
 * Jolokia, which tells no rights apart, and is not tried.
 * Wire format: https://activemq.apache.org/components/classic/documentation/openwire-version-2-specification,
 * https://stomp.github.io/stomp-specification-1.2.html,
 * https://activemq.apache.org/components/classic/documentation/advisory-message and
 * https://jolokia.org/reference/html/manual/jolokia_protocol.html.
 *
 * Settings that rules can lean on: `role` (`openwire`, `stomp`, `console`), `anybody` (a name that cannot exist is let in; null: not
 * asked), `listed`, `consoleOpen` (flags); of the inventory `clientNetworks` (number).
 */

import { readPage } from '../../families/jolokia/page.ts';
import { stompEntry } from '../../families/stomp/entry.ts';
import type { Failure, Reply } from '../../model/channel.ts';
import type { Claim, Engine } from '../../model/engine.ts';
import { askOpenwire, askStomp, ENGINE } from './access.ts';
import { askConsole, brokerIn } from './console.ts';
import { takeDestinations } from './inventory.ts';
import { greetingIn } from './openwire.ts';
import { type ActivemqTable, activemqRequests } from './requests.ts';

export const engine: Engine<ActivemqTable> = {
  id: ENGINE,
  title: 'ActiveMQ Classic',
  ports: [
    { port: 61616, transport: 'tcp', tls: 'plain', role: 'OpenWire' },
    { port: 61617, transport: 'tcp', tls: 'tls', role: 'OpenWire over TLS' },
    { port: 61613, transport: 'tcp', tls: 'plain', role: 'STOMP' },
    { port: 8161, transport: 'tcp', tls: 'plain', role: 'console' },
  ],
  requests: activemqRequests,
  identify: [
    { request: 'greeting', claim: byGreeting },
    { request: 'stomp', claim: byStomp },
    { request: 'console', firstAt: [8161], claim: byConsole },
  ],
  levels: {
    banner: 'product and version, as OpenWire’s greeting tells them to everybody',
    metadata: 'a session without a login; by STOMP and at the console names of queues and topics',
    read: 'not told apart: no message is read',
    write: 'not told apart',
    admin: 'a user who cannot exist is let in, so nobody is asked; or the console answers without a login',
  },
  tested: 'real server',
  access: (channel, context) => {
    const { role } = context.claim;
    if (role === 'console') return askConsole(channel, context);
    return role === 'stomp' ? askStomp(channel, context) : askOpenwire(channel, context);
  },
  inventory: takeDestinations,
};

function byGreeting(reply: Reply | Failure): Claim | null {
  const greeting = reply.ok && reply.kind === 'bytes' ? greetingIn(reply.bytes) : null;
  return greeting === null ? null : claim('openwire', greeting.version, 'its greeting');
}

/** Artemis writes its name with a dash, and refuses in other words. */
function byStomp(reply: Reply | Failure): Claim | null {
  // Where TLS was not known yet, OpenWire's greeting comes in answer to another question.
  const greeted = byGreeting(reply);
  if (greeted !== null) return greeted;
  const { server, refusal } = stompEntry(reply);
  const version = /^ActiveMQ\/(\d{1,3}\.\d{1,3}\.\d{1,4}(?:[-.][\w.-]{1,40})?)/.exec(server ?? '')?.[1];
  if (version !== undefined) return claim('stomp', version, 'the server that STOMP names');
  return refusal?.startsWith('User name [') === true ? claim('stomp', null, 'its words of refusal') : null;
}

function byConsole(reply: Reply | Failure): Claim | null {
  const broker = brokerIn(readPage(reply));
  if (broker !== null) return claim('console', broker.version, 'the broker that its console names');
  if (!reply.ok || reply.kind !== 'http' || reply.status !== 401) return null;
  const realm = /^basic realm="([^"]{1,100})"/i.exec(reply.headers['www-authenticate'] ?? '')?.[1];
  return realm === 'ActiveMQRealm' ? claim('console', null, 'the realm of its console') : null;
}

function claim(role: string, version: string | null, because: string): Claim {
  return { engine: ENGINE, confidence: 'certain', version, because, role };
}
