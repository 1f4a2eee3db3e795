import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lintFiles } from '../../../src/lint/index.ts';
import type { LintReport } from '../../../src/model/lint.ts';
import { loadRules } from '../../../src/rules/index.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'unlatched-lint-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function lint(files: Readonly<Record<string, string>>, given = Object.keys(files)): Promise<LintReport> {
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  const { rules } = await loadRules({ extra: [] });
  return lintFiles({ files: given, folder, rules, failOn: 'high' });
}

async function found(files: Readonly<Record<string, string>>, given?: string[]): Promise<string[]> {
  const { findings, problems } = await lint(files, given);
  expect(problems).toEqual([]);
  return findings.map(({ rule, file, line, reach }) => `${rule} ${file}:${line} ${reach}`);
}

const redis = (more: string, image = 'redis:7'): string => `services:\n  cache:\n    image: ${image}\n${more}`;

describe('effective settings', () => {
  it('take the environment before the file that is mounted', async () => {
    const compose = (env: string): string =>
      `services:\n  es:\n    image: elasticsearch:8.15.0\n    ports: ["9200:9200"]\n    environment: {${env}}\n    volumes: ["./elasticsearch.yml:/usr/share/elasticsearch/config/elasticsearch.yml"]\n`;
    const file = 'network.host: 0.0.0.0\nxpack.security.enabled: false\n';
    expect(await found({ 'compose.yaml': compose(''), 'elasticsearch.yml': file })).toEqual([
      'elasticsearch/anonymous-admin elasticsearch.yml:2 all-interfaces',
    ]);
    expect(
      await found({ 'compose.yaml': compose('xpack.security.enabled: "true"'), 'elasticsearch.yml': file }),
    ).toEqual([]);
  });

  it('take the override before the base, in whatever order a shell names them', async () => {
    const base = redis('    command: redis-server --requirepass ${SECRET}\n    ports: ["127.0.0.1:6379:6379"]\n');
    const over = 'services:\n  cache:\n    command: redis-server\n    ports: !override ["6379:6379"]\n';
    expect(await found({ 'compose.override.yaml': over, 'compose.yaml': base })).toEqual([
      'redis/anonymous-admin compose.yaml:3 all-interfaces',
      'redis/plaintext compose.yaml:3 all-interfaces',
    ]);
    expect(await found({ 'compose.yaml': base })).toEqual([]);
  });

  it.each([
    ['elasticsearch:7.17.0', true],
    ['elasticsearch:8.0.0', false],
    ['elasticsearch', false],
    ['mirror.example:5000/library/elasticsearch:6.8.23@sha256:00', true],
  ])('know what %s does without being told', async (image, open) => {
    const rules = (await lint({ 'compose.yaml': redis('    ports: ["9200:9200"]\n', image) })).findings.map(
      ({ rule }) => rule,
    );
    expect(rules.includes('elasticsearch/anonymous-admin')).toBe(open);
  });

  it('read .env and defaults of variables, and say nothing of what they cannot know', async () => {
    const compose =
      'services:\n  db:\n    image: postgres:16\n    environment: { POSTGRES_HOST_AUTH_METHOD: "${METHOD:-scram-sha-256}" }\n';
    expect(await found({ 'compose.yaml': compose })).toEqual([]);
    expect(await found({ 'compose.yaml': compose, '.env': 'METHOD=trust\n' }, ['compose.yaml'])).toEqual([
      'postgresql/single-layer compose.yaml:4 compose-network',
    ]);
    expect(
      await found({
        'compose.yaml': redis(
          '    command: redis-server /etc/redis/redis.conf\n    volumes: ["/srv/redis.conf:/etc/redis/redis.conf"]\n',
        ),
      }),
    ).toEqual([]);
  });
});

