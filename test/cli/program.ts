import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type TestServer, web } from '../kit/servers.ts';
import { SHOP, standIn } from '../kit/stand-in.ts';

/** The sources, which Node runs as they are; the built program is the same, and the start-up test and the lab run it. */
export const PROGRAM = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

export interface HowToRun {
  readonly input?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly folder?: string;
}

/**
 * Starts the program as a user would, with nothing of this process's environment but the path. Without a history, which would be
 * in the state folder of whoever runs the tests: a test of it says `UNLATCHED_HISTORY: ''` and names a folder of its own.
 */
export function start(args: readonly string[], how: HowToRun = {}): Started {
  return started(process.execPath, [PROGRAM, ...args], how);
}

/** Any program in the same way, to its end. */
export function ended(program: string, args: readonly string[], how: HowToRun): Promise<Ended> {
  return started(program, args, how).ended;
}

function started(
  program: string,
  args: readonly string[],
  { input = '', environment = {}, folder }: HowToRun,
): Started {
  const child = spawn(program, args, {
    env: { PATH: process.env['PATH'], UNLATCHED_HISTORY: 'false', ...environment },
    ...(folder === undefined ? {} : { cwd: folder }),
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (part: Buffer) => (stdout += part.toString()));
  child.stderr.on('data', (part: Buffer) => (stderr += part.toString()));
  // A program that ends before it has read all closes its end.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  return {
    child,
    ended: new Promise((resolve) => {
      child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
    }),
  };
}

export function unlatched(args: readonly string[], how: HowToRun = {}): Promise<Ended> {
  return start(args, how).ended;
}

/** The demo's Elasticsearch with one small index, open or protected, on a port of the system's choice. */
export function store(kind: 'open' | 'protected'): Promise<TestServer> {
  return standIn({ ...SHOP, secured: kind === 'protected' });
}

/** Takes connections and never says a word. */
export function tarPit(): Promise<TestServer> {
  return web(() => undefined);
}
