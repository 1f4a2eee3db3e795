import type { Json } from '../../model/request.ts';
import { bag } from '../../wire/json.ts';

const DEEPEST = 20;
const MOST_VALUES = 5_000;

/** The values of documents, each with its dotted path; members of a list have the path of the list. So many at most. */
export function walkDocuments(
  documents: readonly Json[],
  see: (path: string, value: string | number | boolean) => void,
): void {
  let left = MOST_VALUES;
  for (const document of documents) walk(document, '', 0);

  function walk(value: Json, path: string, depth: number): void {
    if (left <= 0 || depth > DEEPEST || value === null) return;
    if (Array.isArray(value)) {
      for (const member of value as readonly Json[]) walk(member, path, depth + 1);
      return;
    }
    if (typeof value === 'object') {
      const entries = Object.entries(bag(value) ?? {});
      for (const [key, member] of entries) walk(member, path === '' ? key : `${path}.${key}`, depth + 1);
      return;
    }
    left -= 1;
    see(path, value);
  }
}
