import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type Report, report } from '../../src/model/report.ts';
import type { Standing } from './lab.ts';
import { BRIDGES } from './lab-state.ts';

const PROGRAM = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const MINUTES = 60_000;

export interface Audited {
  readonly exitCode: number;
  readonly report: Report;
  readonly stderr: string;
  readonly milliseconds: number;
}

/** Runs the built program as a user would, at the deepest depth, and reads its JSON report by the published schema. */
export async function audit(standing: Standing, ...flags: readonly string[]): Promise<Audited> {
  const args = [
    PROGRAM,
    'scan',
    standing.target,
    '--depth',
    'impact',
    '--format',
    'json',
    '--allow',
    BRIDGES.join(','),
    ...flags,
  ];
  const began = performance.now();
  const { exitCode, stdout, stderr } = await run(args);
  const milliseconds = performance.now() - began;
  if (stdout === '') throw new Error(`${standing.target}: exit code ${exitCode} and no report\n${stderr}`);
  return { exitCode, report: report.parse(JSON.parse(stdout)), stderr, milliseconds };
}

/** `unlatched ARGS` of the built program; `folder` is where it runs. */
export function program(args: readonly string[], folder?: string): ReturnType<typeof run> {
  return run([PROGRAM, ...args], folder);
}

function run(args: readonly string[], folder?: string): Promise<{ exitCode: number; stdout: string; stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      process.execPath,
      [...args],
      {
        timeout: 3 * MINUTES,
        maxBuffer: 256 * 1024 * 1024,
        env: { ...process.env, NO_COLOR: '1', UNLATCHED_HISTORY: 'false' },
        cwd: folder,
      },
      (error, stdout, stderr) => {
        if (error !== null && child.exitCode === null) reject(error);
        else resolve({ exitCode: child.exitCode ?? 0, stdout, stderr });
      },
    );
  });
}