describe('reach', () => {
  it.each([
    ['ports: ["6379:6379"]', 'redis/anonymous-admin', 'all-interfaces'],
    ['ports: ["[::]:6379:6379"]', 'redis/anonymous-admin', 'all-interfaces'],
    ['ports: ["6000-6400:6000-6400"]', 'redis/anonymous-admin', 'all-interfaces'],
    ['network_mode: host', 'redis/anonymous-admin', 'all-interfaces'],
    ['ports: ["127.0.0.1:6379:6379"]', 'redis/single-layer', 'loopback'],
    ['ports: ["[::1]:6379:6379"]', 'redis/single-layer', 'loopback'],
    ['ports: [{ target: 6379, published: 6379, host_ip: 127.0.0.1 }]', 'redis/single-layer', 'loopback'],
    ['expose: ["6379"]', 'redis/single-layer', 'compose-network'],
  ])('of a service with %s', async (more, rule, reach) => {
    const { findings } = await lint({ 'compose.yaml': redis(`    ${more}\n`) });
    expect(findings[0]).toMatchObject({ rule, reach, line: 3, column: 12 });
  });

  it('of none there is no finding', async () => {
    expect(await found({ 'compose.yaml': redis('    network_mode: none\n') })).toEqual([]);
  });

  it('of a manifest comes from the Services of the other files', async () => {
    const pod =
      'apiVersion: v1\nkind: Pod\nmetadata: { labels: { app: r } }\nspec: { containers: [{ name: r, image: redis:7 }] }\n';
    const service =
      'apiVersion: v1\nkind: Service\nspec: { type: NodePort, selector: { app: r }, ports: [{ port: 6379 }] }\n';
    expect(await found({ 'pod.yaml': pod })).toEqual(['redis/anonymous-admin pod.yaml:4 cluster-network']);
    expect((await found({ 'pod.yaml': pod, 'service.yaml': service }))[0]).toBe(
      'redis/anonymous-admin pod.yaml:4 all-interfaces',
    );
  });
});

describe('hostile files', () => {
  const aliases = `services: {}\na0: &a0 [x, x]\n${Array.from({ length: 40 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}]\n`).join('')}`;
  it.each([
    ['aliases a billion deep', aliases, /more than 200000 values/],
    ['an alias of itself', 'services: &a\n  x: *a\n', /deeper than 60/],
    ['a hundred thousand brackets', `services: ${'['.repeat(100_000)}`, /nested too deep/],
    ['many lines', 'a: 1\n'.repeat(60_000), /more than 50000 lines/],
    ['tabs', 'services:\n\tdb: {}\n', /Tabs are not allowed/],
    ['a key twice', 'services:\n  a: 1\n  a: 2\n', /"a" is written twice/],
    ['a template', 'services:\n  {{ .Values.name }}:\n    image: redis\n', /lint what it renders to/],
  ])(
    '%s is a problem that names its place, soon',
    async (_, text, message) => {
      const { problems, findings } = await lint({ 'compose.yaml': text });
      expect(findings).toEqual([]);
      expect(problems).toHaveLength(1);
      expect(problems[0]?.message).toMatch(message);
      expect(problems[0]?.where).toMatch(/^compose\.yaml/);
    },
    10_000,
  );

  it('what is too large, is no file or is not there is said of that file, and the others are read', async () => {
    const { problems, findings } = await lint(
      { 'redis.conf': 'protected-mode no\n', 'huge.yaml': 'a'.repeat(4 * 1024 * 1024 + 1) },
      ['huge.yaml', 'gone.yaml', '.', 'redis.conf'],
    );
    expect(problems.map(({ where }) => where)).toEqual(['huge.yaml', 'gone.yaml', '.']);
    expect(findings.map(({ rule }) => rule)).toContain('redis/anonymous-admin');
  });

  it('a compose file names no file beyond its own folder', async () => {
    const compose = redis(
      '    volumes: ["../redis.conf:/etc/redis/redis.conf", "/etc/redis/redis.conf:/etc/redis/redis.conf"]\n',
    );
    expect(await found({ 'compose.yaml': compose })).toEqual([]);
  });

  it('values of files are never shown', async () => {
    const report = await lint({
      'compose.yaml':
        'services:\n  m:\n    image: mysql:8\n    ports: ["3306:3306"]\n    environment: { MYSQL_ROOT_PASSWORD: hunter2 }\n',
    });
    expect(report.findings.length).toBeGreaterThan(0);
    expect(JSON.stringify(report)).not.toContain('hunter2');
  });
});
