import type { SampleSink } from '../model/engine.ts';
import type { ClassSet } from './load.ts';

/** What the sampled values of one field looked like: counts alone. */
export interface FieldSample {
  /** Values that were not empty. */
  readonly seen: number;
  /** Values that had the shape of the class. */
  readonly fits: ReadonlyMap<string, number>;
}

/** Takes values, holds counts. No value outlives the call that brought it. */
export interface Sampler extends SampleSink {
  sampleOf(collection: string, field: string): FieldSample | null;
  /** The class that most of the field's values have the shape of, with its share; null where none has enough. */
  classOf(collection: string, field: string): { readonly class: string; readonly share: number } | null;
  readonly values: number;
}

interface Counts {
  seen: number;
  readonly fits: Map<string, number>;
}

const MOST_FIELDS = 20_000;
const MOST_MEMBERS = 16;
const DEEPEST = 4;
const LEAST_SEEN = 3;

/** A sampler for one store: at most 20,000 fields, of each only how many values were seen and how many had which shape. */
export function createSampler(classes: ClassSet): Sampler {
  const shapes = classes.shapes();
  const fields = new Map<string, Counts>();
  let values = 0;
  const keyOf = (collection: string, field: string): string => `${collection}\n${field}`;

  function see(collection: string, field: string, value: unknown, depth: number): void {
    if (value === null || value === undefined || value === '') return;
    if (Array.isArray(value)) {
      for (const member of value.slice(0, MOST_MEMBERS)) see(collection, field, member, depth + 1);
      return;
    }
    if (typeof value === 'object') {
      if (depth >= DEEPEST) return;
      for (const [name, member] of Object.entries(value)) see(collection, `${field}.${name}`, member, depth + 1);
      return;
    }
    if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'bigint') return;
    count(keyOf(collection, field), String(value).trim());
  }

  function count(key: string, text: string): void {
    let counts = fields.get(key);
    if (counts === undefined) {
      if (fields.size >= MOST_FIELDS) return;
      counts = { seen: 0, fits: new Map() };
      fields.set(key, counts);
    }
    counts.seen++;
    values++;
    for (const shape of shapes) {
      if (!shape.fits(text)) continue;
      counts.fits.set(shape.class, (counts.fits.get(shape.class) ?? 0) + 1);
      return;
    }
  }

  return {
    see: (collection, field, value) => see(collection, field, value, 0),
    sampleOf: (collection, field) => fields.get(keyOf(collection, field)) ?? null,
    classOf(collection, field) {
      const counts = fields.get(keyOf(collection, field));
      if (counts === undefined || counts.seen < LEAST_SEEN) return null;
      let top: { class: string; share: number } | null = null;
      for (const [id, fitting] of counts.fits) {
        const share = fitting / counts.seen;
        const least = Math.min(...shapes.filter((shape) => shape.class === id).map((shape) => shape.share));
        if (classes.byId.has(id) && share >= least && (top === null || share > top.share)) top = { class: id, share };
      }
      return top;
    },
    get values() {
      return values;
    },
  };
}
