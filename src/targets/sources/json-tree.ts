import { parseJson } from '../../support/bounded-json.ts';
import type { Tree } from './yaml-tree.ts';

interface Limits {
  readonly nodes: number;
  readonly depth: number;
  readonly fail: (offset: number, what: string) => never;
}

const SPACE = /[ \t\n\r]*/y;
const LITERAL = /-?\d[\d.eE+-]*|true|false|null/y;

/** A JSON text as a tree with places. A parser for YAML reads it as well, and takes thirty times as long. */
export function parseJsonTree(text: string, { nodes: most, depth: deepest, fail }: Limits): Tree {
  let at = 0;
  let nodes = 0;
  let line = 1;
  let lineStart = 0;
  // Looked for once a line: a text without one would be searched to its end for every value.
  let lineEnd = text.indexOf('\n');

  const tree = value(0);
  skip();
  if (at < text.length) fail(at, 'not valid JSON: something stands behind its end');
  return tree;

  function skip(): void {
    SPACE.lastIndex = at;
    SPACE.test(text);
    at = SPACE.lastIndex;
  }

  function place(): { line: number; column: number } {
    for (; lineEnd !== -1 && lineEnd < at; lineEnd = text.indexOf('\n', lineStart)) {
      line += 1;
      lineStart = lineEnd + 1;
    }
    return { line, column: at - lineStart + 1 };
  }

  function token(pattern: RegExp, wanted: string): string {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0] ?? fail(at, `not valid JSON: ${wanted} is missing here`);
    at += found.length;
    return found;
  }

  /** No pattern finds the end: one that has to step back keeps a place for each escape of a text of megabytes. */
  function string(): string {
    const start = at;
    if (text[at] !== '"') fail(at, 'not valid JSON: a text in quotes is missing here');
    for (at += 1; text[at] !== '"'; at += 1) {
      if (!(text.charCodeAt(at) >= 0x20)) fail(start, 'not valid JSON: this text does not end on its line');
      if (text[at] === '\\') at += 1;
    }
    at += 1;
    const whole = text.slice(start, at);
    const read = whole.includes('\\') ? parseJson(whole) : whole.slice(1, -1);
    return typeof read === 'string' ? read : fail(start, 'not valid JSON: this text holds an escape that is none');
  }

  function value(depth: number): Tree {
    skip();
    nodes += 1;
    if (nodes > most) fail(at, `it holds more than ${most} values`);
    if (depth > deepest) fail(at, `it is nested deeper than ${deepest}`);
    const here = place();
    const first = text[at];
    if (first === '{') {
      const members = new Map<string, Tree>();
      between('}', () => {
        skip();
        const keyAt = at;
        const name = string();
        if (members.has(name)) fail(keyAt, `the key ${JSON.stringify(name.slice(0, 80))} is written twice`);
        skip();
        if (text[at] !== ':') fail(at, 'not valid JSON: a colon is missing here');
        at += 1;
        members.set(name, value(depth + 1));
      });
      return { ...here, kind: 'map', members };
    }
    if (first === '[') {
      const items: Tree[] = [];
      between(']', () => items.push(value(depth + 1)));
      return { ...here, kind: 'list', items };
    }
    if (first === '"') return { ...here, kind: 'value', value: string() };
    const literal = token(LITERAL, 'a value');
    return { ...here, kind: 'value', value: literal === 'null' ? null : literal };
  }

  function between(end: string, member: () => void): void {
    at += 1;
    skip();
    if (text[at] === end) {
      at += 1;
      return;
    }
    for (;;) {
      member();
      skip();
      const mark = text[at];
      if (mark !== ',' && mark !== end) fail(at, `not valid JSON: a comma or ${end} is missing here`);
      at += 1;
      if (mark === end) return;
    }
  }
}
