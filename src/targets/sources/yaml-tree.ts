import {
  type Alias,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseAllDocuments,
  type Scalar,
} from 'yaml';
import { Diagnostic } from '../../support/diagnostic.ts';
import { parseJsonTree } from './json-tree.ts';

interface Place {
  readonly line: number;
  readonly column: number;
}

/** A value of a YAML or JSON text with its place. Aliases and merge keys are followed. */
export type Tree = Place &
  (
    | { readonly kind: 'map'; readonly members: ReadonlyMap<string, Tree> }
    | { readonly kind: 'list'; readonly items: readonly Tree[] }
    | { readonly kind: 'value'; readonly value: string | null }
  );

const MOST_NODES = 500_000;
const DEEPEST = 64;
/** A parser for YAML takes two hundred times as much memory as the text, and some seconds for this much. */
const LARGEST_YAML = 2 * 1024 * 1024;

/**
 * The documents of a text. Throws a `Diagnostic` with file, line and column for what is no YAML, writes a key twice, is nested
 * deeper than 64, or comes to more than 500,000 values with its aliases written out.
 */
export function parseTrees(text: string, file: string): Tree[] {
  const lines = new LineCounter();
  const placeOf = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const fail = (offset: number, what: string, mend?: string): never => {
    const { line, column } = placeOf(offset);
    throw new Diagnostic(what, { where: `${file}:${line}:${column}`, ...(mend === undefined ? {} : { mend }) });
  };
  /** Before the parser, which counts the lines, has seen the text. */
  const failAt = (offset: number, what: string): never => {
    const before = text.slice(0, offset);
    const line = before.split('\n').length;
    const where = `${file}:${line}:${offset - before.lastIndexOf('\n')}`;
    throw new Diagnostic(what, { where, mend: 'name a file that a tool of this kind wrote' });
  };
  if (/^\s*[[{]\s*["\]}[{]/.test(text)) {
    const limits = {
      nodes: 2 * MOST_NODES,
      depth: DEEPEST,
      fail: (offset: number, what: string) => failAt(offset, what),
    };
    return [parseJsonTree(text, limits)];
  }
  if (text.length > LARGEST_YAML)
    fail(0, 'it is YAML and larger than 2 MiB', 'name a part of it, or write it as JSON, of which more is read');
  const deep = tooDeep(text);
  if (deep !== -1) failAt(deep, `it is nested deeper than ${DEEPEST}`);
  // The parser looks for keys that are written twice by comparing each with each: it is done below, once.
  const documents = parseAllDocuments(text, {
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: false,
    merge: false,
  });
  if (!Array.isArray(documents)) return [];
  let nodes = 0;

  function build(node: unknown, anchors: Map<string, Node>, depth: number): Tree {
    const offset = isNode(node) ? (node.range?.[0] ?? 0) : 0;
    nodes += 1;
    if (nodes > MOST_NODES)
      fail(offset, `it comes to more than ${MOST_NODES} values`, 'write fewer aliases, or name a part of it');
    if (depth > DEEPEST)
      fail(offset, `it is nested deeper than ${DEEPEST}`, 'name a file that a tool of this kind wrote');
    if (isAlias(node)) return build(target(node, anchors, offset), anchors, depth + 1);
    const at = placeOf(offset);
    if (isNode(node) && !isAlias(node) && node.anchor !== undefined) anchors.set(node.anchor, node);
    if (isSeq(node)) return { ...at, kind: 'list', items: node.items.map((item) => build(item, anchors, depth + 1)) };
    if (!isMap(node)) return { ...at, kind: 'value', value: isScalar(node) ? written(node) : null };
    const members = new Map<string, Tree>();
    const merged: Tree[] = [];
    for (const { key, value } of node.items) {
      const keyAt = isNode(key) ? (key.range?.[0] ?? offset) : offset;
      const name = isScalar(key) ? (written(key) ?? '') : fail(keyAt, 'a key is no text', 'write a plain key');
      const built = { ...build(value, anchors, depth + 1) };
      if (name === '<<') {
        merged.push(built);
        continue;
      }
      if (members.has(name))
        fail(keyAt, `the key ${JSON.stringify(name.slice(0, 80))} is written twice`, 'take one of them out');
      members.set(name, value === null ? { ...built, ...placeOf(keyAt) } : built);
    }
    for (const tree of merged.flatMap((one) => (one.kind === 'list' ? one.items : [one]))) {
      if (tree.kind !== 'map') continue;
      for (const [name, value] of tree.members) if (!members.has(name)) members.set(name, value);
    }
    return { ...at, kind: 'map', members };
  }

  function target(alias: Alias, anchors: ReadonlyMap<string, Node>, offset: number): Node {
    return (
      anchors.get(alias.source) ??
      fail(offset, `the alias *${alias.source.slice(0, 80)} leads nowhere`, 'write the value out')
    );
  }

  return documents.map((document) => {
    const [error] = document.errors;
    if (error !== undefined) {
      const because = error.code === 'RESOURCE_EXHAUSTION' ? 'it is nested too deep' : error.message;
      fail(error.pos[0], `not valid YAML: ${because}`, 'mend the file, or name the kind of source that it is');
    }
    return build(document.contents, new Map(), 0);
  });
}

/** As it was written, so that 0800 and 1e3 stay what they are; null for an empty value. */
function written(scalar: Scalar): string | null {
  if (scalar.value === null || scalar.value === undefined) return null;
  return typeof scalar.value === 'string' ? scalar.value : (scalar.source ?? JSON.stringify(scalar.value));
}

const QUOTES = new Set(['"', "'"]);

/** Where brackets outside of quoted texts are nested too deep for a parser that recurses; -1: nowhere. A guess that errs by little. */
function tooDeep(text: string): number {
  const dashes = /^ *(?:[-?] +){65}/m.exec(text);
  if (dashes !== null) return dashes.index;
  let depth = 0;
  let quote = '';
  for (let index = 0; index < text.length; index += 1) {
    const mark = text[index] ?? '';
    if (quote !== '') {
      if (mark === '\\' && quote === '"') index += 1;
      else if (mark === quote || mark === '\n') quote = '';
    } else if (QUOTES.has(mark)) quote = mark;
    else if (mark === '[' || mark === '{') depth += 1;
    else if (mark === ']' || mark === '}') depth = Math.max(0, depth - 1);
    if (depth > 4 * DEEPEST) return index;
  }
  return -1;
}

/** The member at a path, or null. */
export function at(tree: Tree | null | undefined, ...path: readonly string[]): Tree | null {
  let here: Tree | null = tree ?? null;
  for (const name of path) here = here?.kind === 'map' ? (here.members.get(name) ?? null) : null;
  return here;
}

/** The text of a value, or null. */
export function textOf(tree: Tree | null | undefined): string | null {
  return tree?.kind === 'value' ? tree.value : null;
}

/** The items of a list; none where it is no list. */
export function itemsOf(tree: Tree | null | undefined): readonly Tree[] {
  return tree?.kind === 'list' ? tree.items : [];
}

/** The members of a map; none where it is no map. */
export function membersOf(tree: Tree | null | undefined): readonly (readonly [string, Tree])[] {
  return tree?.kind === 'map' ? [...tree.members] : [];
}
