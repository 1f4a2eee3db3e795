import type { Capability, Protection } from '../../model/access.ts';
import type { Failure, Reply } from '../../model/channel.ts';
import type { ProbeContext } from '../../model/engine.ts';
import { type AccessFacts, provedLevel } from '../../model/facts.ts';
import { connackCode, type Delivered, delivered, type Version } from './packets.ts';
import type { MqttChannel } from './requests.ts';

/** What the broker says to a client that gives no name. */
export interface Entry {
  readonly kind: 'in' | 'refused' | 'other';
  readonly protection: Protection | null;
  readonly exchange: number;
  readonly said: string;
}

/** Names of the codes, those of 3.1.1 first; what is none of them refuses nobody in particular. */
const SAID: ReadonlyMap<number, string> = new Map([
  [1, 'this version of MQTT is not spoken'],
  [2, 'clients of this name are not taken'],
  [3, 'the broker is not available'],
  [4, 'bad user name or password'],
  [5, 'not authorized'],
  [0x84, 'this version of MQTT is not spoken'],
  [0x85, 'clients of this name are not taken'],
  [0x86, 'bad user name or password'],
  [0x87, 'not authorized'],
  [0x88, 'the broker is not available'],
  [0x89, 'the broker is busy'],
  [0x8a, 'banned'],
  [0x8c, 'another method of authentication is wanted'],
  [0x97, 'a quota is used up'],
  [0x9c, 'another server is to be used'],
  [0x9d, 'the server has moved'],
  [0x9f, 'too many connections'],
]);
const WANTS_LOGIN: readonly number[] = [4, 5, 0x86, 0x87, 0x8c];
/** A client of a random name cannot be known: it is the host that is. */
const BANNED = 0x8a;
const OTHER_VERSION: readonly number[] = [1, 0x84];

export function entryOf(reply: Reply | Failure): Entry {
  const { exchange } = reply;
  const code = reply.ok && reply.kind === 'bytes' ? connackCode(reply.bytes) : null;
  if (code === null)
    return { kind: 'other', protection: null, exchange, said: reply.ok ? 'no CONNACK' : reply.message };
  const said = SAID.get(code) ?? `code ${code}`;
  if (code === 0) return { kind: 'in', protection: null, exchange, said: 'accepted' };
  if (code === BANNED) return { kind: 'refused', protection: 'network', exchange, said };
  return WANTS_LOGIN.includes(code)
    ? { kind: 'refused', protection: 'authentication', exchange, said }
    : { kind: 'other', protection: null, exchange, said };
}

/** True: it speaks MQTT, in another version than it was asked in. */
export function wantsOtherVersion(reply: Reply | Failure | undefined): boolean {
  if (reply?.ok !== true || reply.kind !== 'bytes') return false;
  return OTHER_VERSION.includes(connackCode(reply.bytes) ?? 0);
}

/** Version 3.1.1 is spoken by nearly all; where it is not, 5 is. */
export function versionIn({ role }: ProbeContext['claim']): Version {
  return role === 'MQTT 5' ? '5' : '3.1.1';
}

/** Taken in or not, and then whether subscriptions are granted. */
export async function askBroker(channel: MqttChannel, context: ProbeContext): Promise<AccessFacts> {
  const version = versionIn(context.claim);
  const { control } = context.tokens;
  const entry = entryOf(await channel.ask('connect', { control, version }));
  if (entry.kind !== 'in') return factsOf(entry, null, null, version);
  const reply = await channel.ask('subscribe', { control, version });
  const shown = reply.ok ? delivered(reply.bytes, version) : null;
  if (shown !== null) await channel.ask('unsubscribe', { control, version });
  return factsOf(entry, shown, reply.exchange, version);
}

const HONEYPOT =
  'it says yes to everything, or is a honeypot: messages came of a topic of a random name, which nobody knows';
const HIDDEN =
  'whether messages of others are delivered is not told: a broker may grant all subscriptions and leave out what its list of rights refuses; `--sample` shows it';

