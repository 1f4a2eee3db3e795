import { isFew, markOf } from '../../families/notes/names.ts';
import type { ProbeContext } from '../../model/engine.ts';
import type { AccessFacts, Collection, Egress, InventoryFacts, Sign } from '../../model/facts.ts';
import { networkOf } from '../../support/address.ts';
import { parseJson } from '../../support/bounded-json.ts';
import { escapeText } from '../../support/escape.ts';
import { byText } from '../../support/stable-json.ts';
import { doorOf } from './access.ts';
import type { ClickHouseChannel } from './requests.ts';
import { Asker, type Said } from './speak.ts';
import {
  collectionName,
  collectionOf,
  isProvable,
  leadsElsewhere,
  type TableFact,
  takeColumns,
  takeTables,
} from './tables.ts';

const MOST_SAMPLED = 50;

/** What lies in the databases and around them. Rows and bytes are those that the server keeps; no table is read. */
export async function takeInventory(
  channel: ClickHouseChannel,
  _access: AccessFacts,
  context: ProbeContext,
): Promise<InventoryFacts> {
  const { limits, claim } = context;
  const asker = new Asker(channel, doorOf(claim.role));
  const { facts, counted } = await takeTables(asker);
  const columns = await takeColumns(asker);
  const fullest = facts.toSorted((left, right) => (right.rows ?? 0) - (left.rows ?? 0));
  const listed = fullest.slice(0, limits.collections);
  const collections = listed.map((fact) =>
    collectionOf(fact, columns.fields.get(collectionName(fact)) ?? [], limits.fieldsPerCollection),
  );
  if (context.sample !== null && asker.door === 'http') await sample(channel, listed, context.sample);
  const clusters = await asker.ask('clusters');
  const clients = await asker.ask('clients');
  const users = await asker.ask('users');
  const elsewhere = [...new Set(facts.filter(leadsElsewhere).map(({ engine }) => escapeText(engine, 40)))];
  const omitted = facts.length - listed.length;
  return {
    collections: collections.toSorted((one, other) => byText(one.name, other.name)),
    omitted: omitted === 0 ? null : { collections: omitted, reason: `only ${limits.collections} tables are listed` },
    egress: [...membersIn(clusters), ...clientsIn(clients)],
    signs: lookForNotes(listed, collections),
    settings: {
      enginesElsewhere: elsewhere.toSorted(byText),
      usersShown: users.meaning === 'rows' ? users.rows.length : null,
      usersWithoutPassword: users.rows.filter(([, auth = '']) => auth.includes('no_password')).length,
    },
    proofs: {
      ...(columns.said.rows.length > 0 ? { mappings: [columns.said.exchange] } : {}),
      ...(counted.rows.length > 0 ? { statistics: [counted.exchange] } : {}),
      ...(clusters.rows.length > 0 ? { members: [clusters.exchange] } : {}),
      ...(clients.rows.length > 0 ? { clients: [clients.exchange] } : {}),
      ...(users.rows.length > 0 ? { users: [users.exchange] } : {}),
    },
    notes: notesOf(facts, elsewhere, context, asker),
  };
}

function notesOf(
  facts: readonly TableFact[],
  elsewhere: readonly string[],
  { sample: wanted }: ProbeContext,
  { door }: Asker,
): string[] {
  const notes: string[] = [];
  const uncounted = facts.filter((fact) => fact.rows === null && isProvable(fact)).length;
  if (uncounted > 0) notes.push(`of ${uncounted} tables the server keeps no number of rows`);
  if (elsewhere.length > 0)
    notes.push(`tables that lead to other servers or files were not asked: ${elsewhere.join(', ')}`);
  if (wanted !== null && door === 'native')
    notes.push('records are sampled over HTTP alone, and this is the native port');
  return notes;
}

function membersIn(clusters: Said): Egress[] {
  const places = new Map<string, Egress>();
  for (const [cluster = '', host = '', address = '', port = ''] of clusters.rows) {
    if (host === '') continue;
    const location = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
    places.set(location, {
      kind: 'member',
      name: `cluster ${escapeText(cluster, 80)}`,
      location: escapeText(location, 200),
      host: address === '' ? host : address,
    });
  }
  return [...places.values()];
}

function clientsIn(clients: Said): Egress[] {
  return clients.rows.flatMap(([text = '']): Egress[] => {
    const host = text.replace(/^::ffff:/, '');
    const network = networkOf(host);
    return network === null ? [] : [{ kind: 'client', name: network, location: network, host }];
  });
}

/** By the names of tables and databases alone. */
function lookForNotes(facts: readonly TableFact[], collections: readonly Collection[]): Sign[] {
  return facts.flatMap(({ table, database, rows }, index): Sign[] => {
    const mark = markOf(table) ?? markOf(database);
    const collection = collections[index]?.name;
    if (mark === null || collection === undefined) return [];
    if (mark === 'wiper') return [{ kind: mark, certainty: 'confirmed', collection, because: ['name'] }];
    const because = ['name', ...(isFew(rows) ? ['few-documents'] : [])];
    return [{ kind: mark, certainty: 'suspicious', collection, because }];
  });
}

async function sample(
  channel: ClickHouseChannel,
  facts: readonly TableFact[],
  { records, sink }: NonNullable<ProbeContext['sample']>,
): Promise<void> {
  for (const fact of facts.filter(isProvable).slice(0, MOST_SAMPLED)) {
    const { database, table } = fact;
    const reply = await channel.ask('http-sample', { database, table, size: Math.min(records, 1_000) });
    if (!reply.ok || reply.status !== 200) continue;
    for (const line of reply.text().split('\n')) {
      for (const [field, value] of Object.entries(rowIn(line))) sink.see(collectionName(fact), field, value);
    }
  }
}

/** Empty where it is no JSON. */
function rowIn(line: string): object {
  const row = parseJson(line);
  return typeof row === 'object' && row !== null ? row : {};
}
