import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { report as schema } from '../../src/model/report.ts';
import type { TestServer } from '../kit/servers.ts';
import { store, unlatched } from './program.ts';

let folder = '';
let open: TestServer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'unlatched-discover-'));
  open = await store('open');
  const port = open.port;
  await writeFile(
    join(folder, 'compose.yaml'),
    `services:
  search:
    image: elasticsearch:8.1.0
    ports: ["\${PORT}:9200"]
  cache:
    image: redis:7
  old:
    image: postgres:12
    ports: ["203.0.113.5:5432:5432", "10.255.0.5:5432:5432"]
`,
  );
  await writeFile(join(folder, '.env'), `PORT=${port}\nSEARCH_URL=http://app:hunter2@localhost:${port}/\n`);
  await writeFile(
    join(folder, 'scan.xml'),
    `<nmaprun>\n<host><address addr="203.0.113.6" addrtype="ipv4"/><ports>\n<port protocol="tcp" portid="6379"><state state="open"/></port></ports></host>\n</nmaprun>\n`,
  );
  await writeFile(join(folder, 'sockets.txt'), `LISTEN 0 511 0.0.0.0:${port} 0.0.0.0:* users:(("java",pid=7,fd=6))\n`);
});
afterAll(async () => {
  await open.close();
  await rm(folder, { recursive: true });
});
let before = 0;
beforeEach(() => {
  before = open.connections;
});

const run = (...args: string[]) => unlatched(args, { folder });

interface Found {
  readonly schema: string;
  readonly endpoints: readonly {
    endpoint: string;
    scope: string;
    sources: readonly { kind: string; line: number }[];
  }[];
}

describe('discover', () => {
  it('lists what sources name, one entry an endpoint, and contacts none', async () => {
    const ended = await run('discover', '--from', 'compose:compose.yaml', '--from', 'env:.env', '--format', 'json');
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    const { schema: name, endpoints } = JSON.parse(ended.stdout) as Found;
    expect(name).toBe('unlatched/discovered/1');
    expect(
      endpoints.map(({ endpoint, scope, sources }) => [
        endpoint,
        scope,
        ...sources.map(({ kind, line }) => `${kind}:${line}`),
      ]),
    ).toEqual([
      ['10.255.0.5:5432', 'known, not in scope', 'compose:9'],
      [`127.0.0.1:${open.port}`, 'in scope', 'compose:4', 'env:2'],
      ['203.0.113.5:5432', 'known, not in scope', 'compose:9'],
      ['cache:6379', 'inside', 'compose:6'],
    ]);
    expect(ended.stdout).not.toContain('hunter2');
    expect(open.connections).toBe(before);
  });

  it('says in its table what is in scope, and marks what is bound to all interfaces', async () => {
    const { stdout } = await run('discover', '--from', 'compose:compose.yaml', '--allow', '10.255.0.5');
    expect(stdout).toMatch(/^endpoint +engine +bound to +scope +named by\n/);
    expect(stdout).toMatch(
      /^10\.255\.0\.5:5432 +postgresql, by image +one address +in scope +compose:compose\.yaml:9 \(service old\)$/m,
    );
    expect(stdout).toMatch(
      new RegExp(`^127\\.0\\.0\\.1:${open.port} +elasticsearch, by image +all interfaces +in scope`, 'm'),
    );
    expect(stdout).toContain(
      '4 endpoints: 2 in scope, 1 known and not in scope, 0 names not resolved, 1 inside. Nothing was contacted.\n',
    );
  });

  it('writes an inventory that only its owner reads, and keeps what a person adds', async () => {
    const args = ['discover', '--from', 'compose:compose.yaml', '--write', 'inventory.yaml', '--quiet'];
    expect(await run(...args)).toMatchObject({ code: 0 });
    const file = join(folder, 'inventory.yaml');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const text = (await readFile(file, 'utf8')).replace('owner: null', 'owner: Ada # since May');
    await writeFile(file, text);
    expect(await run(...args, '--from', 'env:.env')).toMatchObject({ code: 0 });
    const after = await readFile(file, 'utf8');
    expect(after).toContain('owner: Ada # since May');
    expect(after.replace('      - env:.env:2 SEARCH_URL\n', '')).toBe(text);
  });

  it('finds the sockets of this host', async () => {
    const { stdout } = await run('discover', '--from', 'proc', '--format', 'json');
    const { endpoints } = JSON.parse(stdout) as Found;
    expect(endpoints.map(({ endpoint }) => endpoint)).toContain(`127.0.0.1:${open.port}`);
    expect(open.connections).toBe(before);
  });

  it('says what is wrong with a source', async () => {
    expect(await run('discover')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--from: no source is named') as string,
    });
    await writeFile(join(folder, 'bad.yaml'), 'services:\n\tx: 1\n');
    const ended = await run('discover', '--from', 'compose:bad.yaml');
    expect(ended).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('unlatched: bad.yaml:2:1: ') as string,
    });
  });
});

