import { drawersOf, estimated, keysAsCollection } from '../../families/keys/drawers.ts';
import type { ProbeContext } from '../../model/engine.ts';
import type { AccessFacts, Collection, Egress, InventoryFacts } from '../../model/facts.ts';
import { hostOf, networkOf } from '../../support/address.ts';
import { byText } from '../../support/stable-json.ts';
import { numberOf, readText, statisticsOf } from './protocol.ts';
import type { MemcachedChannel } from './requests.ts';

/** So many keys of each size, of so many sizes, those with most items first. */
const MOST_KEYS = 200;
const MOST_SLABS = 20;
const MOST_SHOWN = 1_000;

/** What the items are, by prefixes of their keys, and who is connected. Where binary alone is spoken, their number is all. */
export async function memcachedInventory(
  channel: MemcachedChannel,
  { settings }: AccessFacts,
  context: ProbeContext,
): Promise<InventoryFacts> {
  const items = typeof settings['items'] === 'number' ? settings['items'] : 0;
  const sampled = settings['protocol'] === 'text' ? await sampleKeys(channel) : NOTHING;
  const { egress, exchanges } =
    settings['protocol'] === 'text' ? await clientsOf(channel) : { egress: [], exchanges: [] };
  const drawers = drawersOf(sampled.keys).slice(0, context.limits.collections);
  const counts = sampled.keys.length === items ? drawers.map(({ count }) => count) : estimated(drawers, items);
  const named = drawers.map(({ pattern }, index) => itemsOf(pattern, counts[index] ?? 0));
  const notes: string[] = [];
  if (items > 0 && sampled.keys.length === 0) notes.push('keys are not named; their number is all that is told');
  else if (sampled.keys.length !== items)
    notes.push(`${sampled.keys.length} of ${items} keys were looked at; counts by prefix are estimates`);
  return {
    collections: named.length > 0 || items === 0 ? named : [itemsOf('*', items)],
    omitted: null,
    egress,
    signs: [],
    settings: { keysSeen: sampled.keys.length, clientNetworks: new Set(egress.map(({ location }) => location)).size },
    proofs: {
      ...(sampled.exchanges.length > 0 ? { scan: sampled.exchanges.slice(0, 2) } : {}),
      ...(exchanges.length > 0 ? { clients: exchanges } : {}),
    },
    notes,
  };
}

interface Sampled {
  readonly keys: readonly string[];
  readonly exchanges: readonly number[];
}

const NOTHING: Sampled = { keys: [], exchanges: [] };

async function sampleKeys(channel: MemcachedChannel): Promise<Sampled> {
  const slabs = readText(await channel.ask('slabs'));
  if (slabs.kind !== 'open') return NOTHING;
  const keys = new Set<string>();
  const exchanges: number[] = [];
  for (const slab of fullest(statisticsOf(slabs.lines))) {
    const dump = readText(await channel.ask('keys', { slab, count: MOST_KEYS }));
    // Dumps can be turned off (-X), and then are off for every size.
    if (dump.kind !== 'open') break;
    exchanges.push(dump.exchange);
    for (const line of dump.lines) {
      const key = /^ITEM (\S{1,250}) \[/.exec(line)?.[1];
      if (key !== undefined) keys.add(key);
    }
  }
  return { keys: [...keys], exchanges };
}

/** Numbers of the slab classes, the fullest first. */
function fullest(statistics: ReadonlyMap<string, string>): number[] {
  return [...statistics]
    .flatMap(([name, value]) => {
      const slab = numberOf(/^items:(\d{1,3}):number$/.exec(name)?.[1]);
      return slab === null ? [] : [{ slab, items: numberOf(value) ?? 0 }];
    })
    .sort((left, right) => right.items - left.items || left.slab - right.slab)
    .slice(0, MOST_SLABS)
    .map(({ slab }) => slab);
}

function itemsOf(pattern: string, records: number): Collection {
  return keysAsCollection(pattern, { kind: 'items', type: 'bytes', records });
}

async function clientsOf(channel: MemcachedChannel): Promise<{ egress: Egress[]; exchanges: number[] }> {
  const listed = readText(await channel.ask('clients'));
  if (listed.kind !== 'open') return { egress: [], exchanges: [] };
  return { egress: readClients(statisticsOf(listed.lines)), exchanges: [listed.exchange] };
}

/** Clients by their networks. Listeners are none, and whoever asks is the one whose command is being read. */
export function readClients(statistics: ReadonlyMap<string, string>): Egress[] {
  const networks = new Map<string, string>();
  for (const [name, value] of statistics) {
    const id = /^(\d{1,10}):addr$/.exec(name)?.[1];
    const state = statistics.get(`${id}:state`) ?? '';
    if (id === undefined || state === 'conn_listening' || state === 'conn_parse_cmd') continue;
    const host = hostOf(/^tcp6?:(.+)$/.exec(value)?.[1] ?? '');
    const network = networkOf(host);
    if (host !== null && network !== null) networks.set(host, network);
  }
  return [...networks]
    .sort(([left], [right]) => byText(left, right))
    .slice(0, MOST_SHOWN)
    .map(([host, network]) => ({ kind: 'client', name: network, location: network, host }));
}
