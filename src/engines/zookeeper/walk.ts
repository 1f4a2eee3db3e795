import { isAskable, SYSTEM } from './access.ts';
import { readAnswer, type ZookeeperChannel } from './requests.ts';
import { ERROR, readChildren } from './wire.ts';

/** So many nodes are listed at most, and so many names kept. */
const MOST_LISTED = 200;
const MOST_NAMES = 20_000;
/** Of one node's children so many are gone into: below it the others are most likely alike. The root's are not. */
const MOST_ALIKE = 12;
const MOST_OF_ROOT = 100;

export interface Walked {
  readonly paths: readonly string[];
  /** True where every node was seen. */
  readonly whole: boolean;
  /** Nodes that may not be listed. */
  readonly closed: number;
  readonly exchanges: readonly number[];
}

/** Names of nodes, level by level, without the server's own ones. No node's data is read. */
export async function walk(channel: ZookeeperChannel): Promise<Walked> {
  const paths: string[] = [];
  const exchanges: number[] = [];
  let closed = 0;
  let whole = true;
  let level: readonly string[] = [''];
  for (let listed = 0; level.length > 0; ) {
    const next: string[] = [];
    for (const parent of level) {
      if (listed >= MOST_LISTED || paths.length >= MOST_NAMES) return { paths, whole: false, closed, exchanges };
      listed += 1;
      const answer = readAnswer(await channel.ask('children', { path: parent === '' ? '/' : parent }), readChildren);
      if (answer.error === null) return { paths, whole: false, closed, exchanges };
      if (answer.error === ERROR.noRight) closed += 1;
      const names = [...(answer.value?.names ?? [])].filter((name) => parent !== '' || name !== SYSTEM).sort();
      exchanges.push(answer.exchange);
      for (const name of names.slice(0, MOST_NAMES - paths.length)) paths.push(`${parent}/${name}`);
      const gone = names.filter(isAskable).slice(0, parent === '' ? MOST_OF_ROOT : MOST_ALIKE);
      if (gone.length < names.length) whole = false;
      next.push(...gone.map((name) => `${parent}/${name}`));
    }
    level = next;
  }
  return { paths, whole, closed, exchanges };
}
