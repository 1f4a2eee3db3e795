import type { FieldClass } from '../model/classes.ts';
import type { Collection } from '../model/facts.ts';
import type { Observation } from '../model/observation.ts';
import type { ReportEndpoint } from '../model/report.ts';
import { byText } from '../support/stable-json.ts';

type Data = NonNullable<ReportEndpoint['data']>;

/** What lies behind an endpoint: names, types and counts by the server's own word, and the classes that its fields have. */
export function dataOf(observation: Observation): Data | null {
  const { inventory, classes, measurement } = observation;
  if (inventory === null) return null;
  const distinct = measurement?.distinct ?? null;
  const found = new Map(classes.map((item) => [`${item.collection}\n${item.field}`, item]));
  const measured = (collection: string, field: string) =>
    measurement?.collection === collection && isMeasured(measurement.field, field) ? distinct : null;
  return {
    collections: inventory.collections.map((collection) => ({
      name: collection.name,
      kind: collection.kind,
      records: collection.records,
      bytes: collection.bytes,
      created: collection.created,
      system: collection.system,
      state: [...collection.state],
      aliases: [...collection.aliases],
      fields: collection.fields.map(({ name, type }) => {
        const item = found.get(`${collection.name}\n${name}`);
        return {
          name,
          type,
          class: item?.class ?? null,
          basis: item?.basis ?? null,
          distinct: measured(collection.name, name),
        };
      }),
      fieldsOmitted: collection.fieldsOmitted,
    })),
    omitted: inventory.omitted && { collections: inventory.omitted.collections, reason: inventory.omitted.reason },
    records: inventory.collections.reduce((sum, { records, system }) => sum + (system ? 0 : (records ?? 0)), 0),
    people: distinct,
    peopleField: distinct === null || measurement === null ? null : `${measurement.collection}.${measurement.field}`,
    peopleSkipped: measurement?.skipped ?? null,
    approximate: measurement?.approximate ?? false,
    classes: summarise(classes, inventory.collections, measured),
    // The report's types are zod's and mutable; nothing changes it, and there are dozens for each store.
    lookedFor: observation.lookedFor as Data['lookedFor'],
    egress: observation.egress.map(({ kind, name, location, inScope }) => ({ kind, name, location, inScope })),
    signs: inventory.signs.map((sign) => ({ ...sign, because: [...sign.because] })),
  };
}

/** A text field is counted by its keyword sub-field: `email.keyword` measures `email`. */
function isMeasured(countedAs: string, field: string): boolean {
  return countedAs === field || countedAs.startsWith(`${field}.`);
}

/** Records of a class: those of the collections that have a field of it, so at most that many hold a value. */
function summarise(
  classes: readonly FieldClass[],
  collections: readonly Collection[],
  measured: (collection: string, field: string) => number | null,
): Data['classes'] {
  const records = new Map(collections.map((collection) => [collection.name, collection.records]));
  return [...Map.groupBy(classes, (item) => item.class)]
    .map(([id, items]) => {
      const names = [...new Set(items.map(({ collection }) => collection))];
      const known = names.flatMap((name) => records.get(name) ?? []);
      const counts = items.flatMap(({ collection, field }) => measured(collection, field) ?? []);
      return {
        class: id,
        family: items[0]?.family ?? '',
        records: known.length === 0 ? null : known.reduce((sum, count) => sum + count, 0),
        distinct: counts.length === 0 ? null : Math.max(...counts),
        collections: names.length,
      };
    })
    .sort((left, right) => (right.records ?? 0) - (left.records ?? 0) || byText(left.class, right.class));
}
