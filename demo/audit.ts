import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';

/** What one run of the program left behind. */
export interface Audited {
  readonly exit: number | null;
  /** The table, as a user would see it. */
  readonly table: string;
  readonly progress: string;
  /** The JSON report, not yet looked at; undefined where the program wrote none. */
  readonly report: unknown;
}

const PROGRAM = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
/** An audit of two ports takes seconds; one that takes this long has gone wrong. */
const MOST_MILLISECONDS = 40_000;

/** The command as a user would type it. */
export function commandLine(ports: readonly number[]): readonly string[] {
  return ['scan', '127.0.0.1', '--ports', ports.join(','), '--depth', 'impact'];
}

/**
 * Runs the program, away from any config file and from the caller's own settings of it. `program` is the built one, which a
 * user has; tests need no build and run the source.
 */
export async function audit(ports: readonly number[], reportFile: string, program = PROGRAM): Promise<Audited> {
  if (!existsSync(program)) throw new Error(`${program} is missing: npm run build`);
  await rm(reportFile, { force: true });
  const args = [program, ...commandLine(ports), '--format', 'table', '--format', `json=${reportFile}`];
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('UNLATCHED_')));
  const child = spawn(process.execPath, args, {
    cwd: tmpdir(),
    // A made-up incident is no part of anybody's history.
    env: { ...env, UNLATCHED_HISTORY: 'false' },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: MOST_MILLISECONDS,
  });
  const [table, progress, exit] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    }),
  ]);
  const written = existsSync(reportFile) ? (JSON.parse(await readFile(reportFile, 'utf8')) as unknown) : undefined;
  return { exit, table, progress, report: written };
}

async function text(stream: AsyncIterable<unknown>): Promise<string> {
  const parts: string[] = [];
  for await (const part of stream) parts.push(String(part));
  return parts.join('');
}
