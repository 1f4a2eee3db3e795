/** Writes the generated pages of docs/. With `--check` it writes nothing and fails when one is not as it would be written. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { allPages, stalePages } from './docs/index.ts';

const root = join(import.meta.dirname, '..');
const stale = stalePages(await allPages(), (path) => readFileSync(join(root, path), 'utf8'));
if (process.argv.includes('--check')) {
  for (const { path } of stale) console.error(`${path} is not up to date: npm run docs`);
  process.exitCode = stale.length === 0 ? 0 : 1;
} else {
  for (const { path, text } of stale) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
    console.log(`wrote ${path}`);
  }
}
