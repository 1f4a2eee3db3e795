import type { ProbeContext } from '../../model/engine.ts';
import type { AccessFacts, Collection, Egress, InventoryFacts, Setting } from '../../model/facts.ts';
import type { Json } from '../../model/request.ts';
import { escapeText } from '../../support/escape.ts';
import { byText } from '../../support/stable-json.ts';
import { at, count } from '../../wire/json.ts';
import { readAnswer } from './answers.ts';
import { memberWays, readClients, readCors, readFollowers, readRemotes, readRepositories } from './around.ts';
import { isBefore, spokenVersion, type Version } from './banner.ts';
import { type Drawer, drawersOf } from './collections.ts';
import { countDocuments, type FieldsTaken, takeFields } from './fields.ts';
import { type Index, type Names, NO_NAMES, readAliases, readResolved } from './indices.ts';
import { type Listing, listIndices } from './listing.ts';
import { nodesRequest, readNodes } from './nodes.ts';
import { isAskable, type SearchChannel } from './requests.ts';
import { sampleHits } from './sampling.ts';
import { lookForSigns } from './signs.ts';

/** Exact counts are asked for so many indices: those with nested documents, or where the list told no number. */
const MOST_COUNTED = 30;
const MOST_SAMPLED = 50;

/** What lies in the cluster and around it. The list of indices was asked for before: it is not sent again. */
export async function takeInventory(
  channel: SearchChannel,
  access: AccessFacts,
  context: ProbeContext,
): Promise<InventoryFacts> {
  const version = spokenVersion(access.service.engine, access.service.version);
  const listing = await listIndices(channel, version);
  const notes: string[] = [];
  const proofs: Record<string, readonly number[]> = {};
  const told = listing.told ?? (await takeNames(channel, version, proofs));
  const { drawers, beyond } = drawersOf(withUnlisted(listing.indices, told), told, context.limits);
  const wanted = drawers.filter(({ collection }) => !collection.system).map(({ mappedBy }) => mappedBy);
  const taken = wanted.length === 0 ? null : await takeFields(channel, wanted, context.limits);
  if (taken !== null && taken.exchanges.length > 0) proofs['mappings'] = taken.exchanges.slice(0, 3);
  if (taken?.missing) notes.push(`fields are not known everywhere: ${taken.missing}`);
  const collections = await withCounts(channel, drawers, taken, access, notes);
  const settings: Record<string, Setting> = {};
  if (context.sample !== null) settings['maskedFields'] = await sample(channel, collections, context.sample);
  const signs = await lookForSigns(channel, collections);
  if (signs.exchanges.length > 0) proofs['ransom-note'] = signs.exchanges;
  const egress = await lookAround(channel, version, access, settings, proofs);
  const omitted = await omittedOf(channel, listing, beyond, context.limits.collections);
  await askForeignOrigin(channel, settings, proofs);
  return {
    collections: [...collections].sort((left, right) => byText(left.name, right.name)),
    omitted,
    egress,
    signs: signs.signs,
    settings,
    proofs,
    notes,
  };
}

/** Up to 1.x the lists leave closed indices out, and only the aliases name them. */
function withUnlisted(indices: readonly Index[], told: Names): readonly Index[] {
  const listed = new Set(indices.map(({ name }) => name));
  const unlisted = told.indices.filter((name) => !listed.has(name));
  const nothing = { closed: true, red: false, documents: null, bytes: null, created: null };
  return [...indices, ...unlisted.map((name) => ({ ...nothing, name }))];
}

async function takeNames(
  channel: SearchChannel,
  version: Version | null,
  proofs: Record<string, readonly number[]>,
): Promise<Names> {
  const resolve = !isBefore(version, 7, 9);
  const answer = readAnswer(await channel.ask(resolve ? 'names' : 'aliases'));
  const names = answer.meaning !== 'open' ? null : resolve ? readResolved(answer.json) : readAliases(answer.json);
  if (names !== null) proofs['aliases'] = [answer.exchange];
  return names ?? NO_NAMES;
}

/**
 * The server's statistics count nested documents, too, and a list of names alone has no numbers: those are counted exactly. So
 * is the fullest, whose count was the proof: fewer than the list says means that documents are held back from us.
 */
