import { drawersOf, estimated, keysAsCollection } from '../../families/keys/drawers.ts';
import { lookForNames } from '../../families/notes/names.ts';
import type { ProbeContext } from '../../model/engine.ts';
import type { AccessFacts, Collection, Egress, InventoryFacts } from '../../model/facts.ts';
import { hostOf, networkOf } from '../../support/address.ts';
import { byText } from '../../support/stable-json.ts';
import { readAnswer, type ZookeeperChannel } from './requests.ts';
import { walk } from './walk.ts';
import { readText } from './wire.ts';
import { readClientLines } from './words.ts';

const MOST_SHOWN = 1_000;
/** The server's own nodes, and the root, which it counts twice. */
const OWN_NODES = 5;

/** Where the usual programs keep passwords, tokens and keys. */
const SECRETS: readonly RegExp[] = [
  /^(?:\/[^/]+)?\/config\/users(?:\/|$)/,
  /^(?:\/[^/]+)?\/security\.json$/,
  /^(?:\/[^/]+)?\/delegation_token(?:\/|$)/,
  /\/RMDTSecretManagerRoot(?:\/|$)/,
  /\/ZKDTSMRoot(?:\/|$)/,
  /\/tokenauth(?:\/|$)/,
];

/** Nodes by the names that their builders gave; who is connected, and which servers keep them together. */
export async function zookeeperInventory(
  channel: ZookeeperChannel,
  { settings }: AccessFacts,
  { limits }: ProbeContext,
): Promise<InventoryFacts> {
  const walked = await walk(channel);
  const ensemble = readAnswer(await channel.ask('ensemble'), readText);
  const clients = await channel.ask('clients');
  const lines = readClientLines(clients);
  const egress = [...readEnsemble(ensemble.value ?? ''), ...readClients(lines ?? [])];
  const total = typeof settings['nodes'] === 'number' ? Math.max(0, settings['nodes'] - OWN_NODES) : null;
  const { collections, omitted } = collectionsOf(walked.paths, walked.whole ? null : total, limits.collections);
  const signs = lookForNames(collections);
  return {
    collections,
    omitted,
    egress,
    signs,
    settings: {
      applications: applicationsIn(walked.paths),
      secretNodes: walked.paths.filter((path) => SECRETS.some((place) => place.test(path))).slice(0, 20),
      allWords: lines !== null,
    },
    proofs: Object.fromEntries(
      Object.entries({
        nodes: walked.exchanges.slice(0, 2),
        secrets: walked.exchanges.slice(0, 3),
        members: ensemble.value === null ? [] : [ensemble.exchange],
        clients: lines === null ? [] : [clients.exchange],
        'ransom-note': signs.length > 0 ? walked.exchanges.slice(0, 1) : [],
      }).filter(([, exchanges]) => exchanges.length > 0),
    ),
    notes: [
      ...(walked.whole ? [] : [`${walked.paths.length} names of nodes were looked at; counts by prefix are estimates`]),
      ...(walked.closed > 0 ? [`${walked.closed} nodes may not be listed by strangers`] : []),
    ],
  };
}

function collectionsOf(
  paths: readonly string[],
  total: number | null,
  most: number,
): { collections: Collection[]; omitted: InventoryFacts['omitted'] } {
  // Without the mark in front, so that what stands directly below the root is a name of its own.
  const drawers = drawersOf(paths.map((path) => path.slice(1)));
  const counts = total === null || total < paths.length ? drawers.map(({ count }) => count) : estimated(drawers, total);
  const all = drawers.map(({ pattern }, index) =>
    keysAsCollection(`/${pattern}`, { kind: 'nodes', type: 'bytes', records: counts[index] ?? 0 }),
  );
  const more = all.length - most;
  return {
    collections: all.slice(0, most),
    omitted: more > 0 ? { collections: more, reason: `only ${most} prefixes are listed` } : null,
  };
}

const APPLICATIONS: readonly (readonly [string, RegExp])[] = [
  ['Kafka', /^(?:\/[^/]+)?\/brokers\/(?:ids|topics)$/],
  ['HBase', /^\/hbase(?:-\w+)?$/],
  ['Solr', /^(?:\/[^/]+)?\/live_nodes$/],
  ['Hadoop HA', /^\/hadoop-ha$/],
  ['YARN', /^\/rmstore$/],
  ['Druid', /^\/druid$/],
  ['Dubbo', /^\/dubbo$/],
  ['ClickHouse', /^\/clickhouse$/],
  ['Hive', /^\/hiveserver2$/],
  ['Storm', /^\/storm$/],
  ['NiFi', /^\/nifi$/],
];

/** Programs that keep their state here, by the nodes that they always make. */
function applicationsIn(paths: readonly string[]): string[] {
  return APPLICATIONS.filter(([, place]) => paths.some((path) => place.test(path))).map(([name]) => name);
}

/** `server.1=host:2888:3888:participant;0.0.0.0:2181`, one line a member. A server that stands alone has none. */
export function readEnsemble(config: string): Egress[] {
  return config.split('\n', 200).flatMap((line): Egress[] => {
    const [, id = '', host = ''] = /^server\.(\d{1,10})=([\w.-]{1,253}|\[[0-9a-f:]{2,45}\]):\d/i.exec(line) ?? [];
    if (host === '') return [];
    return [{ kind: 'member', name: `server ${id}`, location: host, host: host.replace(/^\[|\]$/g, '') }];
  });
}

/** Clients by their networks. */
export function readClients(places: readonly string[]): Egress[] {
  const networks = new Map<string, string>();
  for (const place of places) {
    const host = hostOf(bracketed(place));
    const network = networkOf(host);
    if (host !== null && network !== null) networks.set(host, network);
  }
  return [...networks]
    .sort(([left], [right]) => byText(left, right))
    .slice(0, MOST_SHOWN)
    .map(([host, network]) => ({ kind: 'client', name: network, location: network, host }));
}

/** `0:0:0:0:0:0:0:1:43210` says no brackets of its own. */
function bracketed(place: string): string {
  const at = place.lastIndexOf(':');
  return place.startsWith('[') || place.indexOf(':') === at ? place : `[${place.slice(0, at)}]${place.slice(at)}`;
}
