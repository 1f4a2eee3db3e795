import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { engineMissing, Lab, labStates, needEngine, type Standing } from '../kit/lab.ts';
import { audit, program } from '../kit/lab-audit.ts';

/** What the rule of the finding says to do, done by hand in the container of the open server. */
const MENDS: Readonly<Record<string, (standing: Standing) => Promise<void>>> = {
  'redis/7.0.15-open': async ({ run }) => {
    await run('redis-cli', 'CONFIG', 'SET', 'requirepass', 'a-long-password-of-the-lab');
  },
  'postgresql/18.3-open': async ({ run }) => {
    await run('sed', '-i', 's/^host all all all trust$/host all all all scram-sha-256/', '/srv/data/pg_hba.conf');
    // What pg_reload_conf() does.
    await run('sh', '-c', 'kill -HUP 1');
  },
  'mqtt/2.0.11-open': async ({ run }) => {
    await run('mosquitto_passwd', '-c', '-b', '/srv/lab/users', 'lab', 'labpass123');
    await run('sed', '-i', 's/^allow_anonymous true$/allow_anonymous false/', '/srv/lab/mosquitto.conf');
    await run('sh', '-c', "echo 'password_file /srv/lab/users' >>/srv/lab/mosquitto.conf && kill -HUP 1");
  },
  'elasticsearch/6.8.23-open': turnSecurityOn,
  'elasticsearch/8.4.3-open': turnSecurityOn,
  // The image of the open one has no plugin to turn on: this one has it, turned off by the line that the rule names.
  'opensearch/2.19.1-turned-off': async ({ run, restart }) => {
    await run('sed', '-i', "s/^printf '%b'.*//", '/usr/local/bin/start');
    await run('sed', '-i', 's/http.enabled: true/http.enabled: false/', '/lab/security/opensearch.yml');
    await restart();
  },
};

/** `start` writes `xpack.security.enabled`, the password and the user from what state it is told. */
async function turnSecurityOn({ run, restart }: Standing): Promise<void> {
  await run('sed', '-i', 's/^set -eu$/set -eu; LAB_STATE=password/', '/usr/local/bin/start');
  await restart();
}

const all = await labStates();
const known = all.filter(({ name }) => name in MENDS);
const chosen = known.filter(({ ci }) => ci || process.env['LAB'] === 'all');
const missing = await engineMissing();
const lab = new Lab();
const folder = await mkdtemp(join(tmpdir(), 'unlatched-mended-'));

afterAll(async () => {
  await lab[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

describe('what a finding says to do closes it: verify says open, then closed', () => {
  it('is tried on every server of the list', () => {
    expect(known.map(({ name }) => name).sort()).toEqual(Object.keys(MENDS).sort());
  });

  it.for(chosen.map((state) => [state.name, state] as const))('%s', async ([name, state], context) => {
    needEngine(missing, context);
    const standing = await lab.enter(state);
    const { report } = await audit(standing);
    const worst = report.findings.find(({ rule }) => /\/anonymous-/.test(rule));
    expect(worst?.severity).toMatch(/^(?:critical|high)$/);
    await writeFile(join(folder, 'report.json'), JSON.stringify(report));
    const verify = () => program(['verify', worst?.fingerprint ?? '', 'report.json'], folder);
    expect(await verify()).toMatchObject({ exitCode: 1, stdout: expect.stringMatching(/^open /m) as string });
    await MENDS[name]?.(standing);
    expect(await verify()).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^closed /m) as string });
    // Its server is another one now: whoever comes next gets a new one.
    await lab[Symbol.asyncDispose]();
  });
});
