import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import * as z from 'zod';
import { readProject } from '../conformance/checks/tree.ts';
import type { TestServer } from '../kit/servers.ts';
import { ACTION } from './action.ts';
import { type Checkout, checkout } from './checkout.ts';
import { blocks, commands } from './pages.ts';
import { store } from './program.ts';

// Each test runs the program several times.
vi.setConfig({ testTimeout: 120_000 });

/** What pages give to a platform: it has the members that the platform wants, and the commands in it run. */
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

const step = z.looseObject({
  id: z.string().optional(),
  uses: z.string().optional(),
  with: z.record(z.string(), z.unknown()).optional(),
});
const workflow = z.looseObject({
  on: z.looseObject({ schedule: z.array(z.strictObject({ cron: z.string().regex(/^(\S+ ){4}\S+$/) })) }),
  permissions: z.strictObject({ contents: z.literal('read'), 'security-events': z.literal('write') }),
  jobs: z.record(z.string(), z.looseObject({ 'runs-on': z.array(z.string()), steps: z.array(step) })),
});
describe('docs/how-to/github-actions.md', () => {
  it('is a workflow that gives the action inputs which it has, and takes outputs which it has', async () => {
    const [text = ''] = blocks('github-actions', 'yaml');
    const { jobs } = workflow.parse(parse(text));
    const steps = Object.values(jobs).flatMap((job) => job.steps);
    const audit = steps.find(({ id }) => id === 'audit');
    expect(audit?.uses).toMatch(/^unlatched\/unlatched@v/);
    expect(Object.keys(audit?.with ?? {}).filter((name) => !(name in ACTION.inputs))).toEqual([]);
    const outputs = [...text.matchAll(/steps\.audit\.outputs\.(\w+)/g)].map(([, name = '']) => name);
    expect(outputs.toSorted()).toEqual(Object.keys(ACTION.outputs).toSorted());
    for (const { uses } of steps) expect(uses).toMatch(/^[\w-]+\/[\w/-]+@v\d/);
    const [byHand = ''] = commands('github-actions');
    expect(await at.run(byHand)).toMatchObject({ code: 1 });
    const sarif = JSON.parse(await at.read('unlatched.sarif')) as { runs: { results: object[] }[] };
    // An alert stands at the target's line.
    expect(sarif.runs[0]?.results).toContainEqual(
      expect.objectContaining({
        locations: [
          expect.objectContaining({
            physicalLocation: expect.objectContaining({
              artifactLocation: expect.objectContaining({ uri: 'audit/targets.txt' }) as object,
              region: expect.objectContaining({ startLine: 2 }) as object,
            }) as object,
          }),
        ],
      }),
    );
  });
});

describe('docs/how-to/gitlab-ci.md', () => {
  it('is a job whose reports are the files that its script writes', async () => {
    const [text = ''] = blocks('gitlab-ci', 'yaml');
    const { datastores: job } = z
      .strictObject({
        datastores: z.strictObject({
          image: z.string(),
          tags: z.array(z.string()),
          rules: z.array(z.strictObject({ if: z.string() })),
          script: z.array(z.string()),
          artifacts: z.strictObject({
            when: z.literal('always'),
            access: z.enum(['all', 'developer', 'maintainer', 'none']),
            expire_in: z.string(),
            reports: z.strictObject({ dast: z.string(), junit: z.string() }),
          }),
        }),
      })
      .parse(parse(text));
    expect(await at.run(job.script.join('\n'))).toMatchObject({ code: 1 });
    expect(JSON.parse(await at.read(job.artifacts.reports.dast))).toMatchObject({ scan: { type: 'dast' } });
    expect(await at.read(job.artifacts.reports.junit)).toContain('<failure');
  });
});

