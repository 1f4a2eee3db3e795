import type { Document } from 'yaml';
import { isMap, isNode, isScalar, LineCounter, parseDocument, visit } from 'yaml';
import { Diagnostic } from './diagnostic.ts';

/** A YAML text with the places of its nodes, so that an error can name line and column. */
export interface YamlFile {
  readonly file: string;
  readonly value: unknown;
  /** Line and column (1-based) of the node at a path, or of its nearest ancestor that was written. */
  place(path: readonly PropertyKey[]): { line: number; column: number };
  /** `file:line:column` of the node at a path. */
  where(path: readonly PropertyKey[]): string;
  /** The same for the key itself, as a slip in a name is shown. */
  whereKey(path: readonly PropertyKey[]): string;
}

/** Throws a Diagnostic that names file, line and column where the text is no YAML or writes a key twice. Aliases are refused. */
export function parseYamlFile(text: string, file: string): YamlFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true, version: '1.2' });
  const [error] = document.errors;
  if (error !== undefined) {
    const at = lines.linePos(error.pos[0]);
    // A parser that recurses: its words are about its own stack.
    const because = error.code === 'RESOURCE_EXHAUSTION' ? 'it is nested too deep' : error.message;
    throw new Diagnostic(`not valid YAML: ${because}`, { where: `${file}:${at.line}:${at.col}` });
  }
  visit(document, {
    Alias(_, alias) {
      const at = lines.linePos(alias.range?.[0] ?? 0);
      const where = `${file}:${at.line}:${at.col}`;
      throw new Diagnostic('YAML aliases are not read here', { where, mend: 'write the value out' });
    },
  });
  const value: unknown = document.toJS({ maxAliasCount: 0 });
  const place = (path: readonly PropertyKey[]): { line: number; column: number } => {
    const at = lines.linePos(offsetOf(document, path));
    return { line: at.line, column: at.col };
  };
  return {
    file,
    value,
    place,
    where: (path) => {
      const at = place(path);
      return `${file}:${at.line}:${at.column}`;
    },
    whereKey: (path) => {
      const at = lines.linePos(keyOffset(document, path));
      return `${file}:${at.line}:${at.col}`;
    },
  };
}

function keyOffset(document: Document, path: readonly PropertyKey[]): number {
  const parent: unknown = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  const pair = isMap(parent) ? parent.items.find(({ key }) => isScalar(key) && key.value === path.at(-1)) : undefined;
  return isNode(pair?.key) && pair.key.range ? pair.key.range[0] : offsetOf(document, path);
}

function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  for (let length = path.length; length >= 0; length--) {
    const node: unknown = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}
