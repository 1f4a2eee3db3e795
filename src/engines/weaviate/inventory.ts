import { plainCollection } from '../../families/facts/collections.ts';
import { lookForNames } from '../../families/notes/names.ts';
import type { ProbeContext } from '../../model/engine.ts';
import type { AccessFacts, Collection, Egress, InventoryFacts } from '../../model/facts.ts';
import { hostOf } from '../../support/address.ts';
import { escapeText } from '../../support/escape.ts';
import { byText } from '../../support/stable-json.ts';
import { at, bag, list, text } from '../../wire/json.ts';
import { type Answer, type Class, countQuery, readAnswer, readCounts, readSchema, readShards } from './answers.ts';
import type { WeaviateChannel } from './requests.ts';

/** So many classes are counted in one question, and so many questions are asked. */
const TOGETHER = 20;
const MOST_QUESTIONS = 20;
const MOST_SAMPLED = 40;

export async function takeInventory(
  channel: WeaviateChannel,
  _access: AccessFacts,
  { limits, sample }: ProbeContext,
): Promise<InventoryFacts> {
  const listed = readAnswer(await channel.ask('schema'));
  const classes = readSchema(listed) ?? [];
  const nodes = readAnswer(await channel.ask('nodes'));
  const counts = new Map([...readShards(nodes), ...(await countAll(channel, classes))]);
  const collections = classes
    .toSorted((one, other) => byText(one.name, other.name))
    .slice(0, limits.collections)
    .map((one) => collectionOf(one, counts.get(one.name) ?? null, limits.fieldsPerCollection));
  const members = readAnswer(await channel.ask('members'));
  if (sample !== null) await sampleObjects(channel, classes, sample);
  const more = classes.length - collections.length;
  const tenants = classes.filter((one) => one.tenants).length;
  return {
    collections,
    omitted: more > 0 ? { collections: more, reason: `only ${limits.collections} classes are listed` } : null,
    egress: membersIn(members),
    signs: lookForNames(collections),
    settings: {},
    proofs: {
      mappings: [listed.exchange],
      ...(members.meaning === 'open' ? { members: [members.exchange] } : {}),
    },
    notes: tenants > 0 ? [`${tenants} classes have tenants: of those that sleep no objects are counted`] : [],
  };
}

async function countAll(channel: WeaviateChannel, classes: readonly Class[]): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  const together = classes.filter(({ tenants }) => !tenants).slice(0, TOGETHER * MOST_QUESTIONS);
  for (let from = 0; from < together.length; from += TOGETHER) {
    const part = together.slice(from, from + TOGETHER);
    const answer = readAnswer(await channel.ask('count', { query: countQuery(part) }));
    for (const [name, many] of readCounts(answer, part)) counts.set(name, many);
  }
  return counts;
}

function collectionOf({ name, fields }: Class, records: number | null, most: number): Collection {
  return plainCollection({ name, kind: 'class', records, fields, most });
}

/** Each node tells the members that it knows, itself among them. */
function membersIn({ json }: Answer): Egress[] {
  const places = new Map<string, string>();
  for (const node of list(at(json, 'statistics')).slice(0, 200)) {
    for (const member of list(at(node, 'raft', 'latestConfiguration')).slice(0, 200)) {
      const [place, id] = [text(at(member, 'address')), text(at(member, 'id'))];
      if (place !== null && place !== '') places.set(place.slice(0, 300), id ?? '');
    }
  }
  return [...places].map(([place, id]) => ({
    kind: 'member',
    name: escapeText(id, 80),
    location: place,
    host: hostOf(place),
  }));
}

async function sampleObjects(
  channel: WeaviateChannel,
  classes: readonly Class[],
  { records, sink }: NonNullable<ProbeContext['sample']>,
): Promise<void> {
  for (const { name } of classes.filter(({ tenants }) => !tenants).slice(0, MOST_SAMPLED)) {
    const { json } = readAnswer(await channel.ask('sample', { class: name, size: Math.min(records, 100) }));
    for (const object of list(at(json, 'objects'))) {
      for (const [field, value] of Object.entries(bag(at(object, 'properties')) ?? {})) sink.see(name, field, value);
    }
  }
}
