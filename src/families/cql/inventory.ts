import type { ProbeContext, Subject } from '../../model/engine.ts';
import type { AccessFacts, Collection, Egress, InventoryFacts, Measurement } from '../../model/facts.ts';
import { networkOf } from '../../support/address.ts';
import { byText } from '../../support/stable-json.ts';
import { plainCollection } from '../facts/collections.ts';
import { counted, uncounted } from '../facts/measurements.ts';
import { lookForNotesIn } from '../notes/places.ts';
import type { Member } from './claims.ts';
import { takeNode } from './node.ts';
import type { CqlChannel } from './requests.ts';
import { collectionName, fieldsOf, type Table, type Types, takeSchema, takeTypes } from './schema.ts';
import { type Counted, countFew, fullestFirst, isSmall, type Size, takeSizes } from './sizes.ts';
import { ask, askFirst, textOf } from './speak.ts';

/** So many small tables are counted. */
const MOST_COUNTED = 30;
const MOST_SAMPLED = 50;

/** What lies in the keyspaces and around them. Small tables are counted, of others the node's own estimate is told. */
export async function takeInventory(
  channel: CqlChannel,
  { access }: AccessFacts,
  context: ProbeContext,
  engine: Member,
): Promise<InventoryFacts> {
  const { limits } = context;
  // Which tables may be read is known by trying alone: where the fullest were refused, no other is taken to lie open.
  const readable = !access.filtered || access.proved === 'read';
  const { tables, described } = await takeSchema(channel);
  const types = tables.length === 0 ? new Map() : await takeTypes(channel);
  const { sizes, told } = await takeSizes(channel);
  const ordered = fullestFirst(tables, sizes);
  const listed = ordered.slice(0, limits.collections);
  const counted = readable ? await countSmall(channel, listed, sizes) : new Map<Table, Counted>();
  const collections = listed.map((table) =>
    readable
      ? collectionOf(table, types, sizes.get(collectionName(table)), counted.get(table), limits.fieldsPerCollection)
      : closed(table),
  );
  if (context.sample !== null && readable) await sample(channel, listed, context.sample);
  const node = await takeNode(channel, engine);
  const clients = await takeClients(channel, engine);
  const roles = await askFirst(channel, 'roles', 'scylla-roles');
  const omitted = ordered.length - listed.length;
  return {
    collections: collections.toSorted((one, other) => byText(one.name, other.name)),
    omitted: omitted === 0 ? null : { collections: omitted, reason: `only ${limits.collections} tables are listed` },
    egress: [...node.members, ...clients.egress],
    signs: lookForNotesIn(
      collections.map((collection, index) => {
        const { name = '', keyspace = '' } = listed[index] ?? {};
        return { collection, names: [name, keyspace] };
      }),
    ),
    settings: {
      rolesShown: roles.meaning === 'rows' ? roles.rows.length : null,
      superusersShown: roles.rows.filter(([, superuser]) => superuser === 'true').length,
      clients: clients.exchange === null ? null : clients.egress.length,
    },
    proofs: {
      ...(described.rows.length > 0 ? { mappings: [described.exchange] } : {}),
      ...(told.rows.length > 0 ? { statistics: [told.exchange] } : {}),
      ...(node.listed.length > 0 ? { members: node.listed } : {}),
      ...(clients.exchange === null ? {} : { clients: [clients.exchange] }),
      ...(roles.rows.length > 0 ? { roles: [roles.exchange] } : {}),
    },
    notes: readable ? notesOf(listed, sizes, counted) : ['tables are named, and those that were tried may not be read'],
  };
}

async function countSmall(
  channel: CqlChannel,
  tables: readonly Table[],
  sizes: ReadonlyMap<string, Size>,
): Promise<ReadonlyMap<Table, Counted>> {
  const counted = new Map<Table, Counted>();
  for (const table of tables.filter((one) => isSmall(sizes.get(collectionName(one)))).slice(0, MOST_COUNTED)) {
    const few = await countFew(channel, table);
    if (few !== null) counted.set(table, few);
  }
  return counted;
}

function collectionOf(
  table: Table,
  types: Types,
  size: Size | undefined,
  counted: Counted | undefined,
  most: number,
): Collection {
  const fields = fieldsOf(table, types);
  return plainCollection({
    name: collectionName(table),
    kind: 'table',
    records: recordsOf(size, counted),
    bytes: size === undefined || size.partitions === 0 ? null : size.partitions * size.bytes,
    fields,
    most,
  });
}

