import type { Truth } from './collection.ts';
import { fillAll, generationOf } from './collection.ts';
import { incidentPlans } from './people.ts';
import * as plans from './plans.ts';
import * as special from './special.ts';
import type { Store } from './store.ts';

export type { Truth } from './collection.ts';
export type { Store, StoreAddress } from './store.ts';

const NOTHING: Truth = { records: 0, collections: 0, people: null };

const SEEDS = {
  people: async (store: Store) => fillAll(store, await incidentPlans()),
  crowd: (store: Store) => fillAll(store, plans.crowd()),
  empty: () => Promise.resolve(NOTHING),
  system: async (store: Store) => {
    await fillAll(store, plans.systemIndices());
    return NOTHING;
  },
  'hidden-closed': special.hiddenAndClosed,
  alias: (store: Store) => fillAll(store, plans.aliased()),
  nested: (store: Store) => fillAll(store, plans.nested()),
  many: (store: Store) => special.many(store, 5000),
  ransom: (store: Store) => fillAll(store, plans.ransomed()),
  'hostile-names': (store: Store) => fillAll(store, plans.hostileNames()),
  /** For servers whose anonymous role reads public-* alone: the truth is what that role sees. */
  guarded: async (store: Store) => {
    await fillAll(store, plans.internal());
    return fillAll(store, plans.published());
  },
  /** The same role, and nothing that it may see. */
  forbidden: async (store: Store) => {
    await fillAll(store, plans.internal());
    return NOTHING;
  },
  'native-users': async (store: Store) => {
    await special.nativeUsers(store);
    await fillAll(store, plans.internal());
    return NOTHING;
  },
  filtered: special.filtered,
  'data-stream': special.dataStream,
} as const satisfies Record<string, (store: Store) => Promise<Truth>>;

export type Variant = keyof typeof SEEDS;

/** Fills the store, which is to be empty, and says what an anonymous visitor has to find in it. */
export async function seed(store: Store, variant: Variant): Promise<Truth> {
  return SEEDS[variant](store);
}

/** Removes all that `seed` wrote, so that the next state begins with an empty store. */
export async function wipe(store: Store): Promise<void> {
  if (store.product === 'opensearch') await store.ask('DELETE', '/_data_stream/*');
  const all = generationOf(store) < 5 ? '' : '?expand_wildcards=all';
  const indices = (await store.ask('GET', `/_all/_settings${all}`)) as Record<string, unknown>;
  const names = Object.keys(indices).filter((name) => !name.startsWith('.opendistro_security'));
  for (const name of names) await store.ask('DELETE', `/${encodeURIComponent(name)}`);
}
