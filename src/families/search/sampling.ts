import type { SampleSink } from '../../model/engine.ts';
import type { Json } from '../../model/request.ts';
import { at, bag, list } from '../../wire/json.ts';

const DEEPEST = 20;
const MOST_VALUES = 5_000;

/** What `--sample` shows beside the classes. */
export interface Sampled {
  /** Values look like OpenSearch's field masking: 64 hexadecimal digits in a whole column. */
  readonly masked: boolean;
}

/** Hands the values of the hits to the sink, dotted path by dotted path. Nothing is kept here. */
export function sampleHits(json: Json | undefined, collection: string, sink: SampleSink): Sampled {
  let left = MOST_VALUES;
  const columns = new Map<string, boolean>();
  for (const hit of list(at(json, 'hits', 'hits'))) walk(at(hit, '_source'), '', 0);
  return { masked: [...columns.values()].includes(true) };

  function walk(value: Json | undefined, path: string, depth: number): void {
    if (left <= 0 || depth > DEEPEST || value === undefined || value === null) return;
    if (Array.isArray(value)) {
      for (const member of value as readonly Json[]) walk(member, path, depth + 1);
      return;
    }
    const holder = bag(value);
    if (holder !== null) {
      for (const [key, member] of Object.entries(holder)) walk(member, path === '' ? key : `${path}.${key}`, depth + 1);
      return;
    }
    left -= 1;
    sink.see(collection, path, value);
    columns.set(path, (columns.get(path) ?? true) && typeof value === 'string' && /^[0-9a-f]{64}$/.test(value));
  }
}
