import { readAnswer, readRange } from './answers.ts';
import { type EtcdChannel, hexOf } from './requests.ts';

/** Keys that were seen, and for how many keys of the store each of them stands. */
export interface Walked {
  readonly keys: ReadonlyMap<string, number>;
  /** Keys behind the end of the walk. */
  readonly unseen: number;
  /** Some prefixes were counted, and only in part listed. */
  readonly estimated: boolean;
  readonly exchanges: readonly number[];
}

/** So many pages at most, and so many of one prefix before the rest of it is stepped over. */
const MOST_PAGES = 40;
const MOST_OF_PREFIX = 8;
/** Below it every kind of object of a Kubernetes cluster has a prefix of its own. */
const KUBERNETES = '/registry/';

/**
 * Walks the keys in their order, a page at a time. A prefix that fills several pages is listed in part, then stepped over; what was
 * stepped over the server has counted: each answer says how many keys there are from its first key to the last one.
 */
export async function walk(channel: EtcdChannel, gateway: string): Promise<Walked> {
  const keys = new Map<string, number>();
  const exchanges: number[] = [];
  let from = '00';
  let listed: { prefix: string; pages: number; seen: string[] } = { prefix: '', pages: 0, seen: [] };
  let estimated = false;
  /** Keys from here on, as far as they are neither listed nor stepped over. */
  let left: number | null = null;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const answer = readAnswer(await channel.ask('keys', { gateway, from }));
    const range = readRange(answer);
    if (range === null) break;
    exchanges.push(answer.exchange);
    // The difference to what was to be expected lies in the prefix that was stepped over.
    if (left !== null && left > range.count) {
      estimated = true;
      spread(keys, listed.seen, left - range.count);
    }
    const names = range.keys.map((key) => key.toString('utf8'));
    for (const name of names) keys.set(name, 1);
    left = Math.max(0, range.count - names.length);
    const last = range.keys.at(-1);
    if (!range.more || last === undefined) return { keys, unseen: 0, estimated, exchanges };
    const prefix = prefixOf(last.toString('utf8'));
    const seen = names.filter((name) => name.startsWith(prefix));
    listed =
      prefix === listed.prefix
        ? { prefix, pages: listed.pages + 1, seen: [...listed.seen, ...seen] }
        : { prefix, pages: 1, seen };
    from = listed.pages < MOST_OF_PREFIX || prefix === '' ? `${hexOf(last)}00` : hexOf(behind(prefix));
  }
  return { keys, unseen: left ?? 0, estimated, exchanges };
}

/** What a key begins with, up to its first mark; a key without a mark has no prefix. */
export function prefixOf(key: string): string {
  if (key.startsWith(KUBERNETES)) return /^\/registry\/[^/]*\//.exec(key)?.[0] ?? KUBERNETES;
  return /^.[^:/|]*[:/|]/s.exec(key)?.[0] ?? '';
}

/** The first key that does not begin so: marks are single bytes, and the next byte follows. */
export function behind(prefix: string): Buffer {
  const bytes = Buffer.from(prefix);
  const last = bytes.at(-1) ?? 0;
  bytes[bytes.length - 1] = last + 1;
  return bytes;
}

/** So many more keys are like these: each stands for its share of them, and together they are all. */
function spread(keys: Map<string, number>, seen: readonly string[], more: number): void {
  seen.forEach((name, index) => {
    const share = Math.floor((more * (index + 1)) / seen.length) - Math.floor((more * index) / seen.length);
    keys.set(name, (keys.get(name) ?? 1) + share);
  });
}
