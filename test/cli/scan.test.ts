import { execFile } from 'node:child_process';
import { chmod, lstat, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Report, report as schema } from '../../src/model/report.ts';
import type { TestServer } from '../kit/servers.ts';
import { PROGRAM, start, store, tarPit, unlatched } from './program.ts';

let folder = '';
let open: TestServer;
let locked: TestServer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'unlatched-scan-'));
  [open, locked] = await Promise.all([store('open'), store('protected')]);
});
afterAll(async () => {
  await Promise.all([open.close(), locked.close()]);
  await rm(folder, { recursive: true });
});
beforeEach(async () => {
  for (const name of await readdir(folder)) await rm(join(folder, name), { recursive: true });
});

const at = (server: TestServer) => `127.0.0.1:${server.port}`;

function reportOf(text: string): Report {
  return schema.parse(JSON.parse(text));
}

describe('an open store', () => {
  it('is reported on stdout alone, with exit code 1, and stderr stays empty', async () => {
    const ended = await unlatched(['scan', at(open), '--format', 'json']);
    const report = reportOf(ended.stdout);
    expect(ended).toMatchObject({ code: 1, stderr: '' });
    expect(report.gate).toMatchObject({ failed: true, exitCode: 1, conditions: ['findings'] });
    expect(report.endpoints).toMatchObject([
      { outcome: 'exposed', service: { engine: 'elasticsearch', version: '7.17.28' } },
    ]);
    expect(report.endpoints[0]?.data?.classes.map((found) => found.class)).toEqual(
      expect.arrayContaining(['alexa-token', 'email']),
    );
    expect(report.audit.vantage.kind).toBe('loopback');
  });

  it('is a table without colours where nobody looks, with or without the word scan', async () => {
    const [named, bare] = await Promise.all([unlatched(['scan', at(open)]), unlatched([at(open)])]);
    expect(named.code).toBe(1);
    expect(named.stdout).toMatch(/Elasticsearch|elasticsearch/);
    expect(named.stdout).not.toContain('\u001b');
    const timeless = (text: string) => text.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME');
    expect(timeless(bare.stdout)).toBe(timeless(named.stdout));
  });

  it('passes with --fail-on none, by flag, environment and file', async () => {
    await writeFile(join(folder, 'c.yaml'), 'report: { failOn: none, format: [json] }\n');
    const [flag, variable, file] = await Promise.all([
      unlatched(['scan', at(open), '--fail-on', 'none', '--format', 'json']),
      unlatched(['scan', at(open), '--format', 'json'], { environment: { UNLATCHED_FAIL_ON: 'none' } }),
      unlatched(['scan', at(open), '--config', 'c.yaml'], { folder }),
    ]);
    for (const ended of [flag, variable, file]) {
      expect(ended).toMatchObject({ code: 0, stderr: '' });
      expect(reportOf(ended.stdout).gate.failOn).toBe('none');
    }
  });

  it('a config that is found by itself cannot wave it through, and that is said', async () => {
    await writeFile(join(folder, 'unlatched.yaml'), 'report:\n  failOn: none\ntargets: [10.0.0.1]\n');
    const ended = await unlatched(['scan', at(open)], { folder });
    expect(ended.code).toBe(1);
    expect(ended.stderr).toBe(
      `unlatched: ${folder}/unlatched.yaml:3:10: "targets" is ignored: a config that was found by itself may only narrow; name the file with --config to let it count\n` +
        `unlatched: ${folder}/unlatched.yaml:2:11: "report.failOn" is ignored: a config that was found by itself may only narrow; name the file with --config to let it count\n`,
    );
    expect((await unlatched(['scan', at(open), '--quiet'], { folder })).stderr).toBe('');
  });
});

