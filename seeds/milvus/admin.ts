import { openStore, type Store, type StoreAddress } from './client.ts';
import { keeps, listed, seed, type Variant, wipe } from './index.ts';

/** The administrator of a Milvus in the lab (the shape is LabAdmin of test/kit/lab-state.ts). */
export function milvusAdmin(at: StoreAddress) {
  const store = openStore(at);
  return {
    seed: (variant: string) => seed(store, variant as Variant),
    wipe: () => wipe(store),
    condition: () => condition(store),
    close: () => Promise.resolve(),
  };
}

/**
 * What an audit must leave as it was, by the server's own word: collections as they are described and filled,
 * and users.
 */
async function condition(store: Store): Promise<string> {
  const collections: unknown[] = [];
  for (const name of await listed(store)) {
    collections.push([
      await store.ask('GET', '/collection', { collection_name: name }),
      await keeps(store, name),
      await store.ask('POST', '/query', { collection_name: name, expr: 'id >= 0', output_fields: ['id'] }),
    ]);
  }
  const users = await store.ask('GET', '/credential/users');
  return JSON.stringify([await store.ask('GET', '/collections'), collections, users], null, 1);
}
