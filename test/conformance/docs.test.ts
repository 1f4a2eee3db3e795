import { expect, test } from 'vitest';
import { allPages, stalePages } from '../../scripts/docs/index.ts';
import { linkBreaches, linksOf, namedPageBreaches } from './checks/links.ts';
import { pathsBelow, readProject, type SourceFile } from './checks/tree.ts';

const paths = pathsBelow('.');
const read = (path: string): SourceFile => ({ path, text: readProject(path) });
const pages = paths.filter((path) => path.endsWith('.md') && !path.startsWith('test/')).map((path) => read(path));

test('generated pages are as they would be written now (npm run docs)', async () => {
  const made = await allPages();
  expect(made.length).toBeGreaterThan(8);
  expect(made.every(({ text }) => text.length > 300)).toBe(true);
  expect(stalePages(made, readProject).map(({ path }) => path)).toEqual([]);
}, 30_000);

test('a page that is missing or differs is stale, one that is equal is not', () => {
  const stored: Record<string, string> = { 'docs/a.md': 'a', 'docs/b.md': 'old' };
  const reader = (path: string): string => {
    const text = stored[path];
    if (text === undefined) throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
    return text;
  };
  const made = ['a', 'b', 'c'].map((name) => ({ path: `docs/${name}.md`, text: name }));
  expect(stalePages(made, reader).map(({ path }) => path)).toEqual(['docs/b.md', 'docs/c.md']);
});

test('every link of a page leads somewhere', () => {
  expect(pages.length).toBeGreaterThan(20);
  expect(pages.flatMap((page) => linksOf(page)).length).toBeGreaterThan(40);
  expect(linkBreaches(pages, paths)).toEqual([]);
});

test('a link to no file, or to no heading, is a breach', () => {
  const page = {
    path: 'docs/a.md',
    text: '# Here it is\n[x](b.md) [y](#here-it-is) [z](#there) [w](../README.md) `[v](no.md)`',
  };
  expect(linkBreaches([page], ['docs/a.md', 'README.md']).map(({ what }) => what.split(' ')[0])).toEqual([
    'b.md',
    '#there:',
  ]);
});

test('pages that code and rules name exist', () => {
  const sources = paths
    .filter((path) => /^(src|rules|scripts|bench|demo|docker)\//.test(path))
    .map((path) => read(path));
  expect(sources.filter(({ text }) => text.includes('docs/')).length).toBeGreaterThan(3);
  expect(namedPageBreaches(sources, paths)).toEqual([]);
  expect(namedPageBreaches([{ path: 'src/a.ts', text: '// docs/reference/none.md' }], paths)).toHaveLength(1);
});

test('every page of docs/ can be reached from its index', () => {
  const index = new Set(linksOf(read('docs/README.md')));
  const own = paths.filter((path) => /^docs\/.+\/[^/]+\.md$/.test(path) && !path.startsWith('docs/reference/engines/'));
  expect(own.length).toBeGreaterThan(10);
  expect(own.filter((path) => !index.has(path.slice('docs/'.length)))).toEqual([]);
});
