import { posix } from 'node:path';
import { type ExportedName, exportsOf, type ModuleUse, referencesOf } from './parse.ts';
import type { Breach, SourceFile } from './tree.ts';

/** A thing that code does not do, found by what it calls or refers to. `in` says for which paths it holds. */
interface Habit {
  readonly in: (path: string) => boolean;
  readonly names: readonly string[];
  /** True: only a call without arguments breaks it. */
  readonly bare?: boolean;
  readonly instead: string;
}

const source = (path: string): boolean => path.startsWith('src/');
const but =
  (...folders: readonly string[]) =>
  (path: string): boolean =>
    source(path) && !folders.some((folder) => path.startsWith(folder));
const sealed = (path: string): boolean => /^src\/(engines|families|wire)\//.test(path);

export const HABITS: readonly Habit[] = [
  {
    in: but('src/cli/'),
    names: ['process.stdout', 'process.stderr', 'process.argv', 'process.exit', 'process.exitCode'],
    instead: 'only src/cli prints, reads argv or sets an exit code',
  },
  {
    in: but('src/cli/', 'src/config/'),
    names: ['process.env', 'process.cwd'],
    instead: 'the environment reaches the stages as options, through src/config',
  },
  {
    in: but('src/support/clock.ts', 'src/cli/'),
    names: ['Date.now', 'performance.now'],
    instead: 'take a Clock (src/support/clock.ts), so that tests can hold time still',
  },
  {
    in: but('src/support/clock.ts', 'src/cli/'),
    names: ['new Date'],
    bare: true,
    instead: 'take a Clock (src/support/clock.ts), so that tests can hold time still',
  },
  {
    in: () => true,
    names: ['.toLocaleString'],
    bare: true,
    instead: 'name the locale: the same form on every machine',
  },
  { in: source, names: ['Math.random'], instead: 'tokens that a server must not guess come from node:crypto' },
  {
    in: () => true,
    names: ['.localeCompare', '.toLocaleLowerCase', '.toLocaleUpperCase'],
    instead: 'order and form are the same on every machine: byText (src/support/stable-json.ts)',
  },
  { in: sealed, names: ['JSON.parse'], instead: 'reply.json() bounds depth and checks the content type' },
  {
    in: sealed,
    names: ['setTimeout', 'setInterval', 'fetch'],
    instead: 'an engine asks its channel, which keeps the time',
  },
];

/** Calls and references that a habit of the project forbids. */
export function habitBreaches(files: readonly SourceFile[], habits: readonly Habit[] = HABITS): Breach[] {
  return files.flatMap((file) => {
    const holding = habits.filter((habit) => habit.in(file.path));
    return referencesOf(file).flatMap(({ name, start, arguments: count }) =>
      holding
        .filter((habit) => habit.names.includes(name) && (habit.bare !== true || count === 0))
        .map(({ instead }) => ({ path: `${file.path}:${lineAt(file, start)}`, what: `${name}: ${instead}` })),
    );
  });
}

function lineAt({ text }: SourceFile, start: number): number {
  return text.slice(0, start).split('\n').length;
}

/** Files that do not read in a minute: more lines than `most`. */
export function sizeBreaches(files: readonly SourceFile[], most: number): Breach[] {
  return files
    .map(({ path, text }) => ({ path, lines: text.trimEnd().split('\n').length }))
    .filter(({ lines }) => lines > most)
    .map(({ path, lines }) => ({
      path,
      what: `${lines} lines; ${most} at the most: split it by what changes together`,
    }));
}

const SAYS: ReadonlySet<ExportedName['kind']> = new Set(['function', 'class', 'interface']);

/**
 * The names that are public: those that another folder of src imports, or that the folder's index.ts hands on. Keys are paths,
 * values the names; `*` stands for all.
 */
export function publicNames(uses: readonly ModuleUse[]): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const { from, module, names } of uses) {
    if (!module.startsWith('.')) continue;
    const to = posix.join(posix.dirname(from), module);
    if (to.split('/')[1] === from.split('/')[1] && posix.basename(from) !== 'index.ts') continue;
    const known = found.get(to) ?? new Set();
    for (const name of names.length === 0 ? ['*'] : names) known.add(name);
    found.set(to, known);
  }
  return found;
}

/** Public functions, classes and interfaces without a `/** … *\/` of their own. */
export function docstringBreaches(
  files: readonly SourceFile[],
  names: ReadonlyMap<string, ReadonlySet<string>>,
): Breach[] {
  return files.flatMap((file) => {
    const wanted = names.get(file.path);
    const isPublic = (name: string): boolean =>
      file.path.endsWith('/index.ts') || wanted?.has(name) === true || wanted?.has('*') === true;
    return exportsOf(file)
      .filter(({ name, kind, comment }) => SAYS.has(kind) && isPublic(name) && comment?.startsWith('*') !== true)
      .map(({ name }) => ({
        path: file.path,
        what: `${name} is public without a docstring: shape, unit, errors, source`,
      }));
  });
}
