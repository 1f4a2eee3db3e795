import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What one run of a whole process took, start-up included. */
export interface Measured {
  /** Milliseconds from before it is started until it has ended. */
  readonly wall: number;
  /** User and system seconds of the process and the children it waited for; null where the machine does not tell. */
  readonly cpu: number | null;
  /** Peak resident set in bytes; null where the machine does not tell. */
  readonly peak: number | null;
  /** Null where it was ended by a signal. */
  readonly exit: number | null;
}

const GNU_TIME = '/usr/bin/time';
const POLL_MILLISECONDS = 10;
/** `/proc/PID/stat` counts in ticks of USER_HZ, which is 100 on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;

/**
 * Runs a command with its output in `folder`/stdout and `folder`/stderr. CPU and memory come from GNU time where it is
 * installed (the kernel's own numbers for the ended process), else from /proc, read every 10 ms and so a little low.
 */
export async function measure(
  command: readonly [string, ...string[]],
  folder: string,
  options: { readonly most: number } = { most: 300_000 },
): Promise<Measured> {
  const exact = existsSync(GNU_TIME);
  const usage = join(folder, 'usage');
  const [program, ...args] = exact ? [GNU_TIME, '-q', '-f', '%U %S %M', '-o', usage, ...command] : command;
  const out = openSync(join(folder, 'stdout'), 'w');
  const err = openSync(join(folder, 'stderr'), 'w');
  try {
    const began = performance.now();
    const child = spawn(program, args, {
      stdio: ['ignore', out, err],
      detached: true,
      env: { ...process.env, UNLATCHED_HISTORY: 'false' },
    });
    const polled = exact ? null : pollProc(child.pid);
    const late = setTimeout(() => {
      // GNU time hands no signal on, so the whole group that was made here is ended.
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    }, options.most);
    const exit = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', resolve);
    });
    const wall = performance.now() - began;
    clearTimeout(late);
    return { wall, exit, ...(polled === null ? readGnuTime(usage) : polled()) };
  } finally {
    closeSync(out);
    closeSync(err);
  }
}

type Usage = Pick<Measured, 'cpu' | 'peak'>;

function readGnuTime(file: string): Usage {
  const line = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').at(-1) : undefined;
  const [user, system, kibibytes] = (line ?? '').split(' ').map(Number);
  if (user === undefined || system === undefined || kibibytes === undefined) return { cpu: null, peak: null };
  return { cpu: user + system, peak: kibibytes * 1024 };
}

/** Reads the process's own counters until told to stop; the last reading stands. */
function pollProc(pid: number | undefined): () => Usage {
  let last: Usage = { cpu: null, peak: null };
  const timer = setInterval(() => {
    last = readProc(pid) ?? last;
  }, POLL_MILLISECONDS);
  return () => {
    clearInterval(timer);
    return last;
  };
}

function readProc(pid: number | undefined): Usage | null {
  const folder = `/proc/${pid}`;
  if (pid === undefined || !existsSync(folder)) return null;
  try {
    const status = readFileSync(`${folder}/status`, 'utf8');
    const stat = readFileSync(`${folder}/stat`, 'utf8');
    const kibibytes = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
    // The name in parentheses may hold spaces; what follows it does not. utime, stime, cutime, cstime are fields 14 to 17.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
    return { cpu: ticks / TICKS_PER_SECOND, peak: kibibytes === undefined ? null : Number(kibibytes) * 1024 };
  } catch (error) {
    // It ended between two reads: the reading before stands.
    if (error instanceof Error && 'code' in error) return null;
    throw error;
  }
}
