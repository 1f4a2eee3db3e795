import { openStore, type Store, type StoreAddress } from './client.ts';
import { seed, type Variant, wipe } from './index.ts';

/** The administrator of an etcd in the lab (the shape is LabAdmin of test/kit/lab-state.ts). */
export function etcdAdmin(at: StoreAddress) {
  const store = openStore(at);
  return {
    seed: (variant: string) => seed(store, variant as Variant),
    wipe: () => wipe(store),
    condition: () => condition(store),
    close: () => store.close(),
  };
}

/** Counters of v2 that reading moves; every other one changes something. */
const READS = /^(?:gets|watchers)/;

/**
 * What an audit must leave as it was, by the server's own word: the revision, which every change of a key moves, leases, users,
 * roles, members, alarms; of v2 its index and how often each call was made that does not read alone.
 */
async function condition(store: Store): Promise<string> {
  const { header } = (await store.v3('kv/range', { key: 'AA==', range_end: 'AA==', count_only: true })) as {
    header: { revision: string; cluster_id: string };
  };
  const lists = ['lease/leases', 'auth/user/list', 'auth/role/list', 'cluster/member/list', 'maintenance/alarm'];
  const told = [];
  for (const path of lists) told.push([path, { ...(await store.v3(path, {})), header: null }]);
  const statistics = (await store.v2('GET', 'stats/store')).json;
  const calls = typeof statistics === 'object' ? Object.entries(statistics ?? {}) : [];
  const { index } = await store.v2('GET', 'keys/');
  return JSON.stringify(
    [header.cluster_id, header.revision, told, index, calls.filter(([name]) => !READS.test(name))],
    null,
    1,
  );
}
