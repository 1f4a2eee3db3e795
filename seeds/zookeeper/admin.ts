import { type Client, nodeCount, type StoreAddress, within } from './client.ts';
import { pathsOf, seed, type Variant, wipe } from './index.ts';

/** The administrator of a server in the lab (the shape is LabAdmin of test/kit/lab-state.ts). */
export function zookeeperAdmin(at: StoreAddress) {
  return {
    seed: (variant: string) => seed(at, variant as Variant),
    wipe: () => wipe(at),
    condition: () => within(at, condition),
    close: () => Promise.resolve(),
  };
}

/** Of a server that answers nothing within a session: how many nodes it has. */
export function closedAdmin(at: StoreAddress) {
  return {
    seed: () => within(at, () => Promise.resolve({ records: 0, collections: 0, people: null })),
    wipe: () => Promise.resolve(),
    condition: () => nodeCount(at),
    close: () => Promise.resolve(),
  };
}

/** Every node with the numbers of its last change, its versions and its rights, by the server's own word. */
async function condition(client: Client): Promise<string> {
  const nodes: unknown[] = [];
  for (const path of ['/', ...(await pathsOf(client))]) {
    const { raw } = await client.children(path);
    nodes.push([path, raw, path.startsWith('/zookeeper') ? null : await client.rights(path)]);
  }
  return JSON.stringify(nodes, null, 1);
}
