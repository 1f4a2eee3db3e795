import { expect, test } from 'vitest';
import { importBreaches, TABLE } from './checks/imports.ts';
import { modulesOf } from './checks/parse.ts';
import { pathsBelow, sources } from './checks/tree.ts';

const uses = sources('src').flatMap((file) => modulesOf(file));

test('every import of src keeps to the table of the design', () => {
  expect(uses.length).toBeGreaterThan(100);
  expect(new Set(uses.map((use) => use.from.split('/')[1])).size).toBeGreaterThan(10);
  expect(importBreaches(uses)).toEqual([]);
});

test('every folder of src stands in the table', () => {
  const folders = new Set(pathsBelow('src').map((path) => path.split('/')[1] ?? ''));
  expect(folders.size).toBeGreaterThan(10);
  expect([...folders].filter((folder) => TABLE[folder] === undefined)).toEqual([]);
});

const breaches = (path: string, text: string) => importBreaches(modulesOf({ path, text })).map(({ what }) => what);

test.for([
  ['src/engines/a/engine.ts', `import { connect } from 'node:net';`, /only src\/net/],
  ['src/engines/a/engine.ts', `import * as net from 'node:net';`, /only src\/net/],
  ['src/engines/a/engine.ts', `import { fetch } from 'undici';`, /only src\/net/],
  ['src/engines/a/engine.ts', `import { readFile } from 'node:fs/promises';`, /handed all/],
  ['src/engines/a/engine.ts', `export { env } from 'node:process';`, /handed all/],
  ['src/engines/a/engine.ts', `import type { Engine } from '../b/engine.ts';`, /imports no other/],
  ['src/engines/a/engine.ts', `import { dial } from '../../net/index.ts';`, /may import model/],
  ['src/engines/a/engine.ts', `const x = await import('../../net/index.ts');`, /may import model/],
  ['src/engines/a/engine.ts', `const x = await import(name);`, /computed/],
  ['src/families/search/a.ts', `import '../../engines/a/engine.ts';`, /may import model/],
  ['src/model/a.ts', `export * from '../support/clock.ts';`, /nothing of src/],
  ['src/report/a.ts', `import type { Line } from '../net/index.ts';`, /may import model/],
  ['src/cli/main.ts', `import { openLine } from '../net/index.ts';`, /may import model/],
  ['src/audit/a.ts', `import { run } from '../cli/main.ts';`, /may import model/],
  ['src/new/a.ts', `import '../model/rule.ts';`, /table does not name/],
  ['src/model/a.ts', `import '../../test/kit/replay.ts';`, /not in src/],
  ['src/cli/a.ts', `import { readFile } from 'fs';`, /without node:/],
] as const)('%s: %s is a breach', ([path, text, expected]) => {
  const found = breaches(path, text);
  expect(found).toHaveLength(1);
  expect(found[0]).toMatch(expected);
});

test.for([
  ['src/scope/a.ts', `import { BlockList, isIP } from 'node:net';`],
  ['src/net/a.ts', `import { connect } from 'node:tls'; import type { Scope } from '../scope/index.ts';`],
  ['src/engines/a/engine.ts', `import { b } from './b.ts'; import type { Engine } from '../../model/engine.ts';`],
  ['src/cli/version.ts', `import about from '../../package.json' with { type: 'json' };`],
] as const)('%s: %s is allowed', ([path, text]) => {
  expect(breaches(path, text)).toEqual([]);
});
