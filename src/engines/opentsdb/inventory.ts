import { plainCollection } from '../../families/facts/collections.ts';
import { proofsOf } from '../../families/facts/proofs.ts';
import { lookForNames } from '../../families/notes/names.ts';
import type { ProbeContext } from '../../model/engine.ts';
import type { AccessFacts, Collection, Egress, InventoryFacts } from '../../model/facts.ts';
import { hostOf } from '../../support/address.ts';
import { namesIn, readConfig, readTsdb } from './answers.ts';
import type { OpentsdbChannel } from './requests.ts';

const MOST_SUGGESTED = 1_000;
const MOST_WORDS = 100;

/** Series are one collection, whose number the server does not keep; its tags are what tells them apart. */
export async function takeInventory(
  channel: OpentsdbChannel,
  _access: AccessFacts,
  { limits }: ProbeContext,
): Promise<InventoryFacts> {
  const listing = readTsdb(await channel.ask('metrics'));
  const metrics = namesIn(listing) ?? [];
  const tags = namesIn(readTsdb(await channel.ask('tags'))) ?? [];
  const configured = readTsdb(await channel.ask('config'));
  const zookeepers = readConfig(configured)?.zookeepers ?? [];
  const series: Collection = plainCollection({
    name: 'series',
    kind: 'series',
    records: null,
    fields: tags.map((name) => ({ name, type: 'tag', countAs: null })),
    most: limits.fieldsPerCollection,
  });
  return {
    collections: metrics.length === 0 ? [] : [series],
    omitted: null,
    egress: zookeepers.map(
      (place): Egress => ({ kind: 'member', name: 'zookeeper', location: place, host: hostOf(place) }),
    ),
    signs: lookForNames(metrics.map((name) => ({ ...series, name }))),
    settings: { metricWords: firstWords(metrics) },
    proofs: proofsOf({ members: zookeepers.length > 0 ? [configured] : [], 'ransom-note': [listing] }),
    notes: [
      'the server keeps no number of series: none were counted',
      ...(metrics.length === MOST_SUGGESTED ? [`it lists ${MOST_SUGGESTED} metrics at a time; there may be more`] : []),
    ],
  };
}

/** `sys`, `shop`: what kinds of metrics there are. */
function firstWords(metrics: readonly string[]): string[] {
  const words = new Set(metrics.map((name) => /^[A-Za-z]{1,40}/.exec(name)?.[0] ?? ''));
  words.delete('');
  return [...words].sort().slice(0, MOST_WORDS);
}
