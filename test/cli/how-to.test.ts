import { mkdir } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { FORMAT_NAMES } from '../../src/cli/flags/judging.ts';
import { readAcceptances } from '../../src/findings/acceptance-file.ts';
import { readProject } from '../conformance/checks/tree.ts';
import type { TestServer } from '../kit/servers.ts';
import { type Checkout, checkout } from './checkout.ts';
import { blocks, commands } from './pages.ts';
import { store } from './program.ts';

// Each test runs the program several times.
vi.setConfig({ testTimeout: 120_000 });

/** Each page's commands as they stand there; files and targets are the test's, and the store is the demo's, on loopback. */
let open: TestServer;
let at: Checkout;
beforeEach(async () => {
  open = await store('open');
  at = await checkout(`127.0.0.1:${open.port}`);
});
afterEach(async () => {
  await open.close();
  await at.remove();
});

describe('docs/how-to/ci.md', () => {
  it('writes what it names, and fails for what is open, unassessed and refused', async () => {
    const [scan = ''] = commands('ci');
    const ended = await at.run(scan);
    expect(ended).toMatchObject({ code: 1, stdout: expect.stringContaining('Gate failed: findings') as string });
    expect((await at.report('report.json')).gate.exitCode).toBe(1);
    expect(await at.mode('report.json')).toBe(0o600);
    expect(JSON.parse(await at.read('unlatched.sarif'))).toMatchObject({ version: '2.1.0' });
    expect(await at.read('unlatched.xml')).toContain('<failure');
    await at.write('targets.txt', '127.0.0.1:1\n');
    expect(await at.run(scan)).toMatchObject({ code: 3 });
    expect(await at.run(`${scan} --allow-unassessed`)).toMatchObject({ code: 0 });
    await at.write('targets.txt', '203.0.113.5:9200\n');
    expect(await at.run(scan)).toMatchObject({ code: 4 });
  });

  it('names its own files against a pull request, and reads nothing else of the checkout', async () => {
    const own = commands('ci').at(-1) ?? '';
    await mkdir(`${at.home}/base`);
    await mkdir(`${at.home}/out`);
    expect(await at.run('cp targets.txt unlatched.yaml "$HOME/base"')).toMatchObject({ code: 0 });
    await at.write('unlatched.yaml', 'no: [config\n');
    await at.write('.unlatchedignore.yaml', 'no: [acceptance\n');
    const ended = await at.run(own, { BASE: `${at.home}/base`, OUT: `${at.home}/out` });
    expect(ended).toMatchObject({ code: 1, stderr: '' });
    expect((await at.report('../out/report.json')).acceptances.file).toBeNull();
  });

  it('its table of targets is one that is read', async () => {
    const [targets = ''] = blocks('ci', 'text');
    // No name is looked up here.
    await at.write('targets.txt', targets.replaceAll(/[a-z.]+\.example/g, '127.0.0.1'));
    const plan = await at.run(
      'unlatched plan -T targets.txt --config audit/unlatched.yaml --deny 0.0.0.0/0 --deny ::/0',
    );
    expect(plan.stderr).toBe('');
    expect(plan.stdout).toContain('10.20.0.15');
  });
});

describe('docs/how-to/accept.md', () => {
  it('verifies, accepts, and keeps a baseline', async () => {
    await at.run('unlatched scan -T targets.txt --format json=report.json || true');
    const { findings } = await at.report('report.json');
    const print = findings[0]?.fingerprint.slice(0, 12) ?? '';
    const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
    const said: string[] = [];
    for (const line of commands('accept')) {
      const real = line.replace('53502f4cd789', print).replace(/--until \S+/, `--until ${tomorrow}`);
      const { code, stderr } = await at.run(real);
      expect(stderr).not.toMatch(/internal|cannot/);
      said.push(`${code} ${line.split(' ').slice(1, 3).join(' ')}`);
    }
    expect(said).toEqual([
      '1 verify report.json',
      '1 verify 53502f4cd789',
      '0 ignore add',
      '0 ignore list',
      '0 ignore prune',
      '0 scan -T',
      '0 baseline create',
      '0 scan -T',
      '0 baseline update',
    ]);
    expect((await at.read('unlatched-baseline.json')).split('\n').filter((line) => line.includes(print))).toHaveLength(
      1,
    );
  });

  it('shows a file of acceptances that is one', () => {
    const [text = ''] = blocks('accept', 'yaml');
    expect(readAcceptances(text, 'accept.md', '2026-11-25')).toMatchObject([
      { by: 'search-team', until: '2027-01-31' },
    ]);
  });
});

