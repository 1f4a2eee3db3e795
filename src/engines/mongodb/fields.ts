import type { Field } from '../../model/facts.ts';
import type { Json } from '../../model/request.ts';
import { at, bag, list, text } from '../../wire/json.ts';

/** Names of fields, from what describes a collection: no document is read for them. */
export class Fields {
  readonly #types = new Map<string, string>();
  readonly #countable = new Set<string>();

  /** A type that is told later is better than none. */
  add(name: string, type: string | null): void {
    if (name === '' || name === '_id' || name.startsWith('$') || name.length > 300) return;
    const known = this.#types.get(name) ?? 'unknown';
    this.#types.set(name, known === 'unknown' && type !== null ? type : known);
  }

  countable(name: string): void {
    this.#countable.add(name);
  }

  list(): Field[] {
    return [...this.#types].map(([name, type]) => ({
      name,
      type,
      countAs: this.#countable.has(name) ? name : null,
    }));
  }
}

const DEEPEST = 12;

/** `$jsonSchema` and the conditions of a validator: https://www.mongodb.com/docs/manual/core/schema-validation/ */
export function fieldsOfValidator(validator: Json | undefined, fields: Fields): void {
  walkSchema(at(validator, '$jsonSchema'), '', fields, 0);
  for (const name of Object.keys(bag(validator) ?? {})) fields.add(name, null);
}

function walkSchema(schema: Json | undefined, before: string, fields: Fields, depth: number): void {
  if (depth > DEEPEST) return;
  for (const required of list(at(schema, 'required'))) {
    const name = text(required);
    if (name !== null) fields.add(`${before}${name}`, null);
  }
  for (const [name, member] of Object.entries(bag(at(schema, 'properties')) ?? {})) {
    const path = `${before}${name}`;
    const inner = at(member, 'items') ?? member;
    if (bag(at(inner, 'properties')) === null) fields.add(path, typeOf(member));
    else walkSchema(inner, `${path}.`, fields, depth + 1);
  }
}

function typeOf(schema: Json): string | null {
  const said = at(schema, 'bsonType') ?? at(schema, 'type') ?? null;
  const types = (Array.isArray(said) ? list(said) : [said]).flatMap((one) => text(one) ?? []);
  return types.find((type) => type !== 'null') ?? null;
}

const SHAPING = ['$project', '$addFields', '$set'];

/** Fields that a view makes or lets through, by the keys of its stages; what they are compared with is not looked at. */
export function fieldsOfView(pipeline: Json | undefined, fields: Fields): void {
  for (const stage of list(pipeline).slice(0, 50)) {
    for (const name of SHAPING) {
      for (const [field, value] of Object.entries(bag(at(stage, name)) ?? {})) {
        if (value !== 0 && value !== false) fields.add(field, null);
      }
    }
  }
}

/** Encrypted fields, and those that make a time series. */
export function fieldsOfOptions(options: Json | undefined, fields: Fields): void {
  for (const field of list(at(options, 'encryptedFields', 'fields'))) {
    const path = text(at(field, 'path'));
    if (path !== null) fields.add(path, 'encrypted');
  }
  for (const [key, type] of [
    ['timeField', 'date'],
    ['metaField', null],
  ] as const) {
    const name = text(at(options, 'timeseries', key));
    if (name !== null) fields.add(name, type);
  }
}

/** Keys of the indexes; one with a single key that leaves nothing out knows how many values there are. */
export function fieldsOfIndexes(indexes: readonly Json[], fields: Fields): void {
  for (const index of indexes) {
    const keys = Object.entries(bag(at(index, 'key')) ?? {});
    for (const [name, kind] of keys) {
      // Of a text index `weights` holds the names; wildcards name none.
      if (name.startsWith('_fts') || name.includes('$**')) continue;
      fields.add(name, kind === '2d' || kind === '2dsphere' ? 'point' : null);
      if (isWhole(index) && (kind === 1 || isUniqueOn(index, name))) fields.countable(name);
    }
    for (const name of Object.keys(bag(at(index, 'weights')) ?? {})) {
      if (!name.includes('$**')) fields.add(name, 'string');
    }
  }
}

/** It has one key, and leaves no document out. */
function isWhole(index: Json): boolean {
  const part = at(index, 'partialFilterExpression') !== undefined || at(index, 'sparse') === true;
  return Object.keys(bag(at(index, 'key')) ?? {}).length === 1 && !part;
}

/** No two documents have the same value of this field. */
export function isUniqueOn(index: Json, field: string): boolean {
  return isWhole(index) && at(index, 'key', field) !== undefined && at(index, 'unique') === true;
}
