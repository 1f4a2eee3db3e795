import { proofsOf } from '../../families/facts/proofs.ts';
import { lookForNames } from '../../families/notes/names.ts';
import { seeRecords } from '../../families/rest/sampling.ts';
import type { ProbeContext } from '../../model/engine.ts';
import type { AccessFacts, Collection, Egress, InventoryFacts } from '../../model/facts.ts';
import { hostOf } from '../../support/address.ts';
import { at, list } from '../../wire/json.ts';
import { aliasesIn, namesIn, peersIn, pointsIn, readQdrant } from './answers.ts';
import type { QdrantChannel } from './requests.ts';

/** So many collections are described; of the others the name is told. */
const MOST_ASKED = 200;

/** Collections with their points, by their own description. Fields of a payload without an index are not told. */
export async function takeInventory(
  channel: QdrantChannel,
  _access: AccessFacts,
  { limits, sample }: ProbeContext,
): Promise<InventoryFacts> {
  const listing = readQdrant(await channel.ask('collections'));
  const names = namesIn(listing) ?? [];
  const aliases = aliasesIn(readQdrant(await channel.ask('aliases')));
  const collections: Collection[] = [];
  for (const [index, name] of names.slice(0, limits.collections).entries()) {
    const told =
      index < MOST_ASKED ? pointsIn(readQdrant(await channel.ask('collection', { collection: name }))) : null;
    const fields = told?.fields ?? [];
    collections.push({
      name,
      kind: 'points',
      records: told?.points ?? null,
      bytes: null,
      created: null,
      system: false,
      state: [],
      aliases: aliases.flatMap(([alias, collection]) => (collection === name ? [alias] : [])),
      fields: fields
        .slice(0, limits.fieldsPerCollection)
        .map(([field, type]) => ({ name: field, type, countAs: null })),
      fieldsOmitted: Math.max(0, fields.length - limits.fieldsPerCollection),
    });
    if (sample !== null && index < MOST_ASKED) {
      const points = readQdrant(await channel.ask('points', { collection: name, limit: sample.records }));
      const payloads = list(at(points.json, 'result', 'points')).map((point) => at(point, 'payload'));
      seeRecords(sample, name, payloads);
    }
  }
  const clustered = readQdrant(await channel.ask('cluster'));
  const egress = peersIn(clustered).map(
    (uri): Egress => ({ kind: 'member', name: 'peer', location: uri.slice(0, 300), host: hostOf(uri) }),
  );
  const left = names.length - collections.length;
  return {
    collections,
    omitted: left > 0 ? { collections: left, reason: 'more than an inventory lists' } : null,
    egress,
    signs: lookForNames(collections),
    settings: { peers: egress.length },
    proofs: proofsOf({ members: egress.length > 0 ? [clustered] : [], 'ransom-note': [listing] }),
    notes: [
      ...(sample === null
        ? ['fields of payloads are told where they have an index alone; --sample finds the others']
        : []),
      ...(names.length > MOST_ASKED ? [`${MOST_ASKED} of ${names.length} were described`] : []),
    ],
  };
}