describe('docs/how-to/formats.md', () => {
  it('names every format, and its commands write them', async () => {
    const text = readProject('docs/how-to/formats.md');
    expect(FORMAT_NAMES.filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
    await at.run('unlatched scan -T targets.txt --format json=report.json || true');
    const [files = '', redacted = ''] = commands('formats');
    expect(await at.run(files)).toMatchObject({ code: 0, stdout: '' });
    expect(await at.read('report.html')).toMatch(/^<!doctype html>/);
    expect(await at.read('breach.md')).toContain('Art. 33');
    const { code, stdout } = await at.run(redacted);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^#/);
    expect(stdout).not.toContain('127.0.0.1');
  });
});

describe('docs/how-to/docker.md', () => {
  it('builds from a file that is there, and runs the program with the arguments that it shows', async () => {
    const [build = '', version = '', scan = ''] = commands('docker');
    expect(readProject(/-f (\S+)/.exec(build)?.[1] ?? '')).toContain('ENTRYPOINT');
    expect(await at.run(build)).toMatchObject({ code: 0 });
    expect(await at.run(version)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) as string,
    });
    expect(await at.run(scan)).toMatchObject({ code: 1, stdout: '' });
    expect((await at.report('report.json')).gate.exitCode).toBe(1);
    expect(await at.read('report.html')).toMatch(/^<!doctype html>/);
    const [, , ran] = (await at.read('../docker.log')).split('\n');
    expect(ran).toMatch(/ --read-only --cap-drop ALL --user \d+ -v \S+:\/work unlatched scan /);
  });
});

describe('docs/how-to/jenkins.md', () => {
  it('runs in a shell, and keeps the files that it wrote', async () => {
    const [pipeline = ''] = blocks('jenkins', 'groovy');
    const [, script = ''] = /sh '([^']+)'/.exec(pipeline) ?? [];
    expect(await at.run(script)).toMatchObject({ code: 1, stdout: '' });
    const [, junit = ''] = /junit '([^']+)'/.exec(pipeline) ?? [];
    const [, kept = ''] = /artifacts: '([^']+)'/.exec(pipeline) ?? [];
    expect(await at.read(junit)).toContain('<testsuites');
    expect(kept.split(', ')).toEqual(['unlatched.html', 'report.json']);
    for (const name of kept.split(', ')) expect(await at.read(name)).not.toBe('');
    expect(pipeline.split('{')).toHaveLength(pipeline.split('}').length);
  });
});

describe('docs/how-to/pre-commit.md', () => {
  it('is a hook that pre-commit can run, on loopback alone', async () => {
    const [text = ''] = blocks('pre-commit', 'yaml');
    const { repos } = parse(text) as { repos: { repo: string; hooks: Record<string, unknown>[] }[] };
    expect(repos).toHaveLength(1);
    const hook = repos[0]?.hooks[0] ?? {};
    expect(repos[0]?.repo).toBe('local');
    expect(hook).toMatchObject({ id: 'unlatched', language: 'system', pass_filenames: false, stages: ['pre-push'] });
    const entry = String(hook['entry']);
    const plan = await at.run(entry.replace(' scan ', ' plan ').replace(' --fail-on high', ''));
    expect(plan.code).toBe(0);
    expect(plan.stdout.match(/\b\d+\.\d+\.\d+\.\d+\b/g)?.filter((address) => !address.startsWith('127.'))).toEqual([]);
    // What else listens on this machine is nobody's business here: the test's own port in place of all.
    expect(await at.run(entry.replace('127.0.0.1', `127.0.0.1:${open.port}`))).toMatchObject({ code: 1, stderr: '' });
    const locked = await store('protected');
    const ended = await at.run(entry.replace('127.0.0.1', `127.0.0.1:${locked.port}`));
    await locked.close();
    expect(ended).toMatchObject({ code: 0, stderr: '' });
  });
});
