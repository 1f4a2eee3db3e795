import type { Egress, Setting } from '../../model/facts.ts';
import { hostOf, networkOf } from '../../support/address.ts';
import { byText } from '../../support/stable-json.ts';
import { type Broker, ERROR, type Metadata, readAnswer, readConfigs, readGroups, readMembers } from './answers.ts';
import type { KafkaChannel } from './requests.ts';

const MOST_GROUPS = 100;
const MOST_BROKERS = 1_000;
const MOST_CLIENTS = 1_000;

/** Settings that say who is let in, and what happens by itself. None of them is a secret. */
const ASKED = [
  'listeners',
  'advertised.listeners',
  'listener.security.protocol.map',
  'authorizer.class.name',
  'allow.everyone.if.no.acl.found',
  'auto.create.topics.enable',
  'ssl.client.auth',
] as const;

export interface Around {
  readonly egress: readonly Egress[];
  readonly settings: Readonly<Record<string, Setting>>;
  readonly proofs: Readonly<Record<string, readonly number[]>>;
}

/** The other brokers, who reads, and what this broker was told to be. Nothing that it names is contacted. */
export async function lookAround(channel: KafkaChannel, { brokers }: Metadata): Promise<Around> {
  const self = selfOf(brokers, channel);
  const readers = await readersOf(channel);
  const told = self === null ? null : await settingsOf(channel, self);
  return {
    egress: [...membersOf(brokers, self), ...readers.egress],
    settings: { consumerGroups: readers.groups, clientNetworks: readers.egress.length, ...told?.settings },
    proofs: { ...readers.proofs, ...(told === null ? {} : { settings: [told.exchange] }) },
  };
}

/** Which of the brokers we speak to: the only one, or that which is named as it was dialled. */
function selfOf(brokers: readonly Broker[], { endpoint }: KafkaChannel): Broker | null {
  const [only, ...more] = brokers;
  if (only !== undefined && more.length === 0) return only;
  const named = brokers.filter(
    ({ host, port }) => port === endpoint.port && (host === endpoint.host || host === endpoint.address),
  );
  return named.length === 1 ? (named[0] ?? null) : null;
}

function membersOf(brokers: readonly Broker[], self: Broker | null): Egress[] {
  return brokers
    .filter((broker) => broker !== self)
    .slice(0, MOST_BROKERS)
    .map(({ id, host, port }) => ({
      kind: 'member',
      name: `broker ${id}`,
      location: host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`,
      host: host === '' ? null : host,
    }));
}

async function readersOf(
  channel: KafkaChannel,
): Promise<{ egress: Egress[]; groups: number | null; proofs: Record<string, number[]> }> {
  const { body, exchange } = readAnswer(await channel.ask('groups'), readGroups);
  if (body === null || body.error !== ERROR.none) return { egress: [], groups: null, proofs: {} };
  const asked = body.groups.filter(isAskable).slice(0, MOST_GROUPS);
  const count = body.groups.length;
  if (asked.length === 0) return { egress: [], groups: count, proofs: { groups: [exchange] } };
  const members = readAnswer(await channel.ask('members', { groups: asked }), readMembers);
  return {
    egress: readClients(members.body ?? []),
    groups: count,
    proofs: { groups: [exchange], clients: [members.exchange] },
  };
}

/** Names with control characters are counted and not asked for. */
function isAskable(group: string): boolean {
  return group !== '' && group.length < 250 && !/\p{Cc}/u.test(group) && group.isWellFormed();
}

/** Clients by their networks. */
export function readClients(hosts: readonly string[]): Egress[] {
  const networks = new Map<string, string>();
  for (const told of hosts) {
    const host = hostOf(told.replace(/^[^/]*\//, ''));
    const network = networkOf(host);
    if (host !== null && network !== null) networks.set(host, network);
  }
  return [...networks]
    .sort(([left], [right]) => byText(left, right))
    .slice(0, MOST_CLIENTS)
    .map(([host, network]) => ({ kind: 'client', name: network, location: network, host }));
}

async function settingsOf(
  channel: KafkaChannel,
  { id }: Broker,
): Promise<{ settings: Record<string, Setting>; exchange: number } | null> {
  const { body, exchange } = readAnswer(await channel.ask('settings', { broker: id, names: ASKED }), readConfigs);
  if (body === null || body.size === 0) return null;
  const flag = (name: (typeof ASKED)[number]) => (body.has(name) ? body.get(name) === 'true' : null);
  return {
    settings: {
      listeners: body.get('listeners')?.slice(0, 500) ?? null,
      advertised: body.get('advertised.listeners')?.slice(0, 500) ?? null,
      authorizerClass: body.get('authorizer.class.name')?.slice(0, 200) ?? null,
      allowEveryone: flag('allow.everyone.if.no.acl.found'),
      createsTopics: flag('auto.create.topics.enable'),
      plaintextListener: plaintextIn(body.get('listeners') ?? '', body.get('listener.security.protocol.map') ?? ''),
    },
    exchange,
  };
}

/** Whether one of the listeners for clients speaks without a login and without TLS, by the map of their names. */
function plaintextIn(listeners: string, map: string): boolean {
  const plain = new Set(
    map.split(',').flatMap((pair) => {
      const [name = '', protocol = ''] = pair.trim().split(':');
      return protocol === 'PLAINTEXT' ? [name] : [];
    }),
  );
  const names = listeners.split(',').map((listener) => listener.trim().split('://')[0] ?? '');
  return names.some((name) => name === 'PLAINTEXT' || plain.has(name));
}
