import { customer } from '../cast.ts';
import { incidentPlans } from '../elasticsearch/people.ts';
import type { Store } from './client.ts';

/** What an audit has to find: nobody counts people in etcd, which keeps no statistics of values. */
export interface Truth {
  readonly records: number;
  readonly collections: number;
  readonly people: null;
}

interface Plan {
  /** Keys of v3 and their values. */
  readonly keys: ReadonlyMap<string, string>;
  /** Kinds of keys that an audit has to tell apart. */
  readonly kinds: number;
  /** Directories at the top of v2. */
  readonly directories?: readonly string[];
  readonly users?: boolean;
}

const SEEDS = {
  people,
  empty: () => Promise.resolve({ keys: new Map(), kinds: 0 }),
  contacts: () => Promise.resolve(contacts()),
  both: () => Promise.resolve({ ...contacts(), directories: ['config', 'services'] }),
  /** Behind a password, and v2 beside it. */
  beside: () => Promise.resolve({ keys: new Map(), kinds: 0, directories: ['config', 'services'] }),
  /** For a server whose visitor reads what begins with /public. */
  published: () => Promise.resolve({ keys: new Map(), kinds: 0, directories: ['internal', 'public'] }),
  users: () => Promise.resolve({ ...contacts(), users: true }),
  kubernetes: () => Promise.resolve(kubernetes()),
  ransom: () => Promise.resolve({ keys: new Map([['READ_ME_TO_RECOVER', 'write to recover@example.com']]), kinds: 1 }),
} as const satisfies Record<string, () => Promise<Plan>>;

export type Variant = keyof typeof SEEDS;

export async function seed(store: Store, variant: Variant): Promise<Truth> {
  const { keys, kinds, directories = [], users = false }: Plan = await SEEDS[variant]();
  await put(store, keys);
  for (const name of directories) await store.v2('PUT', `keys/${name}/first`, { value: 'made up' });
  if (users) {
    await store.v3('auth/user/add', { name: 'root', password: 'adminpass123' });
    await store.v3('auth/role/add', { name: 'root' });
    await store.v3('auth/user/grant', { user: 'root', role: 'root' });
  }
  return { records: keys.size, collections: kinds + directories.length, people: null };
}

/** Removes all that `seed` wrote. */
export async function wipe(store: Store): Promise<void> {
  await store.v3('kv/deleterange', { key: 'AA==', range_end: 'AA==' });
  const { json } = await store.v2('GET', 'keys/');
  const nodes = (json as { node?: { nodes?: { key: string }[] } }).node?.nodes ?? [];
  for (const { key } of nodes) await store.v2('DELETE', `keys${key}?recursive=true`);
  const { users = [] } = (await store.v3('auth/user/list', {})) as { users?: string[] };
  const { enabled = false } = await asksWho(store);
  if (enabled) return;
  for (const name of users) await store.v3('auth/user/delete', { name });
  const { roles = [] } = (await store.v3('auth/role/list', {})) as { roles?: string[] };
  for (const role of roles) await store.v3('auth/role/delete', { role });
}

/** Before 3.5 there is no such question. */
async function asksWho(store: Store): Promise<{ enabled?: boolean }> {
  try {
    return await store.v3('auth/status', {});
  } catch (error) {
    if (String(error).includes(': 404 ')) return {};
    throw error;
  }
}

const BATCH = 100;

async function put(store: Store, keys: ReadonlyMap<string, string>): Promise<void> {
  const pairs = [...keys].map(([key, value]) => ({ requestPut: { key: base64(key), value: base64(value) } }));
  for (let at = 0; at < pairs.length; at += BATCH) {
    await store.v3('kv/txn', { success: pairs.slice(at, at + BATCH) });
  }
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

/** The incident's collections, a key for each field of each record; a fifty-thousandth of its size. */
async function people(): Promise<Plan> {
  const keys = new Map<string, string>();
  const kinds = new Set<string>();
  for (const { name, documents } of await incidentPlans(50_000)) {
    for (const [number, document] of [...documents].entries()) {
      for (const [field, value] of flat(document, '')) {
        keys.set(`${name}/${number}/${field}`, value);
        kinds.add(`${name}/${field}`);
      }
    }
  }
  return { keys, kinds: kinds.size };
}

function contacts(): Plan {
  const keys = new Map<string, string>();
  for (let index = 0; index < 40; index += 1) {
    keys.set(`/shop/customers/${index}/owner_email`, customer(index).owner_email);
    keys.set(`/shop/customers/${index}/created_at`, customer(index).created_at);
  }
  keys.set('/shop/config/theme', 'light');
  keys.set('/shop/config/limits', '20');
  return { keys, kinds: 3 };
}

/** What a small cluster keeps: names of objects, and their contents as Kubernetes writes them. */
function kubernetes(): Plan {
  const objects = {
    secrets: ['default/shop-database', 'default/shop-registry', 'kube-system/bootstrap-token'],
    pods: ['default/shop-1', 'default/shop-2', 'kube-system/dns-1', 'kube-system/proxy-1'],
    configmaps: ['default/shop', 'kube-system/dns'],
    namespaces: ['default', 'kube-system'],
  };
  const keys = Object.entries(objects).flatMap(([kind, names]) =>
    names.map((name) => [`/registry/${kind}/${name}`, `k8s\0made up ${kind}`] as const),
  );
  return { keys: new Map(keys), kinds: Object.keys(objects).length };
}

/** Paths and their values in turn; what is null has no key. */
function flat(record: object, before: string): [string, string][] {
  return Object.entries(record).flatMap(
    ([name, value]: [string, object | string | number | null]): [string, string][] => {
      if (value === null) return [];
      return typeof value === 'object' ? flat(value, `${before}${name}/`) : [[`${before}${name}`, String(value)]];
    },
  );
}
