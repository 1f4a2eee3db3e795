import type { FieldClass } from '../model/classes.ts';
import type { Collection, Field } from '../model/facts.ts';
import { byText } from '../support/stable-json.ts';
import type { ClassSet } from './load.ts';

/** The field on whose distinct values people are counted, or why there is none. */
export type PeopleField = { readonly collection: Collection; readonly field: Field } | { readonly skipped: string };

/**
 * Chooses one field of the store: the class that says best who somebody is, then the collection with most records. Only fields that
 * the server can count cheaply, never in its own collections, never in frozen or closed ones.
 */
export function choosePeopleField(
  collections: readonly Collection[],
  fieldClasses: readonly FieldClass[],
  classes: ClassSet,
): PeopleField {
  const byName = new Map(
    collections.filter((collection) => !collection.system).map((collection) => [collection.name, collection]),
  );
  const candidates: { rank: number; collection: Collection; field: Field }[] = [];
  let identifying = 0;
  let resting = 0;
  for (const found of fieldClasses) {
    const rank = classes.byId.get(found.class)?.peopleRank ?? null;
    const collection = byName.get(found.collection);
    if (!found.identifying || rank === null || collection === undefined) continue;
    identifying++;
    const field = collection.fields.find((member) => member.name === found.field && member.countAs !== null);
    if (collection.state.some((state) => RESTING.has(state))) resting++;
    else if (field !== undefined) candidates.push({ rank, collection, field });
  }
  candidates.sort(
    (left, right) =>
      left.rank - right.rank ||
      (right.collection.records ?? 0) - (left.collection.records ?? 0) ||
      byText(left.collection.name, right.collection.name) ||
      byText(left.field.name, right.field.name),
  );
  const [chosen] = candidates;
  if (chosen !== undefined) return { collection: chosen.collection, field: chosen.field };
  if (identifying === 0) return { skipped: 'no field is named like something that identifies a person' };
  if (resting > 0) return { skipped: 'the identifying fields are in closed or frozen collections' };
  return { skipped: 'no identifying field can be counted cheaply (no doc values, no index)' };
}

const RESTING = new Set(['closed', 'frozen', 'searchable-snapshot', 'close']);
