/**
 * MQTT brokers, versions 3.1.1 and 5 of the protocol, over TCP. Mosquitto is named with its version, since it tells it; others
 * tell nobody which broker they are.
 *
 * What it sends: CONNECT with a random client name, a clean session, and no user name or password; SUBSCRIBE of a topic of a
 * random name and of `$SYS/#`, the numbers that a broker keeps of itself; UNSUBSCRIBE, PINGREQ, DISCONNECT. With `--sample` alone
 * SUBSCRIBE of `#`, since topics come with their messages. Nothing is published, and no will is left.
 *
 * What a grant proves: by the standard a broker answers each subscription with yes or no. Mosquitto with a file of rights says yes
 * to all and then delivers only what these allow, so that a yes alone proves that visitors are taken in and subscribe, and not
 * that they read. Where a broker refuses one of the two subscriptions and grants the other, it looks at them when they are
 * asked for: then the grant of a topic of a random name is the proof. Rights to publish are not told, and not tried.
 * Wire format: https://docs.oasis-open.org/mqtt/mqtt/v3.1.1/os/mqtt-v3.1.1-os.html and
 * https://docs.oasis-open.org/mqtt/mqtt/v5.0/os/mqtt-v5.0-os.html; topics of `$SYS`:
 * https://mosquitto.org/man/mosquitto-8.html.
 *
 * Settings that rules can lean on: `mqtt` (version), `broker` (text), `taken`, `grants` (flags), `numbersTold`, `retained`,
 * `clients` (numbers), `bridges` (list); of the inventory `delivered` (number; null: not asked for).
 */
import type { Failure, Reply } from '../../model/channel.ts';
import type { Claim, Engine, Tokens } from '../../model/engine.ts';
import { askBroker, wantsOtherVersion } from './access.ts';
import { takeRetained } from './inventory.ts';
import { connackCode, type Version } from './packets.ts';
import { type MqttTable, mqttRequests } from './requests.ts';

const ID = 'mqtt';

export const engine: Engine<MqttTable> = {
  id: ID,
  title: 'MQTT broker',
  ports: [
    { port: 1883, transport: 'tcp', tls: 'plain', role: 'broker' },
    { port: 8883, transport: 'tcp', tls: 'tls', role: 'broker over TLS' },
  ],
  requests: mqttRequests,
  identify: [
    { request: 'connect', params: asVersion('3.1.1'), claim: claimOf('3.1.1') },
    {
      request: 'connect',
      params: asVersion('5'),
      when: ([old]) => wantsOtherVersion(old),
      soon: true,
      claim: claimOf('5'),
    },
  ],
  levels: {
    banner: 'a client without a name is taken in, and its subscriptions are refused',
    metadata:
      'a client without a name is taken in and its subscriptions are granted; the broker’s own numbers are delivered',
    read: 'a subscription to a topic of a random name is granted by a broker that refuses others',
    write: 'not told: MQTT has no question about the right to publish',
    admin: 'not told',
  },
  tested: 'real server',
  access: askBroker,
  inventory: takeRetained,
};

function asVersion(version: Version) {
  return ({ control }: Tokens) => ({ control, version });
}

/** A broker that speaks another version says so; it is claimed by the answer in its own. */
function claimOf(version: Version) {
  return (reply: Reply | Failure): Claim | null => {
    const code = reply.ok && reply.kind === 'bytes' ? connackCode(reply.bytes) : null;
    if (code === null || wantsOtherVersion(reply)) return null;
    return {
      engine: ID,
      confidence: 'certain',
      version: null,
      because: 'its answer to CONNECT',
      role: `MQTT ${version}`,
    };
  };
}