function factsOf(entry: Entry, shown: Delivered | null, exchange: number | null, version: Version): AccessFacts {
  const [control, own] = shown?.granted ?? [];
  const messages = shown?.messages ?? [];
  const honeypot = messages.some(({ topic }) => !topic.startsWith('$SYS/'));
  const numbers = new Map(messages.map(({ topic, payload }) => [topic, payload.toString('utf8', 0, 200)]));
  const broker = brokerIn(numbers.get('$SYS/broker/version'));
  const granted = control === true && !honeypot;
  // Who refuses one of two looks at subscriptions when they are asked for: the other grant then means what it says.
  const selective = granted && own === false;
  const refused =
    entry.kind === 'refused' ? [entry.exchange] : control === false && exchange !== null ? [exchange] : [];
  const proved = provedLevel(['banner', entry.kind === 'in'], ['metadata', granted], ['read', selective]);
  const settled = !honeypot && (granted || refused.length > 0);
  const protection = entry.protection ?? (refused.length > 0 ? 'authentication' : null);
  return {
    service: { engine: 'mqtt', version: broker?.version ?? null, identity: {}, name: broker?.name ?? null },
    access: {
      proved: settled ? proved : 'unknown',
      inferred: settled && (!granted || selective) ? proved : 'unknown',
      capabilities: capabilitiesOf(entry, granted, selective, numbers.size > 0),
      protection,
      securityLayer: refused.length > 0 || selective ? 'present' : 'unknown',
      anonymous: null,
      filtered: selective,
      control: honeypot ? 'failed' : granted || control === false ? 'passed' : 'not-asked',
      reason: honeypot ? HONEYPOT : settled ? null : `neither data nor a refusal was seen: ${entry.said}`,
    },
    settings: {
      mqtt: version,
      broker: broker?.name ?? null,
      taken: entry.kind === 'in',
      grants: granted,
      numbersTold: numbers.size,
      retained: retainedIn(numbers),
      clients: numberIn(numbers.get('$SYS/broker/clients/connected')),
      bridges: bridgesIn(numbers.keys()),
    },
    proofs: Object.fromEntries(
      Object.entries({
        banner: [exchange ?? entry.exchange],
        control: exchange === null ? [] : [exchange],
        'list-collections': granted && exchange !== null ? [entry.exchange, exchange] : [],
        'count-records': selective && exchange !== null ? [exchange] : [],
        refusal: refused,
      }).filter(([, exchanges]) => exchanges.length > 0),
    ),
    notes:
      entry.kind === 'in' && control === false
        ? ['it takes in clients that give no name, and refuses their subscriptions']
        : granted && !selective
          ? [HIDDEN]
          : [],
  };
}

function capabilitiesOf(entry: Entry, granted: boolean, read: boolean, counted: boolean): Capability[] {
  const shown: readonly (readonly [Capability, boolean])[] = [
    ['identify', entry.kind === 'in'],
    ['list-collections', granted],
    ['count-records', granted && counted],
    ['read-records', read],
  ];
  return shown.filter(([, holds]) => holds).map(([capability]) => capability);
}

function brokerIn(told: string | undefined): { readonly name: string; readonly version: string | null } | null {
  if (told === undefined) return null;
  const [, name = 'another broker', version] =
    /^([A-Za-z][\w .-]{0,40}?) (?:version )?v?(\d{1,3}(?:\.\d{1,4}){1,3})/.exec(told) ?? [];
  return { name, version: name === 'mosquitto' ? (version ?? null) : null };
}

function numberIn(told: string | undefined): number | null {
  return told !== undefined && /^\d{1,12}$/.test(told) ? Number(told) : null;
}

/** mosquitto counts the messages about itself among those that it retains. */
function retainedIn(numbers: ReadonlyMap<string, string>): number | null {
  const all = numberIn(numbers.get('$SYS/broker/retained messages/count'));
  return all === null ? null : Math.max(0, all - numbers.size);
}

/** Brokers that this one passes messages to or from, by the names that they have here. */
function bridgesIn(topics: Iterable<string>): string[] {
  return [...topics]
    .flatMap((topic) => /^\$SYS\/broker\/connection\/(.{1,100})\/state$/.exec(topic)?.[1] ?? [])
    .slice(0, 50);
}
