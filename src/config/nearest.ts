import { distance } from 'fastest-levenshtein';

/** The known name that was probably meant, or null where none is near: at most a third of its letters differ. */
export function nearest(written: string, known: readonly string[]): string | null {
  const text = written.toLowerCase();
  const best = known
    .map((name) => ({ name, far: distance(text, name.toLowerCase()) }))
    .sort((left, right) => left.far - right.far)
    .at(0);
  return best !== undefined && best.far <= Math.max(1, Math.floor(best.name.length / 3)) ? best.name : null;
}
