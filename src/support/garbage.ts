import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

type Collect = (options: { readonly type: 'major'; readonly flavor?: 'last-resort' }) => void;

let collect: Collect | null = null;

/**
 * A whole collection now, in some 20 ms for a small heap. `flavor: last-resort` gives the pages of the young generation back as
 * well. For the moments at which we know, and V8 does not, that much of what it holds has just become garbage.
 */
export function collectGarbage(options: Parameters<Collect>[0] = { type: 'major' }): void {
  if (collect === null) {
    setFlagsFromString('--expose-gc');
    collect = runInNewContext('gc') as Collect;
  }
  collect(options);
}
