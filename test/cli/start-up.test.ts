import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { PROGRAM } from './program.ts';

const HOOK = fileURLToPath(new URL('loaded.ts', import.meta.url));

/** The packages and the folders of src that a command loads. */
async function loaded(...args: readonly string[]): Promise<{ packages: string[]; folders: string[] }> {
  const run = promisify(execFile)(process.execPath, ['--import', HOOK, PROGRAM, ...args]);
  const { stderr } = await run.catch((ended: { stderr: string }) => ended);
  const seen = (pattern: RegExp) => [...new Set([...stderr.matchAll(pattern)].map((match) => match[1] ?? ''))].sort();
  return {
    packages: seen(/^loaded .*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//gm),
    folders: seen(/^loaded .*\/src\/([^/]+)\//gm),
  };
}

describe('what is not needed is not loaded', () => {
  it.each(['--help', '--version', 'scan --help'])('for %s: the command line alone', async (words) => {
    expect(await loaded(...words.split(' '))).toEqual({
      packages: ['commander', 'fastest-levenshtein'],
      folders: ['cli', 'config', 'model', 'support'],
    });
  });

  it('for one closed port: neither zod nor the log nor a schema of the config', async () => {
    const { packages } = await loaded('scan', '127.0.0.1:1');
    expect(packages).toContain('ipaddr.js');
    expect(packages.filter((name) => ['zod', 'pino', 'undici', '@elastic/elasticsearch'].includes(name))).toEqual([]);
  });

  it('for a slip of the pen: no stage', async () => {
    expect((await loaded('scan', '127.0.0.1:1', '--formt', 'json')).folders).toEqual([
      'cli',
      'config',
      'model',
      'support',
    ]);
  });
});
