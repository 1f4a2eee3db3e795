import { isAlias, isMap, isScalar, isSeq, LineCounter, parseAllDocuments, type Node as YamlNode } from 'yaml';
import type { Place } from '../model/lint.ts';
import { Diagnostic } from '../support/diagnostic.ts';
import { escapeText } from '../support/escape.ts';

/** A YAML value that knows where it stands. `text` of a scalar is as YAML reads it: `false`, `8080`, ``. */
export type Located =
  | { readonly kind: 'text'; readonly text: string; readonly tag: string | null; readonly at: Place }
  | { readonly kind: 'list'; readonly items: readonly Located[]; readonly tag: string | null; readonly at: Place }
  | {
      readonly kind: 'map';
      readonly entries: ReadonlyMap<string, { readonly key: Place; readonly value: Located }>;
      readonly tag: string | null;
      readonly at: Place;
    };

const MOST_VALUES = 200_000;
const MOST_LINES = 50_000;
const DEEPEST = 60;

/**
 * The documents of a YAML file. Aliases and merge keys are followed, up to 50,000 lines, 200,000 values and 60 levels. Throws a
 * `Diagnostic` with file, line and column for what is no YAML, for a key that is written twice and for what grows beyond.
 */
export function locatedYaml(text: string, file: string): Located[] {
  if (text.split('\n', MOST_LINES + 1).length > MOST_LINES) {
    throw new Diagnostic(`it has more than ${MOST_LINES} lines`, { where: file, mend: 'lint the parts one by one' });
  }
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: false });
  if (!Array.isArray(documents)) return [];
  let values = 0;
  const placeOf = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(1, line), column: Math.max(1, col) };
  };
  const refuse = (what: string, offset: number, mend: string): Diagnostic => {
    const { line, column } = placeOf(offset);
    return new Diagnostic(what, { where: `${file}:${line}:${column}`, mend });
  };
  return documents.flatMap((document) => {
    const [error] = document.errors;
    if (error !== undefined) {
      const because = error.code === 'RESOURCE_EXHAUSTION' ? 'it is nested too deep' : error.message;
      throw refuse(`not valid YAML: ${because}`, error.pos[0], 'mend the file; of a template, lint what it renders to');
    }
    const anchors = new Map<string, YamlNode>();
    const convert = (node: unknown, depth: number): Located | null => {
      const source = node as YamlNode | null;
      const offset = source?.range?.[0] ?? 0;
      values += 1;
      if (values > MOST_VALUES) {
        throw refuse(
          `it holds more than ${MOST_VALUES} values`,
          offset,
          'lint the parts one by one; aliases count as what they stand for',
        );
      }
      if (depth > DEEPEST) throw refuse(`it is nested deeper than ${DEEPEST}`, offset, 'no server reads such a file');
      const at = placeOf(offset);
      if (isAlias(node)) {
        const target = anchors.get(node.source);
        return target === undefined ? null : convert(target, depth + 1);
      }
      const anchor = (source as { anchor?: string } | null)?.anchor;
      if (anchor !== undefined && source !== null) anchors.set(anchor, source);
      const tag = source?.tag ?? null;
      if (isMap(node)) {
        const entries = new Map<string, { key: Place; value: Located }>();
        const merged: Located[] = [];
        for (const pair of node.items) {
          const value = convert(pair.value, depth + 1);
          const key = isScalar(pair.key) ? String(pair.key.value) : null;
          if (key === null) {
            throw refuse('a key that is no text', offset, 'where this is a template, lint what it renders to');
          }
          const keyAt = isScalar(pair.key) && pair.key.range ? placeOf(pair.key.range[0]) : at;
          // the parser's own check compares each key with each
          if (entries.has(key)) {
            throw new Diagnostic(`the key "${escapeText(key, 60)}" is written twice`, {
              where: `${file}:${keyAt.line}:${keyAt.column}`,
              mend: 'servers differ in which of the two they take: leave one',
            });
          }
          if (key === '<<' && value !== null) merged.push(...(value.kind === 'list' ? value.items : [value]));
          else entries.set(key, { key: keyAt, value: value ?? { kind: 'text', text: '', tag: null, at: keyAt } });
        }
        for (const base of merged) {
          if (base.kind !== 'map') continue;
          for (const [key, entry] of base.entries) if (!entries.has(key)) entries.set(key, entry);
        }
        return { kind: 'map', entries, tag, at };
      }
      if (isSeq(node)) {
        return { kind: 'list', items: node.items.flatMap((item) => convert(item, depth + 1) ?? []), tag, at };
      }
      if (isScalar(node)) {
        return { kind: 'text', text: scalarText(node), tag, at };
      }
      return null;
    };
    return convert(document.contents, 0) ?? [];
  });
}

/** As it is written where that is no text: `1.10` stays `1.10`. */
function scalarText({ value, source }: { value: unknown; source?: string }): string {
  return typeof value === 'string' ? value : value === null ? '' : (source ?? '');
}

/** What stands below the keys, or null. */
export function below(node: Located | null, ...path: readonly string[]): Located | null {
  let at = node;
  for (const key of path) {
    if (at?.kind !== 'map') return null;
    at = at.entries.get(key)?.value ?? null;
  }
  return at;
}

/** The text of a scalar, or null. */
export function textOf(node: Located | null): string | null {
  return node?.kind === 'text' ? node.text : null;
}

/** The members of a list; of anything else, none. */
export function itemsOf(node: Located | null): readonly Located[] {
  return node?.kind === 'list' ? node.items : [];
}

/** Keys with their values and places; of anything but a map, none. */
export function entriesOf(node: Located | null): readonly { name: string; key: Place; value: Located }[] {
  return node?.kind === 'map' ? [...node.entries].map(([name, entry]) => ({ name, ...entry })) : [];
}
