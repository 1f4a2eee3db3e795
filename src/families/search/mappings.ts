import type { Field } from '../../model/facts.ts';
import type { Json } from '../../model/request.ts';
import { type Bag, bag, isWord, text } from '../../wire/json.ts';

/** The fields of one index as its mapping names them. */
export interface Mapped {
  readonly fields: readonly Field[];
  /** Fields beyond those listed. */
  readonly omitted: number;
  /** True where documents hold nested ones, which the server's statistics count as documents, too. */
  readonly nested: boolean;
}

const DEEPEST = 40;

/**
 * Flattens the mapping of one index to dotted paths. Up to 6.x a type's name stands between, in 0.90 the word `mappings` is
 * missing; multi-fields are no fields of their own, they only say how their parent can be counted.
 */
export function readMapping(index: Json | undefined, most: number): Mapped {
  const fields: Field[] = [];
  const state = { omitted: 0, nested: false };
  const add = (field: Field) => {
    if (fields.length < most) fields.push(field);
    else state.omitted += 1;
  };
  for (const root of rootsOf(index)) {
    walk(bag(root['properties']), '', false, 0);
    for (const [name, told] of Object.entries(bag(root['runtime']) ?? {})) {
      add({ name, type: `runtime ${text(bag(told)?.['type']) ?? 'unknown'}`, countAs: null });
    }
  }
  return { fields: withoutTwins(fields), omitted: state.omitted, nested: state.nested };

  function walk(properties: Bag | null, prefix: string, inNested: boolean, depth: number): void {
    for (const [key, told] of Object.entries(properties ?? {})) {
      const field = bag(told);
      if (field === null) continue;
      const name = prefix + key;
      const type = text(field['type']);
      const below = bag(field['properties']);
      const nested = inNested || type === 'nested';
      if (type === 'nested') state.nested = true;
      if (below !== null && depth < DEEPEST && Object.keys(below).length > 0)
        walk(below, `${name}.`, nested, depth + 1);
      else add({ name, type: type ?? 'object', countAs: nested ? null : countAs(name, type, field, properties ?? {}) });
    }
  }
}

/** Types of one index, or the untyped mapping of 7.x and later. */
function rootsOf(index: Json | undefined): Bag[] {
  const holder = bag(index);
  const mappings = bag(holder?.['mappings']) ?? holder;
  if (mappings === null) return [];
  if (isUntyped(mappings)) return [mappings];
  return Object.entries(mappings)
    .filter(([name]) => name !== '_default_')
    .map(([, type]) => bag(type))
    .filter((type) => type !== null);
}

/** `properties` holds fields; a mapping type of that name would hold `properties` again. */
function isUntyped(mappings: Bag): boolean {
  const properties = bag(mappings['properties']);
  return properties !== null
    ? bag(properties['properties']) === null || text(bag(properties['properties'])?.['type']) !== null
    : 'runtime' in mappings;
}

/** Two types of one index, up to 5.x, share the fields of one name. */
function withoutTwins(fields: readonly Field[]): Field[] {
  return [...new Map(fields.map((field) => [field.name, field])).values()];
}

const EXACT = new Set(['keyword', 'constant_keyword', 'wildcard', 'ip', 'boolean', 'version']);
const NUMERIC = new Set([
  'long',
  'integer',
  'short',
  'byte',
  'double',
  'float',
  'half_float',
  'scaled_float',
  'unsigned_long',
  'date',
  'date_nanos',
]);

/** The name by which distinct values are counted cheaply, or null: never analysed text, scripts, or fields without an index. */
function countAs(name: string, type: string | null, field: Bag, siblings: Bag): string | null {
  if (type === 'alias') return isCountableAlias(text(field['path']), siblings) ? name : null;
  if (isCountable(type, field)) return name;
  const exact = Object.entries(bag(field['fields']) ?? {})
    .filter(([, multi]) => bag(multi) !== null && isCountable(text(bag(multi)?.['type']), bag(multi) ?? {}))
    .map(([key]) => key);
  const chosen = exact.find((key) => key === 'keyword') ?? exact.find((key) => key === 'raw') ?? exact[0];
  return chosen === undefined ? null : `${name}.${chosen}`;
}

function isCountable(type: string | null, field: Bag): boolean {
  if (type === null || isWord(field['doc_values'], 'false')) return false;
  return EXACT.has(type) || NUMERIC.has(type) || (type === 'string' && field['index'] === 'not_analyzed');
}

function isCountableAlias(path: string | null, siblings: Bag): boolean {
  const target = path === null ? null : bag(siblings[path]);
  return target !== null && isCountable(text(target['type']), target);
}

/** Fields of `_field_caps`, which also the unprivileged get for what they may search. */
export function readFieldCaps(json: Json | undefined, most: number): Mapped {
  const told = bag(bag(json)?.['fields']) ?? {};
  const parents = new Set<string>();
  const fields: Field[] = [];
  for (const name of Object.keys(told).sort()) {
    const [type, caps] = Object.entries(bag(told[name]) ?? {})[0] ?? [];
    if (type === undefined || name.startsWith('_') || bag(caps)?.['metadata_field'] === true) continue;
    const isMulti = parents.has(name.slice(0, Math.max(0, name.lastIndexOf('.'))));
    if (type === 'object' || type === 'nested' || isMulti) continue;
    parents.add(name);
    fields.push({ name, type, countAs: bag(caps)?.['aggregatable'] === true && type !== 'text' ? name : null });
  }
  const multi = fields.map((field) => ({ ...field, countAs: field.countAs ?? multiOf(told, field.name) }));
  const nested = Object.values(told).some((types) => bag(bag(types)?.['nested']) !== null);
  return { fields: multi.slice(0, most), omitted: Math.max(0, multi.length - most), nested };
}

function multiOf(told: Bag, name: string): string | null {
  return bag(bag(told[`${name}.keyword`])?.['keyword'])?.['aggregatable'] === true ? `${name}.keyword` : null;
}
