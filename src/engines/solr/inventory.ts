import { counted, uncounted } from '../../families/facts/measurements.ts';
import { proofsOf } from '../../families/facts/proofs.ts';
import { lookForNames } from '../../families/notes/names.ts';
import type { Answer } from '../../families/rest/answers.ts';
import type { ProbeContext, Subject } from '../../model/engine.ts';
import type { AccessFacts, Collection, Egress, Field, InventoryFacts, Measurement } from '../../model/facts.ts';
import { hostOf } from '../../support/address.ts';
import { at, bag, count, text } from '../../wire/json.ts';
import { type Cluster, type Core, foundIn, readCluster, readCores, readSolr } from './answers.ts';
import type { SolrChannel } from './requests.ts';

/** So many are asked for their fields; of the others name and numbers are told. */
const MOST_ASKED = 100;
/** A sketch over more documents than this is left alone. */
const MOST_DOCUMENTS = 100_000_000;

interface Store {
  readonly name: string;
  /** The core or collection that is asked for it. */
  readonly documents: number | null;
  readonly bytes: number | null;
  readonly aliases: readonly string[];
}

/** Cores with their documents, by their status; in a cluster collections, counted over all their shards. */
export async function takeInventory(
  channel: SolrChannel,
  { settings: known }: AccessFacts,
  { limits }: ProbeContext,
): Promise<InventoryFacts> {
  const listing = readSolr(await channel.ask('cores'));
  const cores = readCores(listing) ?? [];
  const system = readSolr(await channel.ask('system'));
  const clustered = known['mode'] === 'solrcloud' ? readSolr(await channel.ask('cluster')) : null;
  const cluster = clustered === null ? null : readCluster(clustered);
  const stores = clustered === null ? cores.map(asStore) : await storesOf(channel, cores, cluster);
  const collections: Collection[] = [];
  let streaming: Answer | null = null;
  for (const [index, store] of stores.slice(0, limits.collections).entries()) {
    const fields = index < MOST_ASKED ? fieldsIn(readSolr(await channel.ask('fields', { core: store.name }))) : [];
    collections.push(asCollection(store, fields, limits.fieldsPerCollection));
    if (index === 0) streaming = readSolr(await channel.ask('dispatcher', { core: store.name }));
  }
  const remote = at(streaming?.json, 'config', 'requestDispatcher', 'requestParsers', 'enableRemoteStreaming') === true;
  const left = stores.length - collections.length;
  return {
    collections,
    omitted: left > 0 ? { collections: left, reason: 'more than an inventory lists' } : null,
    egress: membersOf(cluster, text(at(system.json, 'zkHost'))),
    signs: lookForNames(collections),
    settings: { remoteStreaming: streaming === null ? null : remote, nodes: cluster?.nodes.length ?? null },
    proofs: proofsOf({
      members: [clustered ?? (text(at(system.json, 'zkHost')) === null ? null : system)],
      'ransom-note': [listing],
      streaming: remote ? [streaming] : [],
    }),
    notes: stores.length > MOST_ASKED ? [`${MOST_ASKED} of ${stores.length} were asked for their fields`] : [],
  };
}

function asStore({ name, documents, bytes }: Core): Store {
  return { name, documents, bytes, aliases: [] };
}

/** A collection is counted by a search over all its shards, a number alone. */
async function storesOf(channel: SolrChannel, cores: readonly Core[], cluster: Cluster | null): Promise<Store[]> {
  const names = new Set([...(cluster?.collections ?? []), ...cores.flatMap(({ collection }) => collection ?? [])]);
  const stores: Store[] = [];
  for (const [index, name] of [...names].entries()) {
    const counted = index < MOST_ASKED ? foundIn(readSolr(await channel.ask('count', { core: name }))) : null;
    const aliases = [...(cluster?.aliases ?? [])].flatMap(([alias, to]) =>
      to.split(',').includes(name) ? [alias] : [],
    );
    stores.push({ name, documents: counted, bytes: null, aliases });
  }
  return stores;
}

function asCollection({ name, documents, bytes, aliases }: Store, fields: readonly Field[], most: number): Collection {
  return {
    name,
    kind: 'documents',
    records: documents,
    bytes,
    created: null,
    system: name.startsWith('.'),
    state: [],
    aliases,
    fields: fields.slice(0, most),
    fieldsOmitted: Math.max(0, fields.length - most),
  };
}

/** Those that documents have; Solr’s own begin and end with an underline. `D` in the schema’s letters: doc values. */
function fieldsIn({ meaning, json }: Answer): Field[] {
  if (meaning !== 'open') return [];
  return Object.entries(bag(at(json, 'fields')) ?? {})
    .filter(([name]) => !/^_.*_$/.test(name))
    .map(([name, field]) => {
      const sortable = text(at(field, 'schema'))?.includes('D') === true && /^[A-Za-z]\w{0,100}$/.test(name);
      return { name, type: text(at(field, 'type')) ?? 'unknown', countAs: sortable ? name : null };
    });
}

function membersOf(cluster: Cluster | null, zookeeper: string | null): Egress[] {
  const nodes = (cluster?.nodes ?? []).map((place) => ({ name: 'node', place }));
  const keepers = (zookeeper ?? '')
    .slice(0, 2_000)
    .split(',')
    .map((place) => ({ name: 'zookeeper', place: place.replace(/\/.*$/, '').trim() }))
    .filter(({ place }) => place !== '');
  return [...nodes, ...keepers].map(({ name, place }) => ({
    kind: 'member',
    name,
    location: place,
    host: hostOf(place),
  }));
}

/** Distinct values by a sketch over doc values, one number. */
export async function measureField(channel: SolrChannel, subject: Subject): Promise<Measurement> {
  const { collection, field } = subject;
  if ((collection.records ?? 0) > MOST_DOCUMENTS)
    return uncounted(subject, 'too many documents for a count within bounds');
  const statistic = `{!cardinality=true}${field}`;
  const answer = readSolr(await channel.ask('distinct', { core: collection.name, statistic }));
  const whole = at(answer.json, 'responseHeader', 'partialResults') !== true;
  const distinct = whole ? count(at(answer.json, 'stats', 'stats_fields', field, 'cardinality')) : null;
  return distinct === null
    ? uncounted(subject, `it gave no number: ${whole ? answer.said : 'its time was over'}`)
    : counted(subject, distinct, answer.exchange);
}
