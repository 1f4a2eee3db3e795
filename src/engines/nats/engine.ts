/**
 * NATS 2, on its port for clients and on the one for monitoring.
 *
 * What it sends: nothing before the server's greeting; then CONNECT without a name, SUB and UNSUB of subjects of a random name on
 * which nobody speaks, and requests to the server itself: who we are (`$SYS.REQ.USER.INFO`) and, of JetStream's interface,
 * STREAM.LIST, STREAM.INFO and, only with `--sample`, STREAM.MSG.GET, which describe and make nothing; the server notes each
 * of them in its audit events for those who listen to these. No subject of others is listened to or published to, no consumer is made. Where the
 * server does not say who we are (before 2.10), one connection more gives a name that cannot exist with an empty password: it is let
 * in only where nobody is asked. To the port for monitoring GETs. That anybody may publish, make and delete streams follows
 * from the server's own answer, or from that it asks nobody, and is not tried.
 * Wire format: https://docs.nats.io/reference/reference-protocols/nats-protocol,
 * https://docs.nats.io/reference/reference-protocols/nats_api_reference and
 * https://docs.nats.io/running-a-nats-service/nats_admin/monitoring.
 *
 * Settings that rules can lean on: `role` (`clients`, `monitoring`), `loginAsked` (by the greeting or `/varz`), `jetstream`,
 * `noAuthUser` (flags), `members` (list), `subjects` (number, of monitoring); of the inventory `streams`, `clients`,
 * `clientNetworks` (numbers).
 */
import type { Failure, Reply } from '../../model/channel.ts';
import type { Claim, Engine } from '../../model/engine.ts';
import { askClients } from './access.ts';
import { infoIn, isServer, versionIn } from './answers.ts';
import { takeStreams } from './inventory.ts';
import { askMonitor, monitoredInventory } from './monitor.ts';
import { type NatsTable, natsRequests } from './requests.ts';

const ID = 'nats';
const MONITORING = 'monitoring';

export const engine: Engine<NatsTable> = {
  id: ID,
  title: 'NATS',
  ports: [
    { port: 4222, transport: 'tcp', tls: 'plain', role: 'clients' },
    { port: 8222, transport: 'tcp', tls: 'plain', role: MONITORING },
  ],
  requests: natsRequests,
  identify: [
    { request: 'info', claim: byGreeting },
    { request: 'varz', firstAt: [8222], claim: byVarz },
  ],
  levels: {
    banner: 'version, as the greeting tells it to everybody',
    metadata: 'names of streams, or, at the port for monitoring, of subjects and streams',
    read: 'a subscription to a subject of a random name is granted without a login: who may have that may listen to any',
    write: 'the user that nameless visitors are may publish, by the server’s own answer',
    admin:
      'nobody is asked who they are, or that user may publish anything: messages can be sent, streams made and deleted',
  },
  tested: 'real server',
  access: (channel, context) =>
    context.claim.role === MONITORING ? askMonitor(channel, context) : askClients(channel, context),
  inventory: (channel, access, context) =>
    context.claim.role === MONITORING ? monitoredInventory(channel, context) : takeStreams(channel, access, context),
};

function byGreeting(reply: Reply | Failure): Claim | null {
  const info = infoIn(reply);
  return info === null
    ? null
    : { engine: ID, confidence: 'certain', version: versionIn(info), because: 'its greeting', role: 'clients' };
}

function byVarz(reply: Reply | Failure): Claim | null {
  if (!reply.ok || reply.kind !== 'http' || reply.status !== 200) return null;
  const json = reply.json();
  if (!isServer(json)) return null;
  return { engine: ID, confidence: 'certain', version: versionIn(json), because: 'its `/varz`', role: MONITORING };
}
