import type { Grant } from '../../src/engines/zookeeper/wire.ts';
import { customers } from '../cast.ts';
import { ADMINISTRATOR, type Client, EVERYBODY, type StoreAddress, within } from './client.ts';

export interface Truth {
  readonly records: number;
  readonly collections: number;
  readonly people: number | null;
}

const READERS: readonly Grant[] = [ADMINISTRATOR, { ...EVERYBODY, rights: 1 }];
const NOBODY: readonly Grant[] = [ADMINISTRATOR];
const ALL: readonly Grant[] = [EVERYBODY];

interface Plan {
  /** Of the root, when all is written. */
  readonly root: readonly Grant[];
  readonly nodes: Iterable<{ readonly path: string; readonly data: string; readonly grants: readonly Grant[] }>;
  /** Below what the visitor may not list. */
  readonly hidden: RegExp | null;
  /** How many kinds of names there are. */
  readonly kinds: number;
}

const VARIANTS = {
  empty: () => ({ root: ALL, nodes: [], hidden: null, kinds: 0 }),
  /** What an application keeps there, open as it is by default. */
  people: () => ({ root: ALL, nodes: shop(ALL), hidden: null, kinds: 4 }),
  /** The root and all below it belong to an account. */
  locked: () => ({ root: NOBODY, nodes: shop(NOBODY), hidden: /./, kinds: 0 }),
  /** Anybody may read, but for one branch. */
  limited: () => ({
    root: READERS,
    nodes: [
      { path: '/shop', data: '', grants: READERS },
      { path: '/shop/settings', data: 'shown', grants: READERS },
      { path: '/shop/settings/currency', data: 'EUR', grants: READERS },
      { path: '/vault', data: '', grants: NOBODY },
      { path: '/vault/key', data: 'hidden', grants: NOBODY },
    ],
    hidden: /^\/vault\//,
    kinds: 4,
  }),
  /** A cluster of Kafka with its passwords, as Kafka writes them. */
  kafka: () => ({
    root: ALL,
    nodes: [
      '/brokers',
      '/brokers/ids',
      '/brokers/ids/1',
      '/brokers/topics',
      '/brokers/topics/orders',
      '/config',
      '/config/users',
      '/config/users/alice',
    ].map((path) => ({ path, data: '{}', grants: ALL })),
    hidden: null,
    kinds: 7,
  }),
} as const satisfies Record<string, () => Plan>;

export type Variant = keyof typeof VARIANTS;

function* shop(grants: readonly Grant[]): Generator<{ path: string; data: string; grants: readonly Grant[] }> {
  for (const path of ['/shop', '/shop/users']) yield { path, data: '', grants };
  for (const { user_id, owner_email } of customers(8)) {
    yield { path: `/shop/users/${user_id}`, data: '', grants };
    yield { path: `/shop/users/${user_id}/email`, data: owner_email, grants };
  }
  yield { path: '/shop/locks', data: '', grants };
}

/** Writes the nodes, and counts those that a visitor may see. */
export async function seed(at: StoreAddress, variant: Variant): Promise<Truth> {
  const { root, nodes, hidden, kinds }: Plan = VARIANTS[variant]();
  return within(at, async (client) => {
    let records = 0;
    for (const { path, data, grants } of nodes) {
      await client.create(path, data, grants);
      if (hidden?.test(path) !== true) records += 1;
    }
    await client.grant('/', root);
    return { records, collections: kinds, people: null };
  });
}

export async function wipe(at: StoreAddress): Promise<void> {
  await within(at, async (client) => {
    await client.grant('/', [EVERYBODY]);
    for (const path of (await pathsOf(client)).toReversed())
      if (!path.startsWith('/zookeeper')) await client.delete(path);
  });
}

/** All nodes but the root, parents first. */
export async function pathsOf(client: Client, parent = ''): Promise<string[]> {
  const { names } = await client.children(parent === '' ? '/' : parent);
  const paths: string[] = [];
  for (const name of [...names].sort()) {
    paths.push(`${parent}/${name}`, ...(await pathsOf(client, `${parent}/${name}`)));
  }
  return paths;
}