/** What lies in a table that may not be read does not lie open. */
function closed(table: Table): Collection {
  return { ...collectionOf(table, new Map(), undefined, undefined, 0), fieldsOmitted: 0, state: ['not-readable'] };
}

/** Where more rows were seen than the estimate knows of, it is of no use: they were written since, or lie within partitions. */
function recordsOf(size: Size | undefined, counted: Counted | undefined): number | null {
  if (counted?.whole === true) return counted.rows;
  const estimate = size?.partitions ?? 0;
  if (counted !== undefined) return Math.max(estimate, counted.rows);
  return estimate > 0 ? estimate : null;
}

function notesOf(
  tables: readonly Table[],
  sizes: ReadonlyMap<string, Size>,
  counted: ReadonlyMap<Table, Counted>,
): string[] {
  const notes: string[] = [];
  const estimated = tables.filter((table) => counted.get(table)?.whole !== true && sizes.has(collectionName(table)));
  if (estimated.length > 0)
    notes.push(`${tablesOf(estimated.length)} counted by partitions, as the node estimates them`);
  const clustered = estimated.filter((one) => one.clustered).length;
  if (clustered > 0) notes.push(`${clustered} of them may have more rows: several lie within a partition`);
  if (estimated.some((table) => (sizes.get(collectionName(table))?.share ?? 1) < 1))
    notes.push('this node has a part of the ring: its estimates were taken to the whole');
  const beyond = [...counted.values()].filter(({ whole }) => !whole).length;
  if (beyond > 0) notes.push(`${beyond} have more than a thousand rows, which no estimate knows yet`);
  return notes;
}

function tablesOf(count: number): string {
  return count === 1 ? '1 table is' : `${count} tables are`;
}

/** By networks, and without ourselves: whoever is asked for the list stands in it. */
async function takeClients(
  channel: CqlChannel,
  engine: Member,
): Promise<{ readonly egress: readonly Egress[]; readonly exchange: number | null }> {
  const said = await ask(channel, engine === 'scylla' ? 'scylla-clients' : 'clients');
  if (said.meaning !== 'rows') return { egress: [], exchange: null };
  const others = said.rows.filter(([, driver]) => driver !== 'unlatched').map(([address]) => textOf(address));
  const hosts = [...new Set(others)].toSorted(byText);
  const egress = hosts.flatMap((host): Egress[] => {
    const network = networkOf(host);
    return network === null ? [] : [{ kind: 'client', name: network, location: network, host }];
  });
  return { egress, exchange: said.exchange };
}

/** What is no text, number or list of texts is left out. */
async function sample(
  channel: CqlChannel,
  tables: readonly Table[],
  { records, sink }: NonNullable<ProbeContext['sample']>,
): Promise<void> {
  for (const table of tables.slice(0, MOST_SAMPLED)) {
    const size = Math.min(records, 1_000);
    const said = await ask(channel, 'sample', { keyspace: table.keyspace, table: table.name, size });
    if (said.meaning === 'failed') return;
    for (const row of said.rows) {
      for (const [index, column] of said.columns.entries()) {
        for (const value of [row[index] ?? null].flat())
          if (value !== null) sink.see(collectionName(table), column, value);
      }
    }
  }
}

const NO_ESTIMATE = 'the node has no estimate of this table yet';

/** How many values the only column of a partition key has: as many as there are partitions. Of no other column anything is kept. */
export async function measurePartitions(channel: CqlChannel, subject: Subject): Promise<Measurement> {
  const { collection, field } = subject;
  const { tables } = await takeSchema(channel);
  const table = tables.find((one) => collectionName(one) === collection.name);
  if (table === undefined || table.key.length !== 1 || table.key[0] !== field) return uncounted(subject, NO_ESTIMATE);
  const { sizes, told } = await takeSizes(channel);
  const size = sizes.get(collection.name);
  const few = isSmall(size) ? await countFew(channel, table) : null;
  if (few?.whole === true) return counted(subject, few.partitions, null, false);
  return size !== undefined && size.partitions > 0
    ? counted(subject, size.partitions, told.exchange)
    : uncounted(subject, NO_ESTIMATE, told.exchange);
}