describe('docs/how-to/kubernetes.md', () => {
  const all = () =>
    blocks('kubernetes', 'yaml').flatMap((text) => parseAllDocuments(text).map((one) => one.toJS() as object));
  const kind = (name: string) => all().find((one) => 'kind' in one && one.kind === name);

  it('a pod without privileges, and a policy that selects it, lets nobody in, and lets it out to stores and DNS alone', () => {
    const job = kind('CronJob');
    const policy = kind('NetworkPolicy');
    const labels = { app: 'unlatched' };
    expect(job).toMatchObject({
      apiVersion: 'batch/v1',
      metadata: { namespace: 'audit' },
      spec: { concurrencyPolicy: 'Forbid' },
    });
    expect(job).toHaveProperty('spec.schedule', expect.stringMatching(/^(\S+ ){4}\S+$/));
    const pod = 'spec.jobTemplate.spec.template';
    expect(job).toHaveProperty(`${pod}.metadata.labels`, labels);
    expect(job).toHaveProperty(`${pod}.spec.automountServiceAccountToken`, false);
    expect(job).toHaveProperty(`${pod}.spec.securityContext.runAsNonRoot`, true);
    const [, uid] = /^USER (\d+)$/m.exec(readProject('docker/unlatched/Dockerfile')) ?? [];
    expect(job).toHaveProperty(`${pod}.spec.securityContext.runAsUser`, Number(uid));
    expect(job).toHaveProperty(`${pod}.spec.containers.0.securityContext`, {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    expect(policy).toMatchObject({ apiVersion: 'networking.k8s.io/v1', metadata: { namespace: 'audit' } });
    expect(policy).toHaveProperty('spec.podSelector.matchLabels', labels);
    expect(policy).toHaveProperty('spec.policyTypes', ['Ingress', 'Egress']);
    expect(policy).toHaveProperty('spec.ingress', []);
    const { egress } = z
      .object({
        egress: z.array(
          z.object({
            to: z.array(
              z.looseObject({ namespaceSelector: z.object({ matchLabels: z.record(z.string(), z.string()) }) }),
            ),
            ports: z.array(z.object({ port: z.number() })).optional(),
          }),
        ),
      })
      .parse((policy as { spec: unknown }).spec);
    const spaces = egress.map(({ to }) => to.map((one) => Object.values(one.namespaceSelector.matchLabels)).flat());
    expect(spaces).toEqual([['data'], ['kube-system']]);
    expect(egress[1]?.ports?.every(({ port }) => port === 53)).toBe(true);
  });

  it('runs with the files of its ConfigMap, and the last line holds the gate', async () => {
    const job = kind('CronJob');
    const { data } = z.looseObject({ data: z.record(z.string(), z.string()) }).parse(kind('ConfigMap'));
    const spec = 'spec.jobTemplate.spec.template.spec';
    expect(job).toHaveProperty(`${spec}.volumes.0.configMap.name`, 'unlatched');
    expect(job).toHaveProperty(`${spec}.containers.0.volumeMounts.0.mountPath`, '/etc/unlatched');
    await mkdir(join(at.folder, 'etc'));
    for (const [name, text] of Object.entries(data)) {
      await at.write(`etc/${name}`, text.replace(/\S+:9200/, `127.0.0.1:${open.port}`).replace(/\S+:6379\n/, ''));
    }
    const { args } = z
      .object({
        spec: z.object({
          jobTemplate: z.object({
            spec: z.object({
              template: z.object({ spec: z.object({ containers: z.array(z.object({ args: z.array(z.string()) })) }) }),
            }),
          }),
        }),
      })
      .transform(({ spec }) => spec.jobTemplate.spec.template.spec.containers[0] ?? { args: [] })
      .parse(job);
    const ended = await at.run(`unlatched ${args.map((word) => word.replace('/etc/unlatched', 'etc')).join(' ')}`);
    expect(ended).toMatchObject({ code: 1, stderr: '' });
    const last = JSON.parse(ended.stdout.trim().split('\n').at(-1) ?? '') as object;
    expect(last).toMatchObject({ kind: 'summary', gate: { exitCode: 1 } });
  });
});

describe('docs/how-to/schedule.md', () => {
  const here = (text: string) =>
    text
      .replaceAll('/var/lib/node_exporter', join(at.home, 'node_exporter'))
      .replaceAll('/var/lib/unlatched', at.folder)
      .replaceAll('/etc/unlatched/', `${at.folder}/audit/`)
      .replaceAll('/usr/local/bin/unlatched', join(at.home, 'bin', 'unlatched'));

  it('the line of cron leaves a report for its owner and metrics for the exporter', async () => {
    const [text = ''] = blocks('schedule', 'text');
    const [, user, command = ''] = /^(?:\S+ ){5}(\S+) (.+)$/m.exec(text) ?? [];
    expect(user).toBe('unlatched');
    // A per cent sign ends a command of cron.
    expect(command).not.toContain('%');
    await mkdir(join(at.home, 'node_exporter'));
    expect(await at.run(`umask 022; sh -c '${here(command)}'`)).toMatchObject({ stdout: '', stderr: '' });
    expect((await at.report('report.json')).gate.exitCode).toBe(1);
    expect(await at.mode('report.json')).toBe(0o600);
    expect(await at.mode('../node_exporter/unlatched.prom')).toBe(0o644);
    const metrics = await at.read('../node_exporter/unlatched.prom');
    expect(metrics).toMatch(/^unlatched_endpoint_state\{.*\} 5$/m);
    const [rules = ''] = blocks('schedule', 'yaml');
    const { groups } = z
      .strictObject({
        groups: z.array(
          z.strictObject({ name: z.string(), rules: z.array(z.looseObject({ alert: z.string(), expr: z.string() })) }),
        ),
      })
      .parse(parse(rules));
    const named = groups.flatMap((group) => group.rules.flatMap(({ expr }) => expr.match(/unlatched_\w+/g) ?? []));
    expect(named.length).toBeGreaterThan(2);
    for (const name of named) expect(metrics).toMatch(new RegExp(`^${name}[ {]`, 'm'));
    await at.write('targets.txt', '127.0.0.1:1\n');
    await at.run(`sh -c '${here(command)}'`);
    expect(await at.read('../node_exporter/unlatched.prom')).not.toMatch(/^unlatched_last_success_timestamp_seconds/m);
  });

  it('the units are ones that systemd takes, and their commands run', async () => {
    const [service = '', timer = ''] = blocks('schedule', 'ini');
    await mkdir(join(at.home, 'node_exporter'));
    const units = {
      'unlatched.service': here(service).replace('User=unlatched', 'User=root'),
      'unlatched.timer': timer,
    };
    for (const [name, text] of Object.entries(units)) await writeFile(join(at.home, name), text);
    expect(service).toMatch(/^ProtectSystem=strict$/m);
    expect(service).toMatch(/^NoNewPrivileges=yes$/m);
    expect(timer).toMatch(/^OnCalendar=\S/m);
    expect(timer).toMatch(/^\[Install\]\nWantedBy=timers\.target$/m);
    const [, start = ''] = /^ExecStart=(.+)$/m.exec(here(service)) ?? [];
    const [, stop = ''] = /^ExecStopPost=(.+)$/m.exec(here(service)) ?? [];
    expect(await at.run(start)).toMatchObject({ code: 1 });
    expect(await at.run(stop)).toMatchObject({ code: 0, stderr: '' });
    expect(await at.read('../node_exporter/unlatched.prom')).toContain('unlatched_last_success_timestamp_seconds');
    const verify = promisify(execFile)('systemd-analyze', ['verify', '--man=no', ...Object.keys(units)], {
      cwd: at.home,
    });
    // A machine without systemd has looked at the shape alone.
    const said = await verify.catch((cause: NodeJS.ErrnoException) => {
      if (cause.code === 'ENOENT') return { stderr: '' };
      throw cause;
    });
    expect(said.stderr).toBe('');
  });
});
