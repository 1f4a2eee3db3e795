import type { FieldClass, LookedFor } from '../model/classes.ts';
import type { Collection } from '../model/facts.ts';
import { byText } from '../support/stable-json.ts';
import type { ClassSet } from './load.ts';
import type { Sampler } from './sampler.ts';

export { maskEvidence } from './evidence.ts';
export type { ClassSet } from './load.ts';
export { loadClasses } from './load.ts';
export { maskText } from './mask.ts';
export type { PeopleField } from './people.ts';
export { choosePeopleField } from './people.ts';
export type { Sampler } from './sampler.ts';
export { createSampler } from './sampler.ts';

/**
 * Data classes of the fields of a store, by name and type, and with a sampler by the shape of values. The server's own
 * collections are left out. A class that a name speaks for stays, whatever the values look like: they may be encrypted.
 */
export function classify(
  collections: readonly Collection[],
  classes: ClassSet,
  sampler: Sampler | null,
): { classes: FieldClass[]; lookedFor: LookedFor[] } {
  const found: FieldClass[] = [];
  const holding = new Map<string, Set<string>>();
  const data = collections.filter((collection) => !collection.system);
  for (const collection of data) {
    for (const field of collection.fields) {
      const byName = classes.names.classOf(collection.name, field.name, field.type);
      const one = fieldClass(collection.name, field.name, byName, classes, sampler);
      if (one === null) continue;
      found.push(one);
      const held = holding.get(one.class) ?? new Set();
      holding.set(one.class, held.add(collection.name));
    }
  }
  return { classes: found, lookedFor: lookedFor(data, classes, sampler, holding) };
}

function fieldClass(
  collection: string,
  field: string,
  byName: string | null,
  classes: ClassSet,
  sampler: Sampler | null,
): FieldClass | null {
  const byValue = sampler?.classOf(collection, field) ?? null;
  const id = byName ?? byValue?.class;
  const declared = id === undefined ? undefined : classes.byId.get(id);
  if (declared === undefined) return null;
  const sample = sampler?.sampleOf(collection, field) ?? null;
  return {
    collection,
    field,
    class: declared.id,
    family: declared.family,
    basis: byName === null ? 'values' : byValue?.class === byName ? 'both' : 'name',
    share:
      sample === null || sample.seen === 0
        ? null
        : Number(((sample.fits.get(declared.id) ?? 0) / sample.seen).toFixed(4)),
    identifying: declared.identifying,
  };
}

function lookedFor(
  data: readonly Collection[],
  classes: ClassSet,
  sampler: Sampler | null,
  holding: ReadonlyMap<string, ReadonlySet<string>>,
): LookedFor[] {
  const sampled = sampler !== null && sampler.values > 0;
  const notInspected = ['free text', 'files and binary fields'];
  if (!sampled) notInspected.unshift('values');
  if (data.some((collection) => collection.fieldsOmitted > 0)) notInspected.push('fields beyond the limit');
  if (data.some((collection) => collection.fields.length === 0))
    notInspected.push('collections whose fields could not be read');
  const ids = new Set([...classes.asked, ...holding.keys()]);
  return [...ids].sort(byText).map((id) => ({
    class: id,
    found: holding.has(id),
    basis: sampled ? 'field-names-and-sampled-values' : 'field-names',
    collections: data.length,
    notInspected,
  }));
}
