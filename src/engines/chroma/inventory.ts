import { plainCollection } from '../../families/facts/collections.ts';
import { lookForNames } from '../../families/notes/names.ts';
import type { ProbeContext } from '../../model/engine.ts';
import type { AccessFacts, Collection, InventoryFacts } from '../../model/facts.ts';
import { at, bag, count, list } from '../../wire/json.ts';
import { countRecords, listCollections, type Place } from './access.ts';
import { readAnswer, readCollections, type Told } from './answers.ts';
import { type ChromaChannel, PAGE } from './requests.ts';

const MOST_DATABASES = 20;
const MOST_PAGES = 10;
/** Each count is a question of its own. */
const MOST_COUNTED = 100;
const MOST_SAMPLED = 40;

/** What lies in the databases of the tenant that we are taken for. Other tenants are listed to nobody. */
export async function takeInventory(
  channel: ChromaChannel,
  { settings }: AccessFacts,
  { limits, sample }: ProbeContext,
): Promise<InventoryFacts> {
  const { api, tenant, databases } = settings;
  const names = Array.isArray(databases) ? (databases as readonly string[]) : [];
  const placed = (names.length > 0 ? names : ['default_database']).slice(0, MOST_DATABASES);
  const found: { readonly place: Place; readonly told: Told }[] = [];
  const exchanges: number[] = [];
  for (const database of placed) {
    const place: Place = { api: api === 'v1' ? 'v1' : 'v2', tenant: String(tenant), database };
    const listed = await listAll(channel, place);
    exchanges.push(...listed.exchanges);
    found.push(...listed.told.map((told) => ({ place, told })));
  }
  const collections: Collection[] = [];
  for (const [index, { place, told }] of found.slice(0, limits.collections).entries()) {
    const answer = index < MOST_COUNTED ? await countRecords(channel, place, told.id) : null;
    const records = answer?.meaning === 'open' ? count(answer.json) : null;
    const name = `${place.database}.${told.name}`;
    collections.push(collectionOf(name, told, records, limits.fieldsPerCollection));
    if (sample !== null && place.api === 'v2' && index < MOST_SAMPLED)
      await sampleOne(channel, place, told.id, name, sample);
  }
  const uncounted = collections.filter(({ records }) => records === null).length;
  const more = found.length - collections.length;
  return {
    collections,
    omitted: more > 0 ? { collections: more, reason: `only ${limits.collections} collections are listed` } : null,
    egress: [],
    signs: lookForNames(collections.map((collection) => ({ ...collection, name: bare(collection.name) }))),
    settings: {},
    proofs: exchanges.length > 0 ? { mappings: exchanges.slice(0, 3) } : {},
    notes: [
      'only one tenant was looked at: which others there are, the server tells nobody',
      ...(collections.length > 0 && collections.every(({ fields }) => fields.length === 0)
        ? ['names of metadata are not told by this version; --sample looks at records']
        : []),
      ...(uncounted > 0 ? [`the records of ${uncounted} collections were not counted`] : []),
      ...(names.length > MOST_DATABASES ? [`${names.length - MOST_DATABASES} more databases were not gone into`] : []),
    ],
  };
}

async function listAll(channel: ChromaChannel, place: Place): Promise<{ told: Told[]; exchanges: number[] }> {
  const told: Told[] = [];
  const exchanges: number[] = [];
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const answer = await listCollections(channel, place, page * PAGE);
    const listed = readCollections(answer);
    if (listed === null) break;
    told.push(...listed);
    exchanges.push(answer.exchange);
    if (listed.length < PAGE) break;
  }
  return { told, exchanges };
}

function collectionOf(name: string, { fields }: Told, records: number | null, most: number): Collection {
  return plainCollection({ name, kind: 'collection', records, fields, most });
}

function bare(name: string): string {
  return name.slice(name.indexOf('.') + 1);
}

async function sampleOne(
  channel: ChromaChannel,
  { tenant, database }: Place,
  id: string,
  name: string,
  { records, sink }: NonNullable<ProbeContext['sample']>,
): Promise<void> {
  const size = Math.min(records, 1_000);
  const { json } = readAnswer(await channel.ask('sample', { tenant, database, id, size }));
  for (const metadata of list(at(json, 'metadatas'))) {
    for (const [field, value] of Object.entries(bag(metadata) ?? {})) sink.see(name, field, value);
  }
  for (const document of list(at(json, 'documents'))) sink.see(name, 'document', document);
}
