import { openStore, type Store, type StoreAddress } from './client.ts';
import { seed, type Variant } from './index.ts';

/** The administrator of a registry in the lab (the shape is LabAdmin of test/kit/lab-state.ts). */
export function registryAdmin(at: StoreAddress) {
  const store = openStore(at);
  return {
    seed: (variant: string) => seed(store, variant as Variant),
    /** Pushing the same again changes nothing, and what a later state has beside it comes to it. */
    wipe: () => Promise.resolve(),
    condition: () => condition(store),
    close: () => store.close(),
  };
}

/** What an audit must leave as it was, by the server's own word: repositories, tags, and the digest that each tag stands for. */
async function condition(store: Store): Promise<string> {
  const told: string[] = [];
  const { repositories } = (await store.ask('/v2/_catalog?n=1000')) as { repositories: string[] };
  for (const name of repositories) {
    const { tags } = (await store.ask(`/v2/${name}/tags/list`)) as { tags: string[] | null };
    for (const tag of tags ?? []) told.push(`${name}:${tag} ${await store.digest(name, tag)}`);
  }
  return told.sort().join('\n');
}
