import { plainCollection } from '../../families/facts/collections.ts';
import { proofsOf } from '../../families/facts/proofs.ts';
import { lookForNames } from '../../families/notes/names.ts';
import { seeRecords } from '../../families/rest/sampling.ts';
import type { ProbeContext } from '../../model/engine.ts';
import type { AccessFacts, Collection, Egress, InventoryFacts, Measurement } from '../../model/facts.ts';
import { hostOf } from '../../support/address.ts';
import { at, list } from '../../wire/json.ts';
import { indexesIn, readMeili, readStatistics, remotesIn } from './answers.ts';
import type { MeilisearchChannel } from './requests.ts';

const MOST_SAMPLED = 100;

/** Indexes with their documents and fields, by the statistics alone. */
export async function takeInventory(
  channel: MeilisearchChannel,
  _access: AccessFacts,
  { limits, sample }: ProbeContext,
): Promise<InventoryFacts> {
  const told = readMeili(await channel.ask('statistics'));
  const indexes = [...(readStatistics(told) ?? [])];
  const known = indexesIn(readMeili(await channel.ask('indexes')));
  const collections = indexes.slice(0, limits.collections).map(([name, { documents, fields }]): Collection => {
    const { created = null, primaryKey = null } = known.get(name) ?? {};
    return plainCollection({
      name,
      kind: 'documents',
      records: documents,
      created,
      fields: fields.map((field) => ({ name: field, type: 'unknown', countAs: field === primaryKey ? field : null })),
      most: limits.fieldsPerCollection,
    });
  });
  if (sample !== null) {
    for (const { name } of collections.slice(0, MOST_SAMPLED)) {
      const page = readMeili(await channel.ask('documents', { index: name, limit: sample.records }));
      seeRecords(sample, name, list(at(page.json, 'results')));
    }
  }
  const network = readMeili(await channel.ask('network'));
  const egress = remotesIn(network).map(
    ([name, url]): Egress => ({ kind: 'member', name: `remote ${name}`, location: bare(url), host: hostOf(url) }),
  );
  const left = indexes.length - collections.length;
  return {
    collections,
    omitted: left > 0 ? { collections: left, reason: 'more than an inventory lists' } : null,
    egress,
    signs: lookForNames(collections),
    settings: { remotes: egress.length },
    proofs: proofsOf({ members: egress.length > 0 ? [network] : [], 'ransom-note': [told] }),
    notes: [],
  };
}

function bare(url: string): string {
  return url.replace(/^([a-z][\w+.-]*:\/\/)[^@/]*@/i, '$1').replace(/[?#].*$/, '');
}

/** Documents have different values in the field that tells them apart: they are counted with the documents. */
export async function measureKey(
  channel: MeilisearchChannel,
  { collection, field }: { readonly collection: Collection; readonly field: string },
): Promise<Measurement> {
  const told = readMeili(await channel.ask('statistics'));
  const distinct = readStatistics(told)?.get(collection.name)?.documents ?? null;
  return {
    collection: collection.name,
    field,
    distinct,
    approximate: false,
    skipped: distinct === null ? `it gave no number: ${told.said}` : null,
    exchange: distinct === null ? null : told.exchange,
  };
}