describe('other stores', () => {
  it('a protected one is exit code 0', async () => {
    const ended = await unlatched(['scan', at(locked), '--format', 'json']);
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(reportOf(ended.stdout).endpoints).toMatchObject([{ outcome: 'protected' }]);
  });

  it('a closed port that was named is 3, and 0 where that is allowed', async () => {
    expect((await unlatched(['scan', '127.0.0.1:1'])).code).toBe(3);
    expect((await unlatched(['scan', '127.0.0.1:1', '--allow-unassessed'])).code).toBe(0);
  });

  it('findings come before what was not assessed', async () => {
    const { code, stdout } = await unlatched(['scan', at(open), '127.0.0.1:1', '--format', 'json']);
    expect(code).toBe(1);
    expect(reportOf(stdout).gate.conditions).toEqual(['findings', 'unassessed']);
  });

  it('what scope refuses is 4, and names what to write', async () => {
    const { code, stdout } = await unlatched(['scan', '203.0.113.5:9200', '[2001:db8::1]:9200', '--format', 'json']);
    expect(code).toBe(4);
    const report = reportOf(stdout);
    expect(report.audit.scope.refused).toHaveLength(2);
    expect(report.summary.tried).toBe(0);
  });

  it('a bare host is asked on the ports that are named, and silence is no failure', async () => {
    const ended = await unlatched(['scan', '127.0.0.1', '--ports', `1,${open.port}`, '--format', 'json']);
    expect(ended.code).toBe(1);
    expect(reportOf(ended.stdout)).toMatchObject({
      summary: { tried: 2, endpoints: 1 },
      endpoints: [{ required: false }],
    });
  });

  it('the deadline ends it with 3', async () => {
    await using slow = disposable(await tarPit());
    const began = performance.now();
    const ended = await unlatched([
      'scan',
      at(slow.server),
      '--timeout',
      '20s',
      '--deadline',
      '500ms',
      '--format',
      'json',
    ]);
    expect(ended.code).toBe(3);
    expect(reportOf(ended.stdout).endpoints).toMatchObject([
      { outcome: expect.stringMatching(/unreachable|inconclusive/) },
    ]);
    expect(performance.now() - began).toBeLessThan(6000);
  });
});

function disposable(server: TestServer) {
  return { server, [Symbol.asyncDispose]: () => server.close() };
}

describe('targets', () => {
  it('come from files, standard input and the config, and the report says from where', async () => {
    await writeFile(join(folder, 'list.txt'), `# ours\n${at(open)}  # the shop\n`);
    await writeFile(join(folder, 'c.yaml'), 'targetsFrom: [list.txt]\nreport: { format: [json] }\n');
    const [file, input, config] = await Promise.all([
      unlatched(['scan', '-T', 'list.txt', '--format', 'json'], { folder }),
      unlatched(['scan', '-', '--format', 'json'], { input: `${at(open)}\n` }),
      unlatched(['scan', '--config', 'c.yaml'], { folder }),
    ]);
    expect(reportOf(file.stdout).endpoints[0]?.source).toEqual({ file: 'list.txt', line: 2 });
    expect(reportOf(input.stdout).endpoints[0]?.source).toEqual({ file: '-', line: 1 });
    expect(reportOf(config.stdout).endpoints[0]?.source).toEqual({ file: join(folder, 'list.txt'), line: 2 });
  });

  it('of the command line replace those of the config', async () => {
    await writeFile(join(folder, 'c.yaml'), `targets: ["${at(open)}"]\nreport: { format: [json] }\n`);
    const ended = await unlatched(['scan', at(locked), '--config', 'c.yaml'], { folder });
    expect(reportOf(ended.stdout).endpoints.map(({ outcome }) => outcome)).toEqual(['protected']);
  });
});