async function withCounts(
  channel: SearchChannel,
  drawers: readonly Drawer[],
  taken: FieldsTaken | null,
  access: AccessFacts,
  notes: string[],
): Promise<Collection[]> {
  const collections: Collection[] = [];
  let counted = 0;
  let forbidden = 0;
  for (const { collection, mappedBy } of drawers) {
    const mapped = taken?.mapped.get(mappedBy);
    const known = { ...collection, fields: mapped?.fields ?? [], fieldsOmitted: mapped?.omitted ?? 0 };
    const { name, records, system, state } = collection;
    const nested = mapped?.nested === true;
    const searchable = !system && !state.includes('closed') && access.access.proved === 'read';
    const fullest = counted === 0 && collection.kind === 'index';
    const unsure = records === null || (records > 0 && (nested || fullest));
    if (!searchable || !unsure || counted >= MOST_COUNTED) {
      if (searchable && nested) notes.push(`records of ${escapeText(name, 80)} count nested documents, too`);
      collections.push(known);
      continue;
    }
    counted += 1;
    const documents = await countDocuments(channel, name);
    if (documents === null) forbidden += 1;
    const fewer = documents !== null && records !== null && documents < records && !nested && mapped !== undefined;
    if (fewer) notes.push(`what is seen is filtered: ${documents} of ${records} documents of ${escapeText(name, 80)}`);
    collections.push({ ...known, records: documents ?? records });
  }
  if (forbidden > 0) notes.push(`${forbidden} collections are named, and could not be counted`);
  return collections;
}

async function sample(
  channel: SearchChannel,
  collections: readonly Collection[],
  { records, sink }: NonNullable<ProbeContext['sample']>,
): Promise<boolean> {
  let masked = false;
  const fit = collections.filter(
    ({ name, system, state, records: held }) =>
      !system && held !== 0 && isAskable(name) && !state.some((word) => word !== 'hidden'),
  );
  for (const { name } of fit.slice(0, MOST_SAMPLED)) {
    const answer = readAnswer(await channel.ask('sample', { index: name, size: Math.min(records, 1_000) }));
    if (answer.meaning === 'busy') return masked;
    if (answer.meaning === 'open') masked = sampleHits(answer.json, name, sink).masked || masked;
  }
  return masked;
}

/** The last question: it is a HEAD, after which the client gives the connection up, and a second one would have to be made. */
async function askForeignOrigin(
  channel: SearchChannel,
  settings: Record<string, Setting>,
  proofs: Record<string, readonly number[]>,
): Promise<void> {
  const cors = await channel.ask('foreign-origin');
  if (!cors.ok) return;
  Object.assign(settings, readCors(cors));
  proofs['cors'] = [cors.exchange];
}

async function lookAround(
  channel: SearchChannel,
  version: Version | null,
  access: AccessFacts,
  settings: Record<string, Setting>,
  proofs: Record<string, readonly number[]>,
): Promise<Egress[]> {
  const { nodes: nodesProof } = access.proofs;
  // Whoever may not see the nodes may not see what is around them either: four refusals more would tell nothing.
  if (nodesProof === undefined) return [];
  const ask = async (
    name: 'repositories' | 'remotes' | 'followers' | 'http-clients',
    read: (json: Json | undefined) => Egress[] | null,
    key: string,
    proof: string,
  ) => {
    const answer = readAnswer(await channel.ask(name));
    const ways = answer.meaning === 'open' ? read(answer.json) : null;
    if (ways === null) return [];
    settings[key] = ways.length;
    proofs[proof] = [answer.exchange];
    return ways;
  };
  const modern = !isBefore(version, 5, 4);
  const narrow = !isBefore(version, 1, 6);
  const nodes = readAnswer(await channel.ask(nodesRequest(version)));
  const remotes = modern ? await ask('remotes', readRemotes, 'remoteClusters', 'remote-clusters') : [];
  const follows = remotes.length > 0 && access.service.engine === 'elasticsearch' && !isBefore(version, 6, 7);
  return [
    ...memberWays(readNodes(nodes.json)?.members ?? []),
    ...remotes,
    ...(follows ? await ask('followers', readFollowers, 'followers', 'followers') : []),
    ...(narrow ? await ask('repositories', readRepositories, 'snapshotRepositories', 'snapshot-repositories') : []),
    ...(hasClients(version, access) ? await ask('http-clients', readClients, 'httpClients', 'http-clients') : []),
  ];
}

/** Elasticsearch names its HTTP clients from 7.13 on; OpenSearch, which left before, does not. */
function hasClients(version: Version | null, { service }: AccessFacts): boolean {
  return service.engine === 'elasticsearch' && !isBefore(version, 7, 13);
}

async function omittedOf(
  channel: SearchChannel,
  listing: Listing,
  beyond: number,
  most: number,
): Promise<InventoryFacts['omitted']> {
  if (beyond > 0 && !listing.tooLong) return { collections: beyond, reason: `only the ${most} largest are listed` };
  if (!listing.tooLong) return null;
  const answer = readAnswer(await channel.ask('totals'));
  const indices = Math.max(beyond, (count(at(answer.json, 'indices', 'count')) ?? 0) - listing.names.length + beyond);
  const documents = count(at(answer.json, 'indices', 'docs', 'count'));
  const held = documents === null ? '' : `; the server counts ${documents} documents in all`;
  return { collections: indices, reason: `the list of indices is longer than is read${held}` };
}
