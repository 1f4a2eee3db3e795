import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { unlatched } from './program.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'unlatched-lint-'));
  await writeFile(join(folder, 'open.yaml'), 'services:\n  cache:\n    image: redis:7\n    ports: ["6379:6379"]\n');
  await writeFile(
    join(folder, 'safe.yaml'),
    'services:\n  cache:\n    image: redis:7\n    command: redis-server --requirepass ${P}\n',
  );
  await writeFile(join(folder, 'inside.yaml'), 'services:\n  cache:\n    image: redis:7\n');
  await writeFile(join(folder, 'broken.yaml'), 'services:\n\tx: 1\n');
  await writeFile(join(folder, 'notes.txt'), 'hello\n');
});
afterAll(() => rm(folder, { recursive: true }));

/** What is wrong with it by the published schema, or null. */
function invalidSarif(log: unknown): string | null {
  const path = createRequire(import.meta.url).resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');
  const { $schema: _schema, id: _id, ...rest } = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  const ajv = new Ajv({ strict: false, unicodeRegExp: false });
  addFormats.default(ajv);
  return ajv.validate(rest, log) ? null : ajv.errorsText();
}

const lint = (...args: string[]) => unlatched(['lint', ...args], { folder });

it('exits with 0, 1 and 2 as everywhere', async () => {
  expect(await lint('safe.yaml')).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('0 findings') });
  expect(await lint('open.yaml')).toMatchObject({ code: 1, stderr: '' });
  expect(await lint('open.yaml', '--fail-on', 'none')).toMatchObject({ code: 0 });
});

it('fails at the severity that is asked for', async () => {
  expect(await lint('inside.yaml')).toMatchObject({ code: 0 });
  expect(await lint('inside.yaml', '--fail-on', 'medium')).toMatchObject({ code: 1 });
});

it('exits with 2 where a file cannot be read or is of no known kind, and says the rest', async () => {
  const broken = await lint('open.yaml', 'broken.yaml');
  expect(broken).toMatchObject({ code: 2, stderr: expect.stringContaining('broken.yaml:2:1: not valid YAML') });
  expect(broken.stdout).toContain('redis/anonymous-admin');
  expect(await lint('notes.txt')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('of a kind that is known'),
  });
  expect(await lint('open.yaml', '--format', 'junit')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('there is no format'),
  });
  expect(await lint()).toMatchObject({ code: 2 });
});

it('prints each format, and writes them to files', async () => {
  expect((await lint('open.yaml')).stdout).toMatch(/^critical {2}open\.yaml:3:12 {2}redis\/anonymous-admin\n/);
  expect((await lint('open.yaml', '--format', 'unix')).stdout).toMatch(
    /^open\.yaml:3:12: .*would be reachable from all interfaces.*\[critical\/redis\/anonymous-admin\]\n/,
  );
  expect((await lint('open.yaml', '--format', 'github')).stdout).toMatch(
    /^::error file=open\.yaml,line=3,col=12,title=critical%3A redis\/anonymous-admin::/,
  );
  const { stdout } = await lint('open.yaml', '--format', 'json', '--format', 'sarif=out.sarif');
  expect(JSON.parse(stdout)).toMatchObject({
    schema: 'unlatched/lint/1',
    gate: { exitCode: 1 },
    findings: [
      { rule: 'redis/anonymous-admin', line: 3, reachableFrom: 'all interfaces' },
      { rule: 'redis/plaintext' },
    ],
  });
  const sarif = JSON.parse(await readFile(join(folder, 'out.sarif'), 'utf8')) as { runs: unknown[] };
  expect(invalidSarif(sarif)).toBeNull();
  expect(sarif.runs[0]).toMatchObject({
    results: [{ ruleId: 'redis/anonymous-admin' }, { ruleId: 'redis/plaintext' }],
  });
});
