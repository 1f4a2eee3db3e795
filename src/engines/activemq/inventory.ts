import { plainCollection } from '../../families/facts/collections.ts';
import { readPage } from '../../families/jolokia/page.ts';
import type { ProbeContext } from '../../model/engine.ts';
import type { AccessFacts, Collection, Egress, InventoryFacts } from '../../model/facts.ts';
import { hostOf, networkOf } from '../../support/address.ts';
import { byText } from '../../support/stable-json.ts';
import { at, text } from '../../wire/json.ts';
import { askLists } from './access.ts';
import { destinationsOf } from './console.ts';
import type { Destination } from './lists.ts';
import type { ActivemqChannel } from './requests.ts';

const NOTHING: InventoryFacts = {
  collections: [],
  omitted: null,
  egress: [],
  signs: [],
  settings: {},
  proofs: {},
  notes: [],
};

/** Queues and topics, by whichever door they are named. */
export async function takeDestinations(
  channel: ActivemqChannel,
  { settings }: AccessFacts,
  { limits }: ProbeContext,
): Promise<InventoryFacts> {
  if (settings['role'] === 'stomp' && settings['listed'] === true) {
    const { destinations } = await askLists(channel);
    const notes = destinations.length > 0 ? ['names are told here, and how much each holds is not'] : [];
    return { ...NOTHING, ...listed(destinations, limits.collections), notes };
  }
  if (settings['role'] !== 'console') return NOTHING;
  const destinations = destinationsOf(readPage(await channel.ask('destinations')));
  const connected = readPage(await channel.ask('connections'));
  const egress = clientsIn(Object.values(connected.beans).map((bean) => text(at(bean, 'RemoteAddress')) ?? ''));
  return {
    ...NOTHING,
    ...listed(destinations, limits.collections),
    egress,
    settings: { clientNetworks: egress.length },
    proofs: egress.length > 0 ? { clients: [connected.exchange] } : {},
  };
}

function listed(destinations: readonly Destination[], most: number): Pick<InventoryFacts, 'collections' | 'omitted'> {
  const sorted = [...destinations].sort((left, right) => byText(left.name, right.name));
  const left = sorted.length - Math.min(most, sorted.length);
  return {
    collections: sorted.slice(0, most).map(asCollection),
    omitted: left > 0 ? { collections: left, reason: `only the first ${most} are listed` } : null,
  };
}

function asCollection({ kind, name, messages }: Destination): Collection {
  return plainCollection({ name, kind, records: messages });
}

/** `tcp://198.51.100.7:44817`, by their networks. */
function clientsIn(addresses: readonly string[]): Egress[] {
  const networks = new Map<string, string>();
  for (const address of addresses.slice(0, 1_000)) {
    const host = hostOf(address);
    const network = networkOf(host);
    if (host !== null && network !== null) networks.set(host, network);
  }
  return [...networks]
    .sort(([left], [right]) => byText(left, right))
    .map(([host, network]) => ({ kind: 'client', name: network, location: network, host }));
}
