import { createHash } from 'node:crypto';
import { DATABASE, openStore, type Store, type StoreAddress } from './client.ts';
import { listed, seed, type Variant, wipe } from './index.ts';

/** The administrator of a Chroma in the lab (the shape is LabAdmin of test/kit/lab-state.ts). */
export function chromaAdmin(at: StoreAddress) {
  const store = openStore(at);
  return {
    seed: (variant: string) => seed(store, variant as Variant),
    wipe: () => wipe(store),
    condition: () => condition(store),
    close: () => Promise.resolve(),
  };
}

/** What an audit must leave as it was, by the server's own word: databases, collections with their schema, and every record. */
async function condition(store: Store): Promise<string> {
  const collections = await listed(store);
  const records = await Promise.all(
    collections.map(async ({ id }) => {
      const all = await store.post(`${DATABASE}/collections/${id}/get`, {
        include: ['metadatas', 'documents', 'embeddings'],
      });
      return createHash('sha256').update(JSON.stringify(all)).digest('hex');
    }),
  );
  return JSON.stringify([await store.get('/databases'), collections, records], null, 1);
}
