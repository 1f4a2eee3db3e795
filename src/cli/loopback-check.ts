import { stages } from '../audit/stages.ts';
import { setUpAudit } from './audit-setup.ts';
import type { Context } from './context.ts';
import { VERSION } from './version.ts';

/** Nobody listens there on a usual machine, and whoever does is only asked who it is. */
const PORT = 1;

/** Dials this machine the way an audit does: refused is as good an answer as any, as long as there is one. */
export async function checkLoopback(context: Context): Promise<{ state: 'ok' | 'wrong'; text: string }> {
  const setup = await setUpAudit({
    ...context,
    args: [`127.0.0.1:${PORT}`],
    flags: { quiet: true },
    config: () => context.bare(),
  });
  const runAudit = await stages.runAudit();
  const { observations } = await runAudit({
    targets: setup.checked.targets(),
    expected: 1,
    scope: setup.scope,
    options: { ...setup.options, depth: 'identify' },
    toolVersion: VERSION,
    signal: AbortSignal.timeout(5000),
  });
  const [seen] = observations;
  if (seen === undefined)
    return { state: 'wrong', text: '127.0.0.1 gave no answer within 5 s: is there a sandbox around?' };
  const refused = seen.outcome === 'unreachable' && !/refused/.test(seen.reason ?? '');
  return { state: refused ? 'wrong' : 'ok', text: `127.0.0.1 answers (${seen.reason ?? seen.outcome})` };
}