describe('scan and plan', () => {
  const from = ['--from', 'compose:compose.yaml', '--from', 'nmap:scan.xml'];

  it('ask what is in scope; what is not is known, not contacted, and fails nothing', async () => {
    const ended = await run('scan', ...from, '--format', 'json', '--fail-on', 'none', '--format', 'sarif=out.sarif');
    expect(ended).toMatchObject({
      code: 0,
      stderr:
        'unlatched: 1 endpoints lie inside networks of containers and are not asked; unlatched discover lists them\n',
    });
    const { endpoints, gate } = schema.parse(JSON.parse(ended.stdout));
    expect(gate.conditions).toEqual([]);
    expect(open.connections).toBeGreaterThan(before);
    const rows = endpoints.map(({ target, outcome, source }) => [target, outcome, source?.file, source?.line]);
    expect(rows).toEqual([
      [`127.0.0.1:${open.port}`, 'exposed', 'compose.yaml', 4],
      ['10.255.0.5:5432', 'skipped', 'compose.yaml', 9],
      ['203.0.113.5:5432', 'skipped', 'compose.yaml', 9],
      ['203.0.113.6:6379', 'skipped', 'scan.xml', 3],
    ]);
    const skipped = endpoints.filter(({ outcome }) => outcome === 'skipped');
    expect(skipped.every(({ reason }) => reason?.startsWith('Known, not in scope: '))).toBe(true);
    const sarif = await readFile(join(folder, 'out.sarif'), 'utf8');
    expect(sarif).toContain('"uri": "compose.yaml"');
    expect(sarif).toMatch(/"startLine": 4\b/);
  });

  it('end with 4 where nothing of it is in scope', async () => {
    expect(await run('scan', '--from', 'nmap:scan.xml', '--quiet')).toMatchObject({ code: 4 });
  });

  it('plan sends nothing', async () => {
    const { stdout, code } = await run('plan', ...from);
    expect(code).toBe(0);
    expect(stdout).toContain('203.0.113.6:6379 (scan.xml:3)');
    expect(stdout).toContain('public-not-declared');
    expect(open.connections).toBe(before);
  });
});

it('every command of the page runs', async () => {
  const page = await readFile(new URL('../../docs/how-to/discover.md', import.meta.url), 'utf8');
  const lines = [...page.matchAll(/(?:^|`)unlatched ((?:discover|plan|scan) [^`\n]+)/gm)].map(
    (match) => match[1] ?? '',
  );
  expect(lines.length).toBeGreaterThan(5);
  for (const line of lines) {
    const { code, stderr } = await run(...line.trim().split(/\s+/), '--quiet');
    expect([line, code === 0 || code === 1 || (code === 4 && line.includes('nmap')), stderr]).toEqual([line, true, '']);
  }
  expect(await readFile(join(folder, 'unlatched.inventory.yaml'), 'utf8')).toContain('owner: null');
}, 60_000);
