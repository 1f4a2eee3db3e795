import { plainCollection } from '../../families/facts/collections.ts';
import { lookForMiners } from '../../families/notes/miners.ts';
import { lookForNames } from '../../families/notes/names.ts';
import type { ProbeContext } from '../../model/engine.ts';
import type { AccessFacts, Collection, InventoryFacts } from '../../model/facts.ts';
import { readAnswer, readCatalog, readTags } from './answers.ts';
import { PAGE, type RegistryChannel, repositoryOf } from './requests.ts';

/** Repositories whose tags are counted; of the others the name is told. */
const MOST_COUNTED = 60;

export async function takeInventory(
  channel: RegistryChannel,
  _access: AccessFacts,
  { limits }: ProbeContext,
): Promise<InventoryFacts> {
  const catalog = readAnswer(await channel.ask('catalog'));
  const names = readCatalog(catalog) ?? [];
  const shown = names.slice(0, limits.collections);
  const collections: Collection[] = [];
  const exchanges: number[] = [];
  for (const [index, name] of shown.entries()) {
    const repository = index < MOST_COUNTED ? repositoryOf(name) : null;
    const answer = repository && readAnswer(await channel.ask(`tags-${repository.depth}`, repository.params));
    const tags = answer === null ? null : readTags(answer, name);
    if (answer !== null) exchanges.push(answer.exchange);
    collections.push(collectionOf(name, tags?.length ?? null));
  }
  const more = names.length - shown.length;
  return {
    collections,
    omitted: more > 0 ? { collections: more, reason: `${limits.collections} repositories are listed` } : null,
    egress: [],
    signs: [...lookForNames(collections), ...lookForMiners(collections)],
    settings: {},
    proofs: exchanges.length > 0 ? { tags: exchanges.slice(0, 3), miner: [catalog.exchange] } : {},
    notes: [
      ...(shown.length > MOST_COUNTED ? [`tags of the first ${MOST_COUNTED} repositories were counted`] : []),
      ...(names.length >= PAGE ? [`the list of repositories ends at ${PAGE}; there are probably more`] : []),
    ],
  };
}

function collectionOf(name: string, records: number | null): Collection {
  return plainCollection({ name, kind: 'repository', records });
}
