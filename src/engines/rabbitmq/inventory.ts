import { plainCollection } from '../../families/facts/collections.ts';
import type { ProbeContext } from '../../model/engine.ts';
import type { Collection, Egress, InventoryFacts } from '../../model/facts.ts';
import type { Json } from '../../model/request.ts';
import { hostOf, networkOf } from '../../support/address.ts';
import { byText } from '../../support/stable-json.ts';
import { at, count, list, text, texts } from '../../wire/json.ts';
import { readMetrics } from './metrics.ts';
import type { RabbitChannel } from './requests.ts';
import { queuesIn, readPage } from './web.ts';

interface Queue {
  readonly host: string;
  readonly name: string;
  readonly messages: number | null;
  readonly bytes?: number | null;
  readonly exclusive?: boolean;
}

/** What the metrics name. */
export async function measuredInventory(
  channel: RabbitChannel,
  { claim, limits }: ProbeContext,
): Promise<InventoryFacts> {
  const shown = readPage(await channel.ask(claim.role === 'metrics-old' ? 'metrics-old' : 'metrics'));
  const queues = readMetrics(shown.reply?.text() ?? '')?.queues ?? [];
  return { ...NOTHING, ...listed(queues, queues.length, limits.collections) };
}

/** What the management tells: queues, clients, and where messages are passed on to. */
export async function managedInventory(channel: RabbitChannel, { limits }: ProbeContext): Promise<InventoryFacts> {
  const page = readPage(await channel.ask('queues'));
  const queues = (queuesIn(page.json) ?? []).flatMap((queue): Queue[] => {
    const name = text(at(queue, 'name'));
    if (name === null) return [];
    return [
      {
        host: text(at(queue, 'vhost')) ?? '/',
        name,
        messages: count(at(queue, 'messages')),
        bytes: count(at(queue, 'message_bytes')),
        exclusive: at(queue, 'exclusive') === true,
      },
    ];
  });
  const connected = readPage(await channel.ask('connections'));
  const clients = clientsIn(queuesIn(connected.json) ?? []);
  const federation = readPage(await channel.ask('federation'));
  const shovels = readPage(await channel.ask('shovels'));
  const ways = [
    ...waysIn(federation.json, { uri: 'remote-cluster' }),
    ...waysIn(shovels.json, { 'src-uri': 'remote-cluster', 'dest-uri': 'replica' }),
  ];
  const total = count(at(page.json, 'total_count')) ?? queues.length;
  return {
    ...NOTHING,
    ...listed(queues, total, limits.collections),
    egress: [...ways, ...clients],
    settings: { clientNetworks: clients.length, upstreams: ways.length },
    proofs: {
      ...(clients.length > 0 ? { clients: [connected.exchange] } : {}),
      ...(ways.length > 0
        ? { replicas: [shovels.exchange], 'remote-clusters': [federation.exchange, shovels.exchange] }
        : {}),
    },
  };
}

/** By AMQP no names are told. */
export const NOTHING: InventoryFacts = {
  collections: [],
  omitted: null,
  egress: [],
  signs: [],
  settings: {},
  proofs: {},
  notes: [],
};

function listed(
  queues: readonly Queue[],
  total: number,
  most: number,
): Pick<InventoryFacts, 'collections' | 'omitted'> {
  const shown = queues.slice(0, most);
  const left = Math.max(total, queues.length) - shown.length;
  return {
    collections: shown.map(asCollection),
    omitted: left > 0 ? { collections: left, reason: `only the first ${shown.length} are listed` } : null,
  };
}

function asCollection({ host, name, messages, bytes = null, exclusive = false }: Queue): Collection {
  return plainCollection({
    name: host === '/' ? name : `${host}/${name}`,
    kind: 'queue',
    records: messages,
    bytes,
    state: exclusive ? ['exclusive'] : [],
  });
}

/** Clients by their networks. */
function clientsIn(connections: readonly Json[]): Egress[] {
  const networks = new Map<string, string>();
  for (const client of connections) {
    const host = hostOf(text(at(client, 'peer_host')) ?? '');
    const network = networkOf(host);
    if (host !== null && network !== null) networks.set(host, network);
  }
  return [...networks]
    .sort(([left], [right]) => byText(left, right))
    .map(([host, network]) => ({ kind: 'client', name: network, location: network, host }));
}

/** Federation and shovels: one address or several, each of which may hold a login. */
function waysIn(json: Json | undefined, kinds: Readonly<Record<string, Egress['kind']>>): Egress[] {
  return list(json)
    .slice(0, 200)
    .flatMap((parameter) =>
      Object.entries(kinds).flatMap(([name, kind]) => {
        const told = at(parameter, 'value', name);
        const places = typeof told === 'string' ? [told] : texts(told);
        return places.map(
          (place): Egress => ({
            kind,
            name: text(at(parameter, 'name')) ?? kind,
            location: place
              .slice(0, 300)
              .replace(/^([a-z][\w+.-]*:\/\/)[^@/]*@/i, '$1')
              .replace(/[?#].*$/, ''),
            host: hostOf(place),
          }),
        );
      }),
    );
}
