import { walkDocuments } from '../../families/documents/walk.ts';
import { plainCollection } from '../../families/facts/collections.ts';
import { lookForNames, markOf } from '../../families/notes/names.ts';
import type { ProbeContext } from '../../model/engine.ts';
import type { AccessFacts, Collection, Egress, InventoryFacts, Sign } from '../../model/facts.ts';
import type { Json } from '../../model/request.ts';
import { hostOf } from '../../support/address.ts';
import { escapeText } from '../../support/escape.ts';
import { byText } from '../../support/stable-json.ts';
import { at, count, list, text, texts } from '../../wire/json.ts';
import { OWN } from './access.ts';
import type { RethinkChannel } from './requests.ts';
import { ask } from './speak.ts';

const MOST_DATABASES = 60;
const MOST_DETAILED = 200;
const MOST_SAMPLED = 50;

interface Entry {
  readonly database: string;
  readonly table: string;
}

/** Tables, what the server estimates of them, and the servers of its cluster. No document is read. */
export async function takeInventory(
  channel: RethinkChannel,
  { settings }: AccessFacts,
  context: ProbeContext,
): Promise<InventoryFacts> {
  const told = Array.isArray(settings['databases']) ? (settings['databases'] as readonly string[]) : [];
  const databases = told.filter((name) => name !== OWN).toSorted(byText);
  const notes: string[] = [];
  const entries: Entry[] = [];
  for (const database of databases.slice(0, MOST_DATABASES)) {
    const listed = await ask(channel, 'tables', { database });
    if (listed.kind !== 'rows') notes.push(`tables of ${escapeText(database, 80)} could not be listed: ${listed.said}`);
    for (const table of listed.rows) if (typeof table === 'string') entries.push({ database, table });
  }
  if (databases.length > MOST_DATABASES)
    notes.push(`${databases.length - MOST_DATABASES} more databases were not looked into`);
  const kept = entries.slice(0, context.limits.collections);
  const collections: Collection[] = [];
  const mappings: number[] = [];
  for (const [place, entry] of kept.entries()) {
    const answer = place < MOST_DETAILED ? await ask(channel, 'information', { ...entry }) : null;
    if (answer?.kind === 'rows') mappings.push(answer.exchange);
    collections.push(collectionOf(entry, answer?.rows[0], context.limits.fieldsPerCollection));
  }
  if (kept.length > MOST_DETAILED) notes.push(`${kept.length - MOST_DETAILED} tables are named, and were not counted`);
  if (context.sample !== null) await sampleTables(channel, kept, context.sample);
  const servers = await ask(channel, 'servers');
  const members = servers.rows.slice(0, 200).flatMap(memberOf);
  const beyond = entries.length - kept.length;
  return {
    collections,
    omitted:
      beyond > 0 ? { collections: beyond, reason: `only ${context.limits.collections} tables are listed` } : null,
    egress: members,
    signs: signsOf(kept, collections),
    settings: { servers: servers.kind === 'rows' ? servers.rows.length : null },
    proofs: {
      ...(mappings.length > 0 ? { mappings: mappings.slice(0, 3) } : {}),
      ...(members.length > 0 ? { members: [servers.exchange] } : {}),
    },
    notes,
  };
}

function collectionOf({ database, table }: Entry, information: Json | undefined, most: number): Collection {
  const estimates = list(at(information, 'doc_count_estimates')).map((shard) => count(shard));
  const known = estimates.length > 0 && !estimates.includes(null);
  const key = text(at(information, 'primary_key'));
  const names = [...(key === null || key === 'id' ? [] : [key]), ...texts(at(information, 'indexes'))];
  return plainCollection({
    name: `${database}.${table}`,
    kind: 'table',
    records: known ? estimates.reduce<number>((sum, shard) => sum + (shard ?? 0), 0) : null,
    fields: names.map((name) => ({ name, type: 'unknown', countAs: null })),
    most,
  });
}

function signsOf(entries: readonly Entry[], collections: readonly Collection[]): Sign[] {
  return entries.flatMap(({ database, table }, index): Sign[] => {
    const collection = collections[index];
    if (collection === undefined) return [];
    const named = lookForNames([{ ...collection, name: markOf(table) === null ? database : table }]);
    return named.map((sign) => ({ ...sign, collection: collection.name }));
  });
}

/** `{"name": …, "network": {"hostname": …, "canonical_addresses": [{"host": …, "port": 29015}]}}` */
function memberOf(server: Json): Egress[] {
  const name = text(at(server, 'name')) ?? 'server';
  const [address] = list(at(server, 'network', 'canonical_addresses'));
  const place = text(at(address, 'host')) ?? text(at(server, 'network', 'hostname'));
  if (place === null) return [];
  return [{ kind: 'member', name: escapeText(name, 80), location: escapeText(place, 120), host: hostOf(place) }];
}

async function sampleTables(
  channel: RethinkChannel,
  entries: readonly Entry[],
  { records, sink }: NonNullable<ProbeContext['sample']>,
): Promise<void> {
  for (const entry of entries.slice(0, MOST_SAMPLED)) {
    const answer = await ask(channel, 'sample', { ...entry, size: Math.min(records, 1_000) });
    if (answer.kind === 'over') return;
    walkDocuments(answer.rows, (path, value) => sink.see(`${entry.database}.${entry.table}`, path, value));
  }
}
