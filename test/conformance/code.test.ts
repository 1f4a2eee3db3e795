import { expect, test } from 'vitest';
import { docstringBreaches, habitBreaches, publicNames, sizeBreaches } from './checks/code.ts';
import { exportsOf, modulesOf, referencesOf } from './checks/parse.ts';
import { sources } from './checks/tree.ts';

const code = sources('src', 'test', 'scripts', 'bench', 'demo', 'docker', 'seeds');
const src = code.filter(({ path }) => path.startsWith('src/'));

test('what the code calls keeps to the habits', () => {
  expect(code.flatMap((file) => referencesOf(file)).length).toBeGreaterThan(1000);
  expect(habitBreaches(code)).toEqual([]);
});

test.for([
  ['src/audit/a.ts', 'process.stdout.write("x");', 'process.stdout'],
  ['src/net/a.ts', 'process.exitCode = 1;', 'process.exitCode'],
  ['src/rules/a.ts', 'const home = process.env["HOME"];', 'process.env'],
  ['src/net/a.ts', 'const now = Date.now();', 'Date.now'],
  ['src/net/a.ts', 'const now = new Date();', 'new Date'],
  ['src/identify/a.ts', 'const token = Math.random();', 'Math.random'],
  ['bench/a.ts', 'names.sort((a, b) => a.localeCompare(b));', '.localeCompare'],
  ['bench/a.ts', 'count.toLocaleString();', '.toLocaleString'],
  ['src/engines/a/engine.ts', 'JSON.parse(reply.text());', 'JSON.parse'],
  ['src/families/a/a.ts', 'setTimeout(go, 5);', 'setTimeout'],
] as const)('%s: %s is a breach', ([path, text, name]) => {
  const found = habitBreaches([{ path, text }]);
  expect(found.map(({ what }) => what.split(':')[0])).toEqual([name]);
  expect(found[0]?.path).toBe(`${path}:1`);
});

test('strings, comments and calls with arguments are no breach', () => {
  const fine = `// Date.now()\nconst text = 'process.exit()';\nconst at = new Date(5);\ncount.toLocaleString('en');`;
  expect(habitBreaches([{ path: 'src/net/a.ts', text: fine }])).toEqual([]);
});

test('files read in a minute', () => {
  expect(code.length).toBeGreaterThan(50);
  expect(sizeBreaches(code, 300)).toEqual([]);
});

test('a file of 301 lines is a breach, one of 300 is not', () => {
  expect(sizeBreaches([{ path: 'a.ts', text: 'x\n'.repeat(301) }], 300)).toHaveLength(1);
  expect(sizeBreaches([{ path: 'a.ts', text: 'x\n'.repeat(300) }], 300)).toEqual([]);
});

const PUBLIC = ['net', 'scope', 'wire', 'families', 'identify', 'classify', 'rules', 'findings', 'report', 'audit'];

test('what the stages export says what it is', () => {
  const stages = src.filter(({ path }) => PUBLIC.includes(path.split('/')[1] ?? ''));
  const names = publicNames(src.flatMap((file) => modulesOf(file)));
  expect(stages.flatMap((file) => exportsOf(file)).length).toBeGreaterThan(30);
  expect([...names.values()].reduce((sum, one) => sum + one.size, 0)).toBeGreaterThan(30);
  expect(docstringBreaches(stages, names)).toEqual([]);
});

test.for([
  ['export function a(): void {}', 1],
  ['// a plain comment\nexport function a(): void {}', 1],
  ['/** Far away. */\nconst b = 1;\nexport class A {}', 1],
  ['export interface A { readonly b: number }', 1],
  ['export interface A { /** In ms. */ readonly b: number }', 0],
  ['export const a = (): void => {};', 1],
  ['/** Says it. */\nexport function a(): void {}', 0],
  ['/** Says it. */\nexport async function a(): Promise<void> {}', 0],
  ['export const LIMIT = 5;', 0],
] as const)('%s has %i missing docstrings', ([text, count]) => {
  const uses = modulesOf({ path: 'src/audit/b.ts', text: "import * as a from '../net/a.ts';" });
  expect(docstringBreaches([{ path: 'src/net/a.ts', text }], publicNames(uses))).toHaveLength(count);
});

test.for([
  ['src/net/b.ts', "import { a } from './a.ts';", 0],
  ['src/audit/b.ts', "import { other } from '../net/a.ts';", 0],
  ['src/audit/b.ts', "import { a } from '../net/a.ts';", 1],
  ['src/net/index.ts', "export { a } from './a.ts';", 1],
  ['src/net/index.ts', "export * from './a.ts';", 1],
] as const)('with %s holding %s there are %i missing docstrings', ([path, text, count]) => {
  const undocumented = { path: 'src/net/a.ts', text: 'export function a(): void {}' };
  expect(docstringBreaches([undocumented], publicNames(modulesOf({ path, text })))).toHaveLength(count);
});
