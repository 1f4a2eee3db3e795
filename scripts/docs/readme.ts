import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { insertBetween } from '../../bench/page.ts';
import type { Engine } from '../../src/model/engine.ts';
import type { Transcript } from '../../src/model/transcript.ts';
import { byText } from '../../src/support/stable-json.ts';
import { type Page, table } from './page.ts';

const ROOT = join(import.meta.dirname, '../..');

/** README with its table of engines: what each was tested against, and how many states of the lab were judged right. */
export function readmePage(engines: readonly Engine[]): Page {
  const rows = labRows(readFileSync(join(ROOT, 'docs/reference/accuracy.md'), 'utf8'));
  const text = table(
    ['engine', 'own ports', 'tested against', 'states right'],
    engines.map(({ id, title, ports, tested }) => {
      const own = rows.filter(({ engine }) => engine === id);
      const right = own.filter((row) => row.right).length;
      return [
        `[${title}](docs/reference/engines/${id}.md)`,
        [...new Set(ports.map(({ port }) => port))].join(', '),
        tested === 'replayed' ? 'replayed' : `real server: ${versionsOf(id).join(', ')}`,
        own.length === 0 ? '' : `${right} of ${own.length}`,
      ];
    }),
  );
  return { path: 'README.md', text: insertBetween(readFileSync(join(ROOT, 'README.md'), 'utf8'), 'engines', text) };
}

/** Versions that told themselves when they were recorded, oldest first. */
function versionsOf(id: string): string[] {
  const folder = join(ROOT, 'test/engines', id);
  const recorded = readdirSync(folder)
    .filter((name) => name.endsWith('.transcript.json'))
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Transcript)
    .filter(({ server, expect }) => server.source === 'recorded' && expect.engine === id);
  const told = recorded.flatMap(({ expect }) => expect.version ?? []);
  // Of those that tell nobody the image does, by name where that is another product's.
  const versions = told.length > 0 ? told : recorded.map(({ server }) => `${server.product} ${server.version}`);
  const parts = (version: string) =>
    version
      .split(/\D+/)
      .map((part) => part.padStart(8, '0'))
      .join('.');
  return [...new Set(versions)].sort((left, right) => byText(parts(left), parts(right)));
}

/** Rows of the lab's table; nginx stands before Elasticsearch. */
function labRows(accuracy: string): { readonly engine: string; readonly right: boolean }[] {
  return [...accuracy.matchAll(/^\| ([a-z0-9-]+)\/\S+ \|.* (yes|no) \|$/gm)].map(([, folder = '', verdict]) => ({
    engine: folder === 'nginx' ? 'elasticsearch' : folder,
    right: verdict === 'yes',
  }));
}
