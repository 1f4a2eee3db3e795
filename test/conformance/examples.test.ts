import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { COMMANDS } from '../../src/cli/commands/index.ts';
import { SETTINGS } from '../../src/cli/flags/index.ts';
import { flagName } from '../../src/config/index.ts';
import { configSchema } from '../../src/config/schema.ts';
import { lintRules, testRules } from '../../src/rules/index.ts';
import { pathsBelow, readProject } from './checks/tree.ts';

/** YAML blocks of a page, without the indentation of a list that they stand in. */
function yamlOf(path: string): string[] {
  return [...readProject(path).matchAll(/^( *)```yaml\n([\s\S]*?)\n *```$/gm)].map((match) =>
    (match[2] ?? '').replaceAll(new RegExp(`^${match[1] ?? ''}`, 'gm'), ''),
  );
}

test('the rule of the page on custom rules passes the linter and its own tests', async () => {
  const [example] = yamlOf('docs/how-to/custom-rules.md');
  const folder = await mkdtemp(join(tmpdir(), 'unlatched-docs-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, 'company.yaml');
  await writeFile(file, example ?? '');
  expect(await lintRules([file])).toEqual([]);
  const results = await testRules([file]);
  const own = results.filter((result) => result.file === file);
  expect(own).toHaveLength(2);
  expect(own.every(({ passed }) => passed)).toBe(true);
});

test('every config that a page shows is one', () => {
  const configs = pathsBelow('docs')
    .filter((path) => path.endsWith('.md'))
    .flatMap((path) => yamlOf(path))
    .flatMap((text) => parseAllDocuments(text).map((document) => document.toJS() as unknown))
    .filter((value) => typeof value === 'object' && value !== null && 'scope' in value);
  expect(configs.length).toBeGreaterThan(2);
  const schema = configSchema(SETTINGS);
  for (const config of configs) expect(schema.safeParse(config).error?.issues ?? []).toEqual([]);
  expect(schema.safeParse({ scope: { public: [{ at: '203.0.113.7', proof: { kind: 'word' } }] } }).success).toBe(false);
});

test('every command that a page shows has flags and commands that exist', () => {
  const flags = new Set([
    'help',
    'version',
    ...Object.keys(SETTINGS).flatMap((name) => [flagName(name), `no-${flagName(name)}`]),
  ]);
  const commands = new Set(COMMANDS.flatMap(({ name }) => [name, name.split(' ')[0] ?? '']));
  const lines = ['README.md', ...pathsBelow('docs')]
    .filter((path) => path.endsWith('.md'))
    .flatMap(
      (path) =>
        readProject(path)
          .replaceAll('\\\n', ' ')
          .match(/\bunlatched [a-z]+[^`\n]*/g) ?? [],
    )
    .map((line) => line.replace(/ +#.*$/, '').split(/\s+/))
    .filter(([, command = '']) => commands.has(command));
  const used = lines.flatMap((words) => words.flatMap((word) => /^--([a-z-]+)/.exec(word)?.[1] ?? []));
  expect(lines.length).toBeGreaterThan(20);
  expect(used.length).toBeGreaterThan(10);
  expect(used.filter((flag) => !flags.has(flag))).toEqual([]);
});

test('every command that rules, messages and pages name in code marks exists', () => {
  const commands = new Set(COMMANDS.map(({ name }) => name.split(' ')[0]));
  const named = ['README.md', ...['docs', 'rules', 'src', 'demo'].flatMap((folder) => pathsBelow(folder))].flatMap(
    (path) => [...readProject(path).matchAll(/`unlatched ([a-z]+)/g)].map((match) => ({ path, command: match[1] })),
  );
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter(({ command }) => !commands.has(command))).toEqual([]);
});
