import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/** Root of the project: the folder of package.json. */
export const root = join(import.meta.dirname, '..', '..', '..');

/** A file of the project. `path` is relative to the root, with `/`. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** Something that breaks a rule of the project: where, and what to do instead. */
export interface Breach {
  readonly path: string;
  readonly what: string;
}

const NOT_OURS = new Set(['node_modules', 'dist', '.git', 'coverage', 'out', 'registry.gen.ts']);

/** Files below `folder` (relative to the root), sorted by path; made and installed ones are left out. */
export function pathsBelow(folder: string): string[] {
  const found: string[] = [];
  const walk = (directory: string): void => {
    for (const entry of readdirSync(directory, { withFileTypes: true })) {
      if (NOT_OURS.has(entry.name) || entry.name.endsWith('.tgz')) continue;
      const path = join(directory, entry.name);
      if (entry.isDirectory()) walk(path);
      else if (entry.isFile()) found.push(relative(root, path).split(sep).join('/'));
    }
  };
  walk(join(root, folder));
  return found.sort();
}

export function readProject(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** The TypeScript files below the folders, read. */
export function sources(...folders: readonly string[]): SourceFile[] {
  return folders
    .flatMap((folder) => pathsBelow(folder))
    .filter((path) => path.endsWith('.ts'))
    .map((path) => ({ path, text: readProject(path) }));
}
