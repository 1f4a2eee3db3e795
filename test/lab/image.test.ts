import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engineMissing, needEngine } from '../kit/lab.ts';
import type { TestServer } from '../kit/servers.ts';
import { SHOP, standIn } from '../kit/stand-in.ts';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const IMAGE = 'unlatched-lab/unlatched:image';
const missing = await engineMissing();
let store: TestServer;

beforeAll(async () => {
  store = await standIn(SHOP);
});
afterAll(() => store.close());

const inside = (...args: string[]) =>
  run('docker', ['run', '--rm', '--read-only', '--cap-drop', 'ALL', '--network', 'host', IMAGE, ...args]).then(
    ({ stdout }) => ({ code: 0, stdout }),
    (error: { code: number; stdout: string }) => ({ code: error.code, stdout: error.stdout }),
  );

describe('the image of docker/unlatched', () => {
  it('is built from the tree, runs as nobody in particular, and audits', async (context) => {
    needEngine(missing, context);
    await run('docker', ['build', '-q', '-f', 'docker/unlatched/Dockerfile', '-t', IMAGE, '.'], {
      cwd: ROOT,
      maxBuffer: 1e8,
    });
    expect(await inside('--version')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) as string,
    });
    const { code, stdout } = await inside('scan', `127.0.0.1:${store.port}`, '--format', 'json');
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ endpoints: [{ outcome: 'exposed' }] });
    const { stdout: who } = await run('docker', ['run', '--rm', '--entrypoint', 'id', IMAGE, '-u']);
    expect(who.trim()).toBe('10001');
  });
});
