import { expect, test } from 'vitest';
import { WORDINGS, wordingBreaches } from './checks/text.ts';
import { pathsBelow, readProject, type SourceFile } from './checks/tree.ts';

/** These two hold bad examples on purpose. */
const EXAMPLES = new Set(['test/conformance/text.test.ts', 'test/conformance/checks/text.ts']);
const files: SourceFile[] = pathsBelow('.')
  .filter((path) => !EXAMPLES.has(path))
  .map((path) => ({ path, text: readProject(path) }));

test('no file says what no file should say', () => {
  expect(files.length).toBeGreaterThan(100);
  for (const wording of WORDINGS) {
    expect(files.filter(({ path }) => wording.in(path)).length, `${wording.pattern}`).toBeGreaterThan(0);
  }
  expect(wordingBreaches(files)).toEqual([]);
});

const BAD: readonly (readonly [path: string, text: string])[] = [
  ['docs/a.md', 'see /home/anna/project'],
  ['package-lock.json', '"resolved": "https://mirror.example/npm/zod.tgz"'],
  ['docker/a/Dockerfile', 'RUN pip install --index-url x y'],
  ['test/unit/a.test.ts', "test.skip('x', () => {});"],
  ['src/net/a.ts', '// TODO later'],
  ['src/net/a.ts', 'try { go(); } catch {}'],
  ['src/net/a.ts', '// @ts-ignore'],
  ['README.md', '5 records leaked'],
  ['src/report/a.ts', "'no passwords'"],
];

test.for(BAD)('%s with %s is a breach', ([path, text]) => {
  expect(wordingBreaches([{ path, text }]).map((one) => one.path)).toContain(`${path}:1`);
});

test('each wording has a bad example', () => {
  const seen = WORDINGS.filter((wording) => BAD.some(([path, text]) => wording.in(path) && wording.pattern.test(text)));
  expect(seen).toHaveLength(WORDINGS.length);
});

test.for([
  ['src/net/a.ts', 'try { go(); } catch (error) { note(error); }'],
  ['src/net/a.ts', '// oxlint-disable-next-line no-console -- the one place that prints'],
  ['src/report/a.ts', "'no field named like a password; contents not read'"],
  ['docs/a.md', 'a folder such as `/var/lib/unlatched`'],
] as const)('%s with %s is none', ([path, text]) => {
  expect(wordingBreaches([{ path, text }])).toEqual([]);
});
