import { Diagnostic } from '../../support/diagnostic.ts';
import type { SourceFile } from '../source-file.ts';
import { at, itemsOf, membersOf, parseTrees, type Tree, textOf } from './yaml-tree.ts';

/** A service with those that it extends. Places are of the named file: what another file says is placed at `extends`. */
export interface ComposeService {
  readonly name: string;
  readonly line: number;
  readonly column: number;
  /** The member of the service, or of the nearest that it extends. */
  member(name: string): Tree | null;
  /** The items of a list, which `extends` adds to. */
  lists(name: string): readonly Tree[];
  lineOf(tree: Tree): number;
}

interface Layer {
  readonly tree: Tree;
  /** Null where it stands in the named file. */
  readonly line: number | null;
}

const MOST_LAYERS = 16;
const MOST_FILES = 16;

/** The services of a compose file. Throws a `Diagnostic` where they extend each other in a circle or too deep. */
export async function composeServices(root: Tree | null, source: SourceFile): Promise<ComposeService[]> {
  const files = new Map<string, Tree | null>([[source.file, root]]);
  const services = membersOf(at(root, 'services'));
  if (services.length === 0) {
    throw new Diagnostic('it holds no services', {
      where: `${source.file}:${root?.line ?? 1}:${root?.column ?? 1}`,
      mend: 'name a compose file: services stand below the key services',
    });
  }
  const found: ComposeService[] = [];
  for (const [name, tree] of services) {
    const layers = await layersOf(name, tree, source, files);
    const lines = new Map(
      layers.flatMap(({ tree: layer, line }) =>
        line === null ? [] : placesBelow(layer).map((each) => [each, line] as const),
      ),
    );
    found.push({
      name,
      line: tree.line,
      column: tree.column,
      member: (member) => layers.map((layer) => at(layer.tree, member)).find((each) => each !== null) ?? null,
      lists: (member) => layers.flatMap((layer) => itemsOf(at(layer.tree, member))),
      lineOf: (each) => lines.get(each) ?? each.line,
    });
  }
  return found;
}

/** What may be placed: a service's members, their items and so on. */
function placesBelow(tree: Tree): Tree[] {
  return [...membersOf(tree).map(([, member]) => member), ...itemsOf(tree)].flatMap((each) => [
    each,
    ...placesBelow(each),
  ]);
}

async function layersOf(
  name: string,
  tree: Tree,
  named: SourceFile,
  files: Map<string, Tree | null>,
): Promise<Layer[]> {
  const layers: Layer[] = [{ tree, line: null }];
  const seen = new Set([`${named.file} ${name}`]);
  let here: Tree = tree;
  let source = named;
  let line: number | null = null;
  for (let extend = at(here, 'extends'); extend !== null; extend = at(here, 'extends')) {
    const where = `${source.file}:${extend.line}:${extend.column}`;
    line ??= source === named && extend.kind === 'map' && at(extend, 'file') !== null ? extend.line : line;
    const service: string = textOf(extend) ?? textOf(at(extend, 'service')) ?? '';
    const file = textOf(at(extend, 'file'));
    if (file !== null) source = source.beside(file);
    const key = `${source.file} ${service}`;
    if (seen.has(key))
      throw new Diagnostic(
        `services extend each other in a circle: ${JSON.stringify(service.slice(0, 80))} comes again`,
        { where, mend: 'take one extends out' },
      );
    if (layers.length >= MOST_LAYERS)
      throw new Diagnostic(`services extend each other more than ${MOST_LAYERS} deep`, {
        where,
        mend: 'write them out',
      });
    seen.add(key);
    const root: Tree | null = await load(source, files, where);
    const next: Tree | null = at(root, 'services', service);
    if (next === null)
      throw new Diagnostic(`there is no service ${JSON.stringify(service.slice(0, 80))} to extend in ${source.file}`, {
        where,
        mend: 'name a service that stands there',
      });
    layers.push({ tree: next, line });
    here = next;
  }
  return layers;
}

async function load(source: SourceFile, files: Map<string, Tree | null>, where: string): Promise<Tree | null> {
  const known = files.get(source.file);
  if (known !== undefined) return known;
  if (files.size >= MOST_FILES)
    throw new Diagnostic(`more than ${MOST_FILES} files are extended`, {
      where,
      mend: 'name them with --from one by one',
    });
  const text = await source.textIfThere();
  if (text === null)
    throw new Diagnostic(`there is no file ${source.file} to extend`, {
      where,
      mend: 'name a file that stands beside it',
    });
  const [root] = parseTrees(text, source.file);
  files.set(source.file, root ?? null);
  return root ?? null;
}
