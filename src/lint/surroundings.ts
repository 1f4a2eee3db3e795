import { readdirSync, readFileSync, statSync } from 'node:fs';
import { posix, resolve } from 'node:path';
import type { CausesFile } from './causes.ts';
import type { Surroundings } from './kinds/compose.ts';
import { KINDS, type Kind, kindOf, settingsOf } from './kinds/index.ts';
import { locatedYaml } from './located.ts';
import type { Settings } from './server.ts';

/** No file of settings is larger; a dump that is given by mistake is not read. */
export const MOST_BYTES = 4 * 1024 * 1024;

/**
 * What compose files name beside them: `.env`, `env_file` and mounted files of settings, of the compose file's own folder and
 * below it alone. `used` gathers the paths of files that were read as part of a service.
 */
export function surroundings(root: string, causes: readonly CausesFile[], used: Set<string>): Surroundings {
  const engines = new Map(
    causes.flatMap((file) =>
      Object.entries(file.engines).flatMap(([engine, { images }]) =>
        images.map((image) => [image, { engine, ports: file.ports }] as const),
      ),
    ),
  );
  const fileOf = new Map(causes.flatMap((file) => Object.keys(file.engines).map((engine) => [engine, file.name])));
  return {
    engineOf: (image) => engines.get(image) ?? engines.get(image.split('/').slice(-2).join('/')) ?? null,
    text: (folder, path) => textBelow(root, folder, path),
    mounted: (folder, path, engine) => {
      const fits = (kind: Kind | null): kind is Kind => kind !== null && fileOf.get(kind.engine) === fileOf.get(engine);
      for (const one of filesAt(root, folder, path)) {
        const text = textBelow(root, folder, one);
        if (text === null) continue;
        const file = posix.join(folder, one);
        const named = kindOf(file, text);
        const kind = fits(named) ? named : named === null ? (KINDS.find((other) => fits(other)) ?? null) : null;
        if (kind === null) continue;
        used.add(resolve(root, file));
        const settings: Settings = settingsOf(kind, text, file, locatedYaml);
        return settings;
      }
      return null;
    },
  };
}

/** The file itself, or those that lie in a folder. */
function filesAt(root: string, folder: string, path: string): string[] {
  const found = statOf(resolve(root, folder, path));
  if (found?.isDirectory() !== true || outside(path)) return [path];
  return readdirSync(resolve(root, folder, path))
    .slice(0, 100)
    .filter((name) => KINDS.some((kind) => kind.name.test(name)))
    .map((name) => posix.join(path, name));
}

function textBelow(root: string, folder: string, path: string): string | null {
  if (path === '' || outside(path)) return null;
  const file = resolve(root, folder, path);
  const found = statOf(file);
  return found?.isFile() === true && found.size <= MOST_BYTES ? readFileSync(file, 'utf8') : null;
}

/** A compose file of a stranger names no file of this machine beyond its own folder. */
function outside(path: string): boolean {
  const normal = posix.normalize(path);
  return normal.startsWith('/') || normal.startsWith('~') || normal === '..' || normal.startsWith('../');
}

function statOf(path: string) {
  return statSync(path, { throwIfNoEntry: false });
}
