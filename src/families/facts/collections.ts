import type { Collection } from '../../model/facts.ts';

type Known = 'name' | 'kind' | 'records';

interface Told extends Pick<Collection, Known>, Partial<Omit<Collection, Known | 'fieldsOmitted'>> {
  /** So many of its fields are listed. */
  readonly most?: number;
}

/** A collection of which nothing is known beyond what is told here. */
export function plainCollection({
  name,
  kind,
  records,
  bytes = null,
  created = null,
  system = false,
  state = [],
  aliases = [],
  fields = [],
  most = fields.length,
}: Told): Collection {
  return {
    name,
    kind,
    records,
    bytes,
    created,
    system,
    state,
    aliases,
    fields: fields.slice(0, most),
    fieldsOmitted: Math.max(0, fields.length - most),
  };
}