describe('reports in files', () => {
  it('are whole, for their owner alone, and nothing lies beside them', async () => {
    await writeFile(join(folder, 'r.json'), 'old');
    const formats = ['--format', 'json=r.json', '--format', 'jsonl=r.jsonl', '--format', 'table'];
    const ended = await unlatched(['scan', at(open), ...formats], { folder });
    expect(ended.code).toBe(1);
    expect(ended.stdout).toMatch(/^unlatched /);
    expect(await readdir(folder)).toEqual(['r.json', 'r.jsonl']);
    expect((await stat(join(folder, 'r.json'))).mode & 0o777).toBe(0o600);
    expect((await stat(join(folder, 'r.jsonl'))).mode & 0o777).toBe(0o600);
    expect(reportOf(await readFile(join(folder, 'r.json'), 'utf8')).endpoints).toHaveLength(1);
  });

  it('a link stays a link', async () => {
    await writeFile(join(folder, 'real.json'), 'old');
    await symlink('real.json', join(folder, 'link.json'));
    await unlatched(['scan', at(locked), '--format', 'json=link.json'], { folder });
    expect((await lstat(join(folder, 'link.json'))).isSymbolicLink()).toBe(true);
    expect(reportOf(await readFile(join(folder, 'real.json'), 'utf8')).endpoints).toHaveLength(1);
  });

  it('on a full disk: said, exit code 70, whatever was found', async () => {
    const ended = await unlatched(['scan', at(open), '--format', 'json=/dev/full']);
    expect(ended).toMatchObject({
      code: 70,
      stderr: 'unlatched: /dev/full: it could not be written: the disk is full\n',
    });
  });

  /** Through a shell, which can redirect and limit. Standard error and the exit code. */
  function shell(line: string): Promise<{ code: number | string; stderr: string }> {
    return new Promise((resolve) => {
      execFile('sh', ['-c', line], { cwd: folder }, (error, _, stderr) => resolve({ code: error?.code ?? 0, stderr }));
    });
  }

  const program = `"${process.execPath}" "${PROGRAM}"`;

  it('on standard output that is full: said, exit code 70', async () => {
    expect(await shell(`${program} engines list > /dev/full`)).toEqual({
      code: 70,
      stderr: 'unlatched: standard output: it could not be written: the disk is full\n',
    });
  });

  // A limit on the size of files is as real as a disk that is full after the first kilobytes, and needs no disk.
  const limited = `trap '' XFSZ; ulimit -f 4; exec ${program} scan`;

  it('that is full half-way: the old report stays, nothing lies beside it, and that is said', async () => {
    await writeFile(join(folder, 'r.json'), 'old');
    expect(await shell(`${limited} ${at(open)} --format json=r.json`)).toEqual({
      code: 70,
      stderr: `unlatched: ${folder}/r.json: it could not be written: the file would be too large; nothing was left half-written\n`,
    });
    expect(await readdir(folder)).toEqual(['r.json']);
    expect(await readFile(join(folder, 'r.json'), 'utf8')).toBe('old');
  });

  it('that is full half-way through standard output: a report that is cut short is never an exit code of the gate', async () => {
    expect(await shell(`${limited} ${at(open)} --format json > r.json`)).toEqual({
      code: 70,
      stderr: 'unlatched: standard output: it could not be written: the file would be too large\n',
    });
  });

  it('a reader that has seen enough is no error', async () => {
    expect(await shell(`${program} schema report | { head -n 1 >&2; }`)).toEqual({ code: 0, stderr: '{\n' });
  });

  it.each([
    ['scan', 1],
    ['scan --fail-on none', 0],
    ['scan --format json --format jsonl', 1],
    ['probe', 0],
  ])('a reader that goes away at once changes no exit code: %s is %i', async (words, code) => {
    const { child, ended } = start([...words.split(' '), at(open)], { folder });
    child.stdout?.destroy();
    expect(await ended).toEqual({ code, signal: null, stdout: '', stderr: '' });
  });

  it('nor does it cost the files', async () => {
    const { child, ended } = start(['scan', at(open), '--format', 'table', '--format', 'json=r.json'], { folder });
    child.stdout?.destroy();
    expect((await ended).code).toBe(1);
    expect(reportOf(await readFile(join(folder, 'r.json'), 'utf8')).gate.exitCode).toBe(1);
  });

  it('nor one that refused targets were to be told to', async () => {
    for (const command of ['scan', 'probe', 'plan']) {
      const { child, ended } = start([command, '203.0.113.5:9200']);
      child.stdout?.destroy();
      expect(await ended).toEqual({ code: 4, signal: null, stdout: '', stderr: '' });
    }
  });

  it('in a folder that may not be written: said before anything is sent', async () => {
    // Root may write everywhere.
    expect(process.getuid?.() === 0 || (await chmod(folder, 0o500)) === undefined).toBe(true);
    const before = locked.connections;
    const ended = await unlatched(['scan', at(locked), '--format', 'json=/proc/none/r.json'], { folder });
    await chmod(folder, 0o700);
    expect(ended.code).toBe(2);
    expect(locked.connections).toBe(before);
  });
});

describe('the log', () => {
  it('is one JSON object an endpoint on stderr, with --verbose alone', async () => {
    const ended = await unlatched(['scan', at(open), '--verbose']);
    const lines = ended.stderr
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines).toMatchObject([{ endpoint: at(open), outcome: 'exposed', engine: 'elasticsearch', msg: 'observed' }]);
    expect(ended.stdout).toMatch(/^unlatched /);
  });
});
