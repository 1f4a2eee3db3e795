import { type Document, isMap, isScalar, isSeq, LineCounter, parseDocument, type YAMLMap, YAMLSeq } from 'yaml';
import { type Known, type KnownEndpoint, knownLabel, type NamedAt } from '../model/discovered.ts';
import { Diagnostic } from '../support/diagnostic.ts';

const HEAD = ` Datastores, and what may be one. unlatched discover --write adds what it finds, and keeps sources up to date.
 owner, environment and expected are yours: they are never written over, and nothing is ever taken out.
 expected: protected, or { open: why, until: "2027-01-31" } where it is open on purpose.`;

const MOST_BYTES = 4 * 1024 * 1024;

/** An inventory with what was found added to it. */
export interface Merged {
  readonly text: string;
  readonly added: number;
  /** Entries that were there, and are named by a source again. */
  readonly seen: number;
}

/**
 * Adds what is known to the text of an inventory ('' for a new one). Of an entry that is there, only its sources change: those of
 * files that were read again. Throws a `Diagnostic` for a text that is no inventory.
 */
export function mergeInventory(text: string, file: string, known: Known): Merged {
  const document = text.trim() === '' ? fresh() : parsed(text, file);
  const list = document.get('endpoints') as YAMLSeq;
  const entries = new Map<string, YAMLMap>();
  for (const item of list.items) {
    const name: unknown = isMap(item) ? item.get('endpoint') : null;
    if (isMap(item) && typeof name === 'string') entries.set(name, item);
  }
  const read = new Set(known.endpoints.flatMap(({ sources }) => sources.map(fileOf)));
  let added = 0;
  for (const endpoint of known.endpoints) {
    const name = knownLabel(endpoint);
    const entry = entries.get(name);
    if (entry !== undefined) renewSources(document, entry, endpoint, read);
    else {
      added += 1;
      list.add(document.createNode(entryOf(name, endpoint)));
    }
  }
  return {
    text: document.toString({ lineWidth: 0 }),
    added,
    seen: known.endpoints.length - added,
  };
}

function fresh(): Document {
  const document: Document = parseDocument('version: 1\nendpoints: []\n');
  document.commentBefore = HEAD;
  const list = new YAMLSeq();
  document.set('endpoints', list);
  return document;
}

function parsed(text: string, file: string): Document {
  const lines = new LineCounter();
  const fail = (offset: number, what: string, mend: string): never => {
    const { line, col } = lines.linePos(offset);
    throw new Diagnostic(what, { where: `${file}:${Math.max(line, 1)}:${Math.max(col, 1)}`, mend });
  };
  if (text.length > MOST_BYTES) fail(0, 'it is larger than 4 MiB', 'name an inventory with --write');
  const document: Document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    // Each would be compared with each; a key that stands there twice is left as it is.
    uniqueKeys: false,
  });
  const [error] = document.errors;
  if (error !== undefined) fail(error.pos[0], `not valid YAML: ${error.message}`, 'mend it: nothing was written');
  if (document.contents === null) document.contents = document.createNode({ version: 1, endpoints: [] });
  const list: unknown = isMap(document.contents) ? document.contents.get('endpoints', true) : null;
  if (isMap(document.contents) && isScalar(list) && list.value === null)
    document.contents.set('endpoints', new YAMLSeq());
  else if (!isSeq(list))
    fail(
      0,
      'this is no inventory: it holds no list of endpoints',
      'name another file with --write: nothing was written',
    );
  else if (list.flow === true && list.items.length === 0) list.flow = false;
  return document;
}

function entryOf(endpoint: string, known: KnownEndpoint): object {
  const { guess, bound, sources } = known;
  return {
    endpoint,
    ...(guess === null
      ? {}
      : { guessed: { engine: guess.engines.length === 1 ? guess.engines[0] : guess.engines, by: guess.by } }),
    ...(bound === null ? {} : { bound }),
    sources: sources.map(sourceText),
    owner: null,
    environment: null,
    expected: null,
  };
}

/** Those of files that were read again are renewed, those of others stay; one that stays the same keeps its remark. */
function renewSources(document: Document, entry: YAMLMap, { sources }: KnownEndpoint, read: ReadonlySet<string>): void {
  const now = sources.map(sourceText);
  const before: unknown = entry.get('sources', true);
  if (!isSeq(before)) {
    if (before === undefined) entry.set('sources', document.createNode(now));
    return;
  }
  const textOf = (item: unknown): string | null =>
    isScalar(item) && typeof item.value === 'string' ? item.value : null;
  before.items = before.items.filter((item) => {
    const text = textOf(item);
    return text === null || now.includes(text) || !read.has(text.replace(/:\d+(?: .*)?$/s, ''));
  });
  const kept = new Set(before.items.map(textOf));
  for (const text of now) if (!kept.has(text)) before.add(document.createNode(text));
}

function fileOf({ kind, file }: NamedAt): string {
  return `${kind}:${file}`;
}

function sourceText(at: NamedAt): string {
  // In a table of the kernel a line says nothing: it is another one the next time.
  const line = at.kind === 'proc' ? '' : `:${at.line}`;
  return `${fileOf(at)}${line}${at.name === null ? '' : ` ${at.name}`}`;
}
