import type { Collection, Sign } from '../../model/facts.ts';

/** Programs that strangers mine with on other people's hosts; whole words of a name. */
const MINERS = /(?:^|[/_.:-])(?:xmrig|xmr-stak|kinsing|kdevtmpfsi|minerd|cpuminer|ccminer|monero-?miner)(?:$|[/_.:-])/i;

/** Collections that are named like such a program: images, containers. */
export function lookForMiners(collections: readonly Pick<Collection, 'name'>[]): Sign[] {
  return collections
    .filter(({ name }) => MINERS.test(name))
    .map(({ name }) => ({ kind: 'miner', certainty: 'suspicious', collection: name, because: ['name'] }));
}
