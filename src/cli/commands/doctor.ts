import { lookup } from 'node:dns/promises';
import { constants } from 'node:fs';
import { access, readFile } from 'node:fs/promises';
import { stages } from '../../audit/stages.ts';
import { Diagnostic } from '../../support/diagnostic.ts';
import { columns } from '../columns.ts';
import type { Context } from '../context.ts';
import { EXIT_USAGE } from '../exit-codes.ts';
import { checkLoopback } from '../loopback-check.ts';
import { systemText } from '../messages.ts';

type Result = { readonly state: 'ok' | 'look' | 'wrong'; readonly text: string };

const MIN_NODE = [22, 19] as const;

/** Looks at what an audit needs of this machine. Contacts nothing but loopback and, for one look-up of localhost, DNS. */
export async function run(context: Context): Promise<number> {
  const checks: readonly (readonly [string, () => Result | Promise<Result>])[] = [
    ['node', nodeVersion],
    ['open files', openFiles],
    ['DNS', dns],
    ['loopback', () => checkLoopback(context)],
    ['rules', rules],
    ['config', () => config(context)],
    ['folder', () => folder(context)],
  ];
  const results: (Result & { name: string })[] = [];
  for (const [name, check] of checks) results.push({ name, ...(await check()) });
  await context.print(columns(results.map(({ name, state, text }) => [state, name, text])));
  return results.some(({ state }) => state === 'wrong') ? EXIT_USAGE : 0;
}

function nodeVersion(): Result {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const enough = major > MIN_NODE[0] || (major === MIN_NODE[0] && minor >= MIN_NODE[1]);
  return enough
    ? { state: 'ok', text: process.versions.node }
    : {
        state: 'wrong',
        text: `${process.versions.node}: write ${MIN_NODE.join('.')} or newer into your image or version manager`,
      };
}

/** Each endpoint takes up to two sockets. */
async function openFiles(): Promise<Result> {
  const limits = await readFile('/proc/self/limits', 'utf8').catch(() => '');
  const soft = /^Max open files\s+(\d+|unlimited)/m.exec(limits)?.[1];
  if (soft === undefined) return { state: 'ok', text: 'the limit is not known on this system' };
  const few = soft !== 'unlimited' && Number(soft) < 1024;
  return few
    ? {
        state: 'look',
        text: `${soft} at a time: run "ulimit -n 4096", or keep --concurrency below ${Math.floor(Number(soft) / 3)}`,
      }
    : { state: 'ok', text: `${soft} at a time` };
}

async function dns(): Promise<Result> {
  return lookup('localhost').then(
    ({ address }): Result => ({ state: 'ok', text: `localhost is ${address}` }),
    (error: unknown): Result => ({
      state: 'look',
      text: `localhost does not resolve (${systemText(error)}): write addresses`,
    }),
  );
}

async function rules(): Promise<Result> {
  const { lintRules, loadRules } = await stages.rules();
  const problems = await lintRules([]);
  const loaded = await loadRules({});
  const [problem] = problems;
  if (problem !== undefined)
    return { state: 'wrong', text: `${problem.file}:${problem.line}: ${problem.message}: install again` };
  const [warning] = loaded.warnings(new Date());
  return warning === undefined
    ? { state: 'ok', text: `${loaded.count} rules, ${loaded.digest.slice(0, 'sha256:'.length + 12)}` }
    : { state: 'look', text: warning };
}

async function config(context: Context): Promise<Result> {
  try {
    const { file, notices } = await context.config();
    if (file === null) return { state: 'ok', text: 'none in this folder; unlatched init writes one' };
    const named = file.named ? 'named with --config' : 'found by itself: it may only narrow';
    return { state: notices.length === 0 ? 'ok' : 'look', text: `${file.path}, ${named}` };
  } catch (error) {
    if (!(error instanceof Diagnostic)) throw error;
    return { state: 'wrong', text: `${error.where ?? ''}: ${error.message}; ${error.mend ?? ''}` };
  }
}

async function folder(context: Context): Promise<Result> {
  return access(context.io.folder, constants.W_OK).then(
    (): Result => ({ state: 'ok', text: `${context.io.folder} may be written` }),
    (): Result => ({
      state: 'look',
      text: `${context.io.folder} may not be written: name another folder in --format NAME=FILE`,
    }),
  );
}
