import { createHash } from 'node:crypto';
import { openStore, type Store, type StoreAddress } from './client.ts';
import { listed, seed, type Variant, wipe } from './index.ts';

/** The administrator of a Weaviate in the lab (the shape is LabAdmin of test/kit/lab-state.ts). */
export function weaviateAdmin(at: StoreAddress) {
  const store = openStore(at);
  return {
    seed: (variant: string) => seed(store, variant as Variant),
    wipe: () => wipe(store),
    condition: () => condition(store),
    close: () => Promise.resolve(),
  };
}

interface Statistics {
  readonly statistics: readonly { readonly raft: { readonly lastLogIndex: string } }[];
}

/**
 * What an audit must leave as it was, by the server's own word: the schema, every object with the time at which it was last
 * changed, aliases, and the number of the last change to the schema that the members agreed on.
 */
async function condition(store: Store): Promise<string> {
  const objects: string[] = [];
  for (const name of await listed(store)) {
    const told = (await store.get(`/objects?class=${name}&limit=2000&include=vector`)) as { objects: unknown[] };
    const texts = told.objects.map((object) => JSON.stringify(object)).sort();
    objects.push(`${name} ${texts.length} ${createHash('sha256').update(texts.join('\n')).digest('hex')}`);
  }
  const { statistics } = (await store.get('/cluster/statistics')) as Statistics;
  const changes = statistics.map(({ raft }) => raft.lastLogIndex);
  return JSON.stringify([await store.get('/schema'), objects, await store.get('/aliases'), changes], null, 1);
}
