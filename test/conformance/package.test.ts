import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Lock, missingFromLock } from './checks/lock.ts';
import { readProject, root } from './checks/tree.ts';

interface Manifest {
  readonly scripts: Readonly<Record<string, string>>;
  readonly files: readonly string[];
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}
const manifest = JSON.parse(readProject('package.json')) as Manifest;
const lock = JSON.parse(readProject('package-lock.json')) as Lock;

test('the lock holds the native packages of every platform (npm run lock)', () => {
  expect(Object.keys(lock.packages).length).toBeGreaterThan(100);
  expect(Object.values(lock.packages).filter((one) => one.optionalDependencies !== undefined).length).toBeGreaterThan(
    3,
  );
  expect(missingFromLock(lock)).toEqual([]);
});

test('a native package that the lock lacks, or holds without a version, is missed', () => {
  const optionalDependencies = { 'a-linux': '1.0.0', 'a-win32': '1.0.0', 'a-darwin': '1.0.0' };
  const packages = {
    'node_modules/a': { version: '1.0.0', optionalDependencies },
    'node_modules/a-linux': { version: '1.0.0' },
    'node_modules/a/node_modules/a-darwin': { version: '1.0.0' },
    'node_modules/a-win32': {},
  };
  expect(missingFromLock({ packages })).toEqual(['a-win32']);
});

test('every version is exact: what was tested is what is installed', () => {
  const versions = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies });
  expect(versions.length).toBeGreaterThan(15);
  expect(versions.filter(([, version]) => !/^\d+\.\d+\.\d+(?:-[a-z]+\.\d+)?$/.test(version))).toEqual([]);
});

test('every script of package.json that runs a file of the project finds it', () => {
  const named = Object.values(manifest.scripts).flatMap((script) => script.match(/[\w./-]+\.ts\b/g) ?? []);
  expect(named.length).toBeGreaterThan(6);
  expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

test('the package carries the program, the rules and the papers', () => {
  expect(manifest.files).toEqual(expect.arrayContaining(['dist', 'rules', 'CHANGELOG.md', 'SECURITY.md']));
  for (const path of ['README.md', 'LICENSE', 'SECURITY.md', 'CHANGELOG.md', 'CONTRIBUTING.md']) {
    expect(existsSync(join(root, path)), path).toBe(true);
  }
});
