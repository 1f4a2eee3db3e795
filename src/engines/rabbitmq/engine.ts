/**
 * RabbitMQ 3 and 4: by AMQP 0-9-1, at its management, and at its metrics, each an endpoint with a verdict of its own.
 *
 * What it sends: the header of AMQP, which is answered with product, version and the ways to log in. Only where ANONYMOUS is among these
 * (4.0 and later, by default for the user `guest`, whom the server lets in from its own host alone) that login is made, the virtual
 * host `/` is entered, and a message is asked for of a queue that cannot exist: the server looks for the right to read before it
 * looks for the queue. Passwords are not given, `guest` is not tried, and no queue that exists is declared, read or written to. To
 * management and metrics GETs. What an administrator may do follows from the management’s own answer, and is not tried.
 * Wire format: https://www.rabbitmq.com/resources/specs/amqp0-9-1.pdf, https://www.rabbitmq.com/docs/access-control (which right
 * each method needs), https://www.rabbitmq.com/docs/http-api-reference and https://www.rabbitmq.com/docs/prometheus.
 *
 * Settings that rules can lean on: `role` (`amqp`, `management`, `metrics`), `mechanisms` (list), `anonymousOffered`,
 * `anonymousRefused` (flags); of the inventory `clientNetworks`, `upstreams` (numbers).
 */
import type { Failure, Reply } from '../../model/channel.ts';
import type { Claim, Engine } from '../../model/engine.ts';
import { askBroker } from './access.ts';
import { startIn } from './amqp.ts';
import { managedInventory, measuredInventory, NOTHING } from './inventory.ts';
import { readMetrics } from './metrics.ts';
import { type RabbitTable, rabbitRequests } from './requests.ts';
import { askManagement, askMetrics, versionIn } from './web.ts';

const ID = 'rabbitmq';

export const engine: Engine<RabbitTable> = {
  id: ID,
  title: 'RabbitMQ',
  ports: [
    { port: 5672, transport: 'tcp', tls: 'plain', role: 'AMQP' },
    { port: 5671, transport: 'tcp', tls: 'tls', role: 'AMQP over TLS' },
    { port: 15672, transport: 'tcp', tls: 'plain', role: 'management' },
    { port: 15671, transport: 'tcp', tls: 'tls', role: 'management over TLS' },
    { port: 15692, transport: 'tcp', tls: 'plain', role: 'metrics' },
  ],
  requests: rabbitRequests,
  identify: [
    { request: 'header', claim: byStart },
    { request: 'overview', firstAt: [15672, 15671], claim: byOverview },
    { request: 'metrics-build', firstAt: [15692], claim: (reply) => byMetrics(reply, 'metrics') },
    { request: 'metrics-old', claim: (reply) => byMetrics(reply, 'metrics-old') },
  ],
  levels: {
    banner: 'product and version, as AMQP’s first frame tells them to everybody',
    metadata: 'a session in the virtual host without a login; or names of queues, at management or metrics',
    read: 'that session may read any queue, by the server’s own answer; no message is read',
    write: 'not told apart',
    admin: 'the management takes visitors for an administrator, by its own answer',
  },
  tested: 'real server',
  access: (channel, context) => {
    const { role } = context.claim;
    if (role === 'amqp') return askBroker(channel, context);
    return role === 'management' ? askManagement(channel, context) : askMetrics(channel, context);
  },
  inventory: (channel, _access, context) => {
    const { role } = context.claim;
    if (role === 'amqp') return Promise.resolve(NOTHING);
    return role === 'management' ? managedInventory(channel, context) : measuredInventory(channel, context);
  },
};

function byStart(reply: Reply | Failure): Claim | null {
  const start = reply.ok && reply.kind === 'bytes' ? startIn(reply.bytes) : null;
  if (start?.product !== 'RabbitMQ') return null;
  return claim('amqp', start.version, 'the first frame of AMQP');
}

/** Whoever is refused is told whose management it is. */
function byOverview(reply: Reply | Failure): Claim | null {
  if (!reply.ok || reply.kind !== 'http') return null;
  const realm = /^Basic realm="([^"]{1,100})"$/i.exec(reply.headers['www-authenticate'] ?? '')?.[1];
  if (reply.status === 401 && realm === 'RabbitMQ Management') return claim('management', null, 'its realm');
  const version = reply.status === 200 ? versionIn(reply.json()) : null;
  return version === null ? null : claim('management', version, 'its overview');
}

function byMetrics(reply: Reply | Failure, role: string): Claim | null {
  if (!reply.ok || reply.kind !== 'http' || reply.status !== 200) return null;
  const metrics = readMetrics(reply.text());
  return metrics === null ? null : claim(role, metrics.version, 'the identity in its metrics');
}

function claim(role: string, version: string | null, because: string): Claim {
  return { engine: ID, confidence: 'certain', version, because, role };
}
