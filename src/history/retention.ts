import { seriesOf } from './drift.ts';
import { type Check, standingOf } from './state.ts';
import { spansOf } from './windows.ts';

/**
 * Which checks older than `cutoff` (epoch milliseconds) are kept all the same: the edges of a window that is open or was closed
 * after it, and the last of each series before it, with which the next is compared.
 */
export function keptOf(checks: readonly Check[], cutoff: number): Set<Check> {
  const kept = new Set<Check>();
  for (const series of seriesOf(checks)) {
    for (const { before, first, last, after } of spansOf(series)) {
      if (after !== null && Date.parse(after.at) < cutoff) continue;
      for (const edge of [before, first, last, after]) if (edge !== null) kept.add(edge);
    }
    const old = series.filter(({ at }) => Date.parse(at) < cutoff);
    for (const base of [old.at(-1), old.findLast(({ state }) => standingOf(state) !== 'unknown')]) {
      if (base !== undefined) kept.add(base);
    }
  }
  return kept;
}
