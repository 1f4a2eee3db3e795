import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Report, report as schema } from '../../src/model/report.ts';
import type { TestServer } from '../kit/servers.ts';
import { type Ended, store, unlatched } from './program.ts';

// Each test runs the program several times.
vi.setConfig({ testTimeout: 120_000 });

/**
 * A pull request may bring every file of the folder in which an audit runs. None of them may widen what is touched, or let an open
 * store pass. 203.0.113.0/24 stands for public addresses: the program runs with a dialer that writes each call down and ends the
 * process where one leaves loopback.
 */
const DIALER = `
import { appendFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { Socket as Udp } from 'node:dgram';
const noted = (host, port) => {
  appendFileSync(process.env.DIALS, host + ':' + port + '\\n');
  if (!String(host).startsWith('127.')) process.exit(99);
};
const { connect } = Socket.prototype;
Socket.prototype.connect = function (...args) {
  const [first] = Array.isArray(args[0]) ? args[0] : args;
  if (first?.path === undefined || first?.path === null) noted(first?.host, first?.port);
  return connect.apply(this, args);
};
const { send } = Udp.prototype;
Udp.prototype.send = function (...args) {
  noted(args.at(-1) instanceof Function ? args.at(-2) : args.at(-1), 'udp');
  return send.apply(this, args);
};
`;

let outside = '';
let folder = '';
let open: TestServer;
let another: TestServer;
let here = '';
beforeAll(async () => {
  outside = await realpath(await mkdtemp(join(tmpdir(), 'unlatched-runner-')));
  await writeFile(join(outside, 'dialer.mjs'), DIALER);
  await writeFile(join(outside, 'secret'), 'token: hunter2\n', { mode: 0o600 });
  [open, another] = await Promise.all([store('open'), store('open')]);
  here = `127.0.0.1:${open.port}`;
});
afterAll(async () => {
  await Promise.all([open.close(), another.close()]);
  await Promise.all([outside, folder].map((path) => rm(path, { recursive: true })));
});
beforeEach(async () => {
  if (folder !== '') await rm(folder, { recursive: true });
  folder = await realpath(await mkdtemp(join(tmpdir(), 'unlatched-checkout-')));
  await writeFile(join(outside, 'dials'), '');
});

const put = (name: string, text: string) => writeFile(join(folder, name), text);

function run(...args: string[]): Promise<Ended> {
  const environment = {
    DIALS: join(outside, 'dials'),
    NODE_OPTIONS: `--import=${pathToFileURL(join(outside, 'dialer.mjs')).href}`,
    XDG_STATE_HOME: outside,
  };
  return unlatched(args, { folder, environment });
}

const dials = async () => (await readFile(join(outside, 'dials'), 'utf8')).split('\n').filter((line) => line !== '');

/** What a server heard while a scan ran, and the scan's report. */
async function scanned(code: number, ...args: string[]): Promise<{ heard: string[]; report: Report; stderr: string }> {
  const before = open.requests.length;
  const ended = await run('scan', ...args, '--format', 'json');
  expect(ended).toMatchObject({ code });
  return {
    heard: open.requests.slice(before),
    report: schema.parse(JSON.parse(ended.stdout)),
    stderr: ended.stderr,
  };
}

it('the dialer sees connections, so that none is a proof', async () => {
  await run('scan', here);
  expect(new Set(await dials())).toEqual(new Set([here]));
});

/** Two files, for a key has one value: each line is a key that widens, and does not count. */
const WIDER = [
  `targets: [203.0.113.5:9200, 10.0.0.5:9200]
targetsFrom: [others.txt]
scope: { allow: [10.0.0.0/8, 203.0.113.0/28], maxAddresses: 100000 }
audit: { depth: impact, ports: [9200, 6379], anyEngine: true, sample: 1000, login: true, throughKibana: true, budget: 1h, concurrency: 4096 }
tls: { ca: ca.pem, serverName: other.example }
vantage: { kind: public }
rules: [rules.yaml]
report: { failOn: none, baseline: unlatched-baseline.json, ignoreFile: accepted.yaml, allowUnassessed: true, format: [json=stolen.json], redactKey: my.key }
`,
  'audit: { depth: identify }\nreport: { failOn: critical }\n',
];
const IGNORED = [
  'targets targetsFrom scope.allow scope.maxAddresses audit.depth audit.ports audit.anyEngine audit.sample audit.login audit.throughKibana audit.budget audit.concurrency tls.ca tls.serverName vantage.kind rules report.failOn report.baseline report.ignoreFile report.allowUnassessed report.format report.redactKey',
  'audit.depth report.failOn',
].map((keys) => keys.split(' '));

/** The name that cannot exist is another one each time. */
const asked = (heard: readonly string[]) => heard.map((line) => line.replace(/unl-[0-9a-f]+/, 'unl-')).toSorted();

