import type { Channel } from '../../model/channel.ts';
import type { Params, RequestTable } from '../../model/request.ts';
import {
  connackCode,
  connackLength,
  connect,
  delivered,
  LEAVE,
  partLength,
  pongLength,
  subscribe,
  unsubscribe,
  type Version,
} from './packets.ts';

/** What the broker says of itself; wildcards at the top of a filter never match it. */
export const OWN = '$SYS/#';
const MOST_SAMPLED = 1024 * 1024;

function versionOf({ version }: Params): Version {
  return version === '5' ? '5' : '3.1.1';
}

/** The name of a topic in which nothing is a wildcard. */
function word(value: Params[string] | undefined): string {
  const name = String(value);
  if (!/^[\w-]{1,23}$/.test(name)) throw new TypeError(`"${name}" is no word of a question to MQTT`);
  return name;
}

function tellSubscribed(answer: Uint8Array): string {
  // The codes of both versions are told apart by their lengths; what is granted is the same in both.
  const [old, five] = [delivered(answer, '3.1.1'), delivered(answer, '5')];
  const granted = (old.granted?.length === 2 ? old.granted : five.granted) ?? [];
  const yes = granted.filter(Boolean).length;
  return `SUBACK (${yes} granted, ${granted.length - yes} refused), ${old.messages.length} messages of the broker’s own`;
}

const stream = { kind: 'stream', from: 'access', maxBytes: 256 * 1024 } as const;

/** All that is ever asked of an MQTT broker. */
export const mqttRequests = {
  connect: {
    kind: 'stream',
    opens: true,
    safety: 'greeting',
    from: 'identify',
    encode: (params: Params) => connect(word(params['control']), versionOf(params)),
    length: connackLength,
    farewell: (answer: Uint8Array) => (connackCode(answer) === 0 ? LEAVE : null),
    says: 'CONNECT of MQTT {version}: client {control}, a clean session, without a name or password',
    tells: (answer: Uint8Array) => `CONNACK, code ${connackCode(answer) ?? 'unknown'}`,
    why: 'whether it speaks MQTT, and takes in a client that gives no name',
    maxBytes: 64 * 1024,
  },
  subscribe: {
    ...stream,
    safety: 'metadata',
    encode: (params: Params) => subscribe([word(params['control']), OWN], versionOf(params)),
    length: pongLength,
    says: 'SUBSCRIBE {control} and $SYS/#, PINGREQ',
    tells: tellSubscribed,
    why: 'the control, and whether subscriptions are granted: a topic of a random name, which nobody publishes to; and the numbers that the broker keeps of itself',
  },
  unsubscribe: {
    ...stream,
    safety: 'metadata',
    encode: (params: Params) => unsubscribe([word(params['control']), OWN], versionOf(params)),
    length: pongLength,
    says: 'UNSUBSCRIBE {control} and $SYS/#, PINGREQ',
    why: 'nothing: both subscriptions end',
  },
  topics: {
    ...stream,
    safety: 'sample',
    from: 'inventory',
    encode: (params: Params) => subscribe(['#'], versionOf(params)),
    length: partLength(MOST_SAMPLED),
    says: 'SUBSCRIBE #, PINGREQ',
    why: 'retained messages, of which topics are counted by what they have in common, and contents are classified in memory and forgotten',
    maxBytes: 6 * 1024 * 1024,
  },
} as const satisfies RequestTable;

export type MqttTable = typeof mqttRequests;
export type MqttChannel = Channel<MqttTable>;
