/**
 * Writes src/engines/registry.gen.ts from the folder names of src/engines: each engine's id, title and ports as plain data, and
 * a `load` that imports the engine only when it is asked. Folders that begin with `_` are no engines.
 */
import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Engine } from '../src/model/engine.ts';

const ENGINES = fileURLToPath(new URL('../src/engines/', import.meta.url));

export function engineIds(folder = ENGINES): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter(
      (entry) => entry.isDirectory() && !entry.name.startsWith('_') && existsSync(`${folder}/${entry.name}/engine.ts`),
    )
    .map(({ name }) => name)
    .sort();
}

async function loadEngine(id: string): Promise<Engine> {
  const loaded = (await import(pathToFileURL(`${ENGINES}/${id}/engine.ts`).href)) as { engine?: Engine };
  if (loaded.engine?.id !== id)
    throw new Error(`src/engines/${id}/engine.ts has to export \`engine\` with the id "${id}"`);
  return loaded.engine;
}

export function render(engines: readonly Pick<Engine, 'id' | 'title' | 'ports' | 'tested'>[]): string {
  const entries = engines.map(
    ({ id, title, ports, tested }) =>
      `  {\n    id: ${JSON.stringify(id)},\n    title: ${JSON.stringify(title)},\n    ports: ${JSON.stringify(ports)},\n    tested: ${JSON.stringify(tested)},\n` +
      `    load: () => import('./${id}/engine.ts').then(({ engine }) => engine),\n  },\n`,
  );
  return [
    '// Made by scripts/generate-registry.ts from the folder names. Not committed; `npm run generate` makes it anew.',
    "import type { Engine, EngineEntry, Port } from '../model/engine.ts';",
    '',
    "export type RegistryEntry = EngineEntry & Pick<Engine, 'title' | 'tested'> & { readonly ports: readonly Port[] };",
    '',
    `export const registry: readonly RegistryEntry[] = [\n${entries.join('')}];`,
    '',
  ].join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const engines = await Promise.all(engineIds().map(loadEngine));
  const file = `${ENGINES}/registry.gen.ts`;
  const text = render(engines);
  if (!existsSync(file) || readFileSync(file, 'utf8') !== text) {
    writeFileSync(`${file}.new`, text);
    renameSync(`${file}.new`, file);
  }
}