describe('a config that lies in the checkout', () => {
  it('does not count where it widens: the same is asked of the same, the gate says the same, and each key is told', async () => {
    const alone = await scanned(1, here);
    await put('others.txt', `127.0.0.1:${another.port}\n`);
    for (const [at, text] of WIDER.entries()) {
      await put('unlatched.yaml', text);
      const { heard, report, stderr } = await scanned(1, here);
      const told = [...stderr.matchAll(/"(\S+)" is ignored: a config that was found by itself may only narrow/g)];
      expect(told.map(([, key = '']) => key).toSorted()).toEqual(IGNORED[at]?.toSorted());
      expect(asked(heard)).toEqual(asked(alone.heard));
      expect(report.gate).toEqual(alone.report.gate);
      expect(report.audit).toMatchObject({ depth: 'inventory', scope: alone.report.audit.scope });
      expect(report.findings.map(({ fingerprint }) => fingerprint)).toEqual(
        alone.report.findings.map(({ fingerprint }) => fingerprint),
      );
    }
    expect(another.connections).toBe(0);
    expect(new Set(await dials())).toEqual(new Set([here]));
  });

  it('does not undo a flag of the run', async () => {
    await put('unlatched.yaml', 'audit: { login: true, depth: inventory }\n');
    expect((await scanned(1, here, '--no-login', '--depth', 'access')).report.audit.depth).toBe('access');
  });

  it('its public entries do not count, attested or not: refused, and no packet', async () => {
    const proofs = ['{ kind: local-address }', '{ kind: attested, owner: me, reason: mine, until: "2099-01-01" }'];
    for (const proof of proofs) {
      await put('unlatched.yaml', `scope:\n  public:\n    - at: 203.0.113.5\n      proof: ${proof}\n`);
      const { report, stderr } = await scanned(4, '203.0.113.5:9200');
      expect(stderr).toContain('"scope.public" is ignored');
      expect(report.summary.tried).toBe(0);
      expect(report.audit.scope.public).toEqual([]);
    }
    expect(await dials()).toEqual([]);
  });

  it('without a target of the command line there is none, whatever files lie there', async () => {
    await put('unlatched.yaml', `targets: [${here}]\n`);
    await put('targets.txt', `${here}\n`);
    expect(await run('scan')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('there is no target') as string,
    });
    expect(await dials()).toEqual([]);
  });

  it('a file of targets that the run names brings no public address and no metadata service into the scope', async () => {
    await put('targets.txt', '203.0.113.5:9200\n169.254.169.254:80\n203.0.113.0/24\n');
    const { report } = await scanned(4, '-T', 'targets.txt');
    expect(report.audit.scope.refused).toHaveLength(3);
    expect(await dials()).toEqual([]);
  });

  it('is not looked for where the run names one', async () => {
    await put('unlatched.yaml', 'this: [is no config\n');
    await writeFile(join(outside, 'own.yaml'), '');
    expect((await scanned(1, here, '--config', join(outside, 'own.yaml'))).stderr).toBe('');
  });
});

describe('other files that lie in the checkout', () => {
  it('rules and a baseline are not read by themselves', async () => {
    const { report } = await scanned(1, here);
    await put('report.json', JSON.stringify(report));
    await run('baseline', 'create', 'report.json');
    await mkdir(join(folder, 'rules'));
    await put('rules/elasticsearch.yaml', 'rules: []\n');
    await put('rules.yaml', 'rules: []\n');
    const after = await scanned(1, here);
    expect(after.report.baseline).toBeNull();
    expect(after.report.tool.rules).toEqual(report.tool.rules);
    expect(after.report.findings).toHaveLength(report.findings.length);
  });

  it('what .unlatchedignore.yaml accepts is accepted, and shown; --no-ignore and a file of the run’s own leave it out', async () => {
    const { report } = await scanned(1, here);
    await put('report.json', JSON.stringify(report));
    const until = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
    const severe = report.findings.filter(({ severity }) => severity === 'critical' || severity === 'high');
    for (const { fingerprint } of severe) {
      await run('ignore', 'add', fingerprint, 'report.json', '--reason', 'x', '--by', 'me', '--until', until);
    }
    const accepted = await scanned(0, here);
    expect(accepted.report.acceptances.file).toBe(join(folder, '.unlatchedignore.yaml'));
    expect(accepted.report.findings.filter(({ suppression }) => suppression !== null)).toHaveLength(severe.length);
    await scanned(1, here, '--no-ignore');
    await writeFile(join(outside, 'accepted.yaml'), 'accept: []\n');
    await scanned(1, here, '--ignore-file', join(outside, 'accepted.yaml'));
  });
});

describe.each(['unlatched.yaml', '.unlatchedignore.yaml'])('in the place of %s', (name) => {
  /** What is said of it. */
  const refusal = async () => {
    const before = performance.now();
    const ended = await run('scan', here);
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).not.toMatch(/hunter2|token/);
    expect(performance.now() - before).toBeLessThan(20_000);
    expect(await dials()).toEqual([]);
    return ended.stderr;
  };

  it('a pipe on which nobody writes is refused at once', async () => {
    await promisify(execFile)('mkfifo', [join(folder, name)]);
    expect(await refusal()).toContain(`${name}: this is no plain file, and nobody named it\n`);
  });

  it('a link to a secret of the runner is refused, and not a word of it is told', async () => {
    await symlink(join(outside, 'secret'), join(folder, name));
    expect(await refusal()).toContain(`${name}: this link leads out of its folder, and nobody named it\n`);
  });

  it('a link to a device without an end is refused', async () => {
    await symlink('/dev/zero', join(folder, name));
    expect(await refusal()).toContain(`${name}: this link leads out of its folder, and nobody named it\n`);
  });

  it('a folder is refused', async () => {
    await mkdir(join(folder, name));
    expect(await refusal()).toContain(`${name}: this is no plain file, and nobody named it\n`);
  });

  it('a link within the folder is read, as a mounted ConfigMap has it', async () => {
    await mkdir(join(folder, '..data'));
    await put(`..data/${name}`, '');
    await symlink(join('..data', name), join(folder, name));
    expect((await scanned(1, here)).stderr).toBe('');
  });

  it('a link to nothing is as if it were not there', async () => {
    await symlink(join(outside, 'none'), join(folder, name));
    expect((await scanned(1, here)).stderr).toBe('');
  });
});

it('a baseline without an end, named by the run, is no place to wait', async () => {
  await symlink('/dev/zero', join(folder, 'unlatched-baseline.json'));
  expect(await run('scan', here, '--baseline', 'unlatched-baseline.json')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('this is larger than 64 MiB') as string,
  });
  expect(await dials()).toEqual([]);
});
