import type { Collection, Sign } from '../../model/facts.ts';
import { lookForNames } from './names.ts';

/** A collection, and the names by which it could be a note: its own without its database, then that of the database. */
export interface Place {
  readonly collection: Collection;
  readonly names: readonly string[];
}

/** Signs by names alone, of collections whose own name stands behind that of a database: the first name that says something counts. */
export function lookForNotesIn(places: readonly Place[]): Sign[] {
  return places.flatMap(({ collection, names }) => {
    const signs = names.map((name) => lookForNames([{ ...collection, name }])).find((found) => found.length > 0) ?? [];
    return signs.map((sign) => ({ ...sign, collection: collection.name }));
  });
}
