import type { ProbeContext } from '../../model/engine.ts';
import type { Json } from '../../model/request.ts';
import { bag } from '../../wire/json.ts';

const DEEPEST = 4;
const MOST_VALUES = 500;

/** Values of records in JSON go to the sink and nowhere else, each under the dotted path of its field. */
export function seeRecords(
  { records, sink }: NonNullable<ProbeContext['sample']>,
  collection: string,
  found: readonly (Json | undefined)[],
): void {
  for (const record of found.slice(0, records)) {
    for (const [field, value] of valuesIn(record ?? null, '', 0).slice(0, MOST_VALUES))
      sink.see(collection, field, value);
  }
}

function valuesIn(value: Json, path: string, depth: number): (readonly [string, Json])[] {
  if (depth > DEEPEST) return [];
  if (Array.isArray(value))
    return value.slice(0, MOST_VALUES).flatMap((member: Json) => valuesIn(member, path, depth + 1));
  const inner = bag(value);
  if (inner === null) return path === '' ? [] : [[path, value]];
  return Object.entries(inner)
    .slice(0, MOST_VALUES)
    .flatMap(([name, member]) => valuesIn(member, path === '' ? name : `${path}.${name}`, depth + 1));
}
