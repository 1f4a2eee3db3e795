import { plainCollection } from '../../families/facts/collections.ts';
import { lookForNames } from '../../families/notes/names.ts';
import type { ProbeContext } from '../../model/engine.ts';
import type { AccessFacts, Collection, InventoryFacts } from '../../model/facts.ts';
import { byText } from '../../support/stable-json.ts';
import { bag, list } from '../../wire/json.ts';
import { type Described, isName, readAnswer, readCount, readDescribed, readNames } from './answers.ts';
import { countOne, DATABASE, describeOne, listCollections, type Place } from './doors.ts';
import type { MilvusChannel } from './requests.ts';

const MOST_DATABASES = 10;
/** Two questions a collection: its fields, and its records. */
const MOST_ASKED = 60;

export async function takeInventory(
  channel: MilvusChannel,
  { settings }: AccessFacts,
  { limits, sample }: ProbeContext,
): Promise<InventoryFacts> {
  const form = settings['form'] === 'v2' ? 'v2' : settings['form'] === 'api' ? 'api' : 'v1';
  const databases = form === 'v2' ? readNames(readAnswer(await channel.ask('v2-databases'))) : null;
  const named = databases === null || databases.length === 0 ? [DATABASE] : databases;
  const found: { readonly place: Place; readonly name: string }[] = [];
  for (const database of named.slice(0, MOST_DATABASES)) {
    const place: Place = { form, database };
    found.push(...(readNames(await listCollections(channel, place)) ?? []).map((name) => ({ place, name })));
  }
  const collections: Collection[] = [];
  const described: number[] = [];
  for (const [index, { place, name }] of found.slice(0, limits.collections).entries()) {
    const answer = index < MOST_ASKED ? await describeOne(channel, place, name) : null;
    const told = answer === null ? null : readDescribed(answer);
    const fields = told?.fields ?? [];
    if (answer !== null && fields.length > 0) described.push(answer.exchange);
    const counted = index < MOST_ASKED ? await countOne(channel, place, name) : null;
    const records = counted === null ? null : readCount(counted);
    collections.push(
      plainCollection({
        name: `${place.database}.${name}`,
        kind: 'collection',
        records,
        fields,
        most: limits.fieldsPerCollection,
      }),
    );
    if (sample !== null && told !== null) await sampleRecords(channel, place, name, told, sample);
  }
  const uncounted = collections.filter(({ records }) => records === null).length;
  const more = found.length - collections.length;
  return {
    collections: collections.toSorted((one, other) => byText(one.name, other.name)),
    omitted: more > 0 ? { collections: more, reason: `only ${limits.collections} collections are listed` } : null,
    egress: [],
    signs: lookForNames(collections.map((one) => ({ ...one, name: one.name.slice(one.name.indexOf('.') + 1) }))),
    settings: {},
    proofs: described.length > 0 ? { mappings: described.slice(0, 3) } : {},
    notes: [
      ...(form === 'v2'
        ? []
        : ['only the database "default" was looked at: others are not told through this interface']),
      ...(uncounted > 0
        ? [`the records of ${uncounted} collections were not counted: they are not loaded, or there are too many`]
        : []),
      ...(named.length > MOST_DATABASES ? [`${named.length - MOST_DATABASES} more databases were not gone into`] : []),
    ],
  };
}

/** Values of all fields but vectors; the port for management tells them column by column, and is not asked. */
async function sampleRecords(
  channel: MilvusChannel,
  { form, database }: Place,
  name: string,
  { fields, all }: Described,
  { records, sink }: NonNullable<ProbeContext['sample']>,
): Promise<void> {
  if (form === 'api' || fields.length === 0) return;
  const asked = { name, fields: fields.map((field) => field.name).filter(isName), size: Math.min(records, 1_000) };
  if (form === 'v1' && all === null) return;
  const answer = readAnswer(
    form === 'v2'
      ? await channel.ask('v2-sample', { ...asked, database })
      : await channel.ask('v1-sample', { ...asked, filter: String(all) }),
  );
  for (const record of list(answer.data)) {
    for (const [field, value] of Object.entries(bag(record) ?? {})) sink.see(`${database}.${name}`, field, value);
  }
}
