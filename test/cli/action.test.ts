import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { TestServer } from '../kit/servers.ts';
import { ACTION } from './action.ts';
import { type Checkout, checkout } from './checkout.ts';
import { store } from './program.ts';

// Each test runs the program several times.
vi.setConfig({ testTimeout: 120_000 });

/** The step of action.yml as GitHub runs it, with files of the test's own for what GitHub hands over. */
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

describe('action.yml', () => {
  const script = ACTION.runs.steps.find(({ run }) => run !== undefined);

  async function acted(inputs: Readonly<Record<string, string>>) {
    const environment = Object.fromEntries(
      Object.entries(script?.env ?? {}).map(([name, from]) => {
        const [, input = ''] = /^\$\{\{ inputs\.([\w-]+) \}\}$/.exec(from) ?? [];
        return [name, inputs[input] ?? ACTION.inputs[input]?.default ?? ''];
      }),
    );
    await Promise.all(['output', 'summary'].map((name) => writeFile(join(at.home, name), '')));
    const ended = await at.run(script?.run ?? 'exit 96', {
      ...environment,
      GITHUB_OUTPUT: join(at.home, 'output'),
      GITHUB_STEP_SUMMARY: join(at.home, 'summary'),
    });
    return { ...ended, output: await at.read('../output'), summary: await at.read('../summary') };
  }

  it('hands every input over in the environment, and puts none into the script', () => {
    expect(script?.shell).toBe('bash');
    expect(script?.run).not.toContain('${{');
    const handed = Object.values(script?.env ?? {}).map((from) => /inputs\.([\w-]+)/.exec(from)?.[1] ?? '');
    expect(handed.toSorted()).toEqual(Object.keys(ACTION.inputs).toSorted());
  });

  it('fails for an open store, with its outputs and the summary written', async () => {
    const ended = await acted({ targets: 'audit/targets.txt', config: 'audit/unlatched.yaml' });
    expect(ended).toMatchObject({ code: 1, stderr: '' });
    expect(ended.summary).toContain('elasticsearch/anonymous-admin');
    const written = Object.fromEntries(
      ended.output
        .trim()
        .split('\n')
        .map((line) => line.split('=')),
    );
    expect(Object.keys(written)).toEqual(Object.keys(ACTION.outputs));
    expect((await at.report(String(written['report']))).gate.exitCode).toBe(1);
    expect(JSON.parse(await at.read(String(written['sarif'])))).toMatchObject({ version: '2.1.0' });
  });

  it('takes a baseline, a severity and more arguments', async () => {
    await acted({ targets: 'targets.txt' });
    await at.run('unlatched baseline create unlatched-report.json');
    const known = { targets: 'targets.txt', baseline: 'unlatched-baseline.json' };
    const ended = await acted({ ...known, arguments: '--depth access --fail-on-new', 'fail-on': 'low' });
    const report = await at.report('unlatched-report.json');
    expect(report).toMatchObject({ audit: { depth: 'access' }, gate: { failOn: 'low' }, baseline: { gone: [] } });
    expect(ended.code).toBe(0);
  });

  it('says what could not be assessed, and runs nothing that an input spells', async () => {
    await at.write('down.txt', '127.0.0.1:1\n');
    expect(await acted({ targets: 'down.txt' })).toMatchObject({
      code: 3,
      summary: expect.stringContaining('127.0.0.1:1') as string,
    });
    const evil = '$(touch pwned) ; touch pwned #';
    const ended = await acted({ targets: evil, arguments: evil, 'fail-on': 'high`touch pwned`' });
    expect(ended).toMatchObject({ code: 2, summary: '' });
    await expect(at.read('pwned')).rejects.toThrow('ENOENT');
  });
});
