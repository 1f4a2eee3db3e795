import { distance } from 'fastest-levenshtein';

/** The known name that was probably meant, or null where none is near: two letters (swapped ones count as two), or a third. */
export function nearest(written: string, known: readonly string[]): string | null {
  const text = written.toLowerCase();
  const best = known
    .map((name) => ({ name, far: distance(text, name.toLowerCase()) }))
    .sort((left, right) => left.far - right.far)
    .at(0);
  return best !== undefined && best.far <= allowed(best.name) ? best.name : null;
}

function allowed(name: string): number {
  return name.length < 4 ? 1 : Math.max(2, Math.floor(name.length / 3));
}
