import { plainCollection } from '../../families/facts/collections.ts';
import { lookForNames } from '../../families/notes/names.ts';
import type { ProbeContext } from '../../model/engine.ts';
import type { AccessFacts, Collection, Egress, InventoryFacts } from '../../model/facts.ts';
import { hostOf } from '../../support/address.ts';
import { byText } from '../../support/stable-json.ts';
import { isAskable, isSystem } from './access.ts';
import { readAnswer, readFamilies, readStatus, readTableSizes, readTables, type Status } from './answers.ts';
import type { HbaseChannel } from './requests.ts';

/** Tables whose families are asked for. */
const MOST_SCHEMAS = 200;

/** Tables with their column families; HBase keeps no number of rows, and none is counted, since that reads them all. */
export async function hbaseInventory(
  channel: HbaseChannel,
  { settings }: AccessFacts,
  { limits }: ProbeContext,
): Promise<InventoryFacts> {
  const gateway = settings['role'] === 'rest';
  const found = gateway ? await byGateway(channel) : await byPages(channel);
  const names = [...found.tables].sort(
    (one, other) => Number(isSystem(one)) - Number(isSystem(other)) || byText(one, other),
  );
  const kept = names.slice(0, limits.collections);
  const collections: Collection[] = [];
  for (const [index, name] of kept.entries()) {
    const asks = gateway && index < MOST_SCHEMAS && !isSystem(name) && isAskable(name);
    const families = asks ? readFamilies(readAnswer(await channel.ask('schema', { table: name })).json) : [];
    collections.push(collectionOf(name, found.status.bytes.get(name) ?? null, families, limits.fieldsPerCollection));
  }
  const signs = lookForNames(collections);
  const more = names.length - kept.length;
  return {
    collections,
    omitted: more > 0 ? { collections: more, reason: `only ${limits.collections} tables are listed` } : null,
    egress: membersOf(found.status.servers),
    signs,
    settings: { regions: found.status.regions, namespaces: found.namespaces },
    proofs: {
      ...(found.status.servers.length > 0 ? { members: [found.exchange] } : {}),
      ...(signs.length > 0 ? { 'ransom-note': [found.exchange] } : {}),
    },
    notes: ['rows are not counted: HBase keeps no number of them'],
  };
}

interface Found {
  readonly tables: readonly string[];
  readonly namespaces: number | null;
  readonly status: Status;
  readonly exchange: number;
}

async function byGateway(channel: HbaseChannel): Promise<Found> {
  const tables = readTables(readAnswer(await channel.ask('tables')).json) ?? [];
  const spaces = readAnswer(await channel.ask('namespaces'));
  const status = readAnswer(await channel.ask('status'));
  const told = spaces.json;
  const namespaces = typeof told === 'object' && told !== null && 'Namespace' in told ? told['Namespace'] : null;
  return {
    tables,
    namespaces: Array.isArray(namespaces) ? namespaces.length : null,
    status: readStatus(status.json),
    exchange: status.exchange,
  };
}

async function byPages(channel: HbaseChannel): Promise<Found> {
  const sizes = readAnswer(await channel.ask('table-sizes'));
  const bytes = readTableSizes(sizes.json);
  return {
    tables: [...bytes.keys()],
    namespaces: null,
    status: { bytes, servers: [], regions: null },
    exchange: sizes.exchange,
  };
}

function collectionOf(name: string, bytes: number | null, families: readonly string[], most: number): Collection {
  return plainCollection({
    name,
    kind: 'table',
    records: null,
    bytes,
    system: isSystem(name),
    fields: families.map((family) => ({ name: family, type: 'column family', countAs: null })),
    most,
  });
}

function membersOf(servers: readonly string[]): Egress[] {
  return servers.map((location) => ({
    kind: 'member',
    name: location.slice(0, 100),
    location: location.slice(0, 100),
    host: hostOf(location),
  }));
}
