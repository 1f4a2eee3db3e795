import type { Audited } from '../../model/audited.ts';
import { runWithProgress } from '../audit-run.ts';
import { setUpAudit } from '../audit-setup.ts';
import type { Context } from '../context.ts';
import { EXIT_INTERNAL } from '../exit-codes.ts';

/** Observations as JSONL, in a stable order, and the audit that they belong to as the last line. */
export async function run(context: Context): Promise<number> {
  const setup = await setUpAudit(context);
  const { audited, interrupts } = await runWithProgress(context, setup);
  try {
    for (const observation of audited.observations) await context.print(`${JSON.stringify(observation)}\n`);
    await context.print(`${JSON.stringify(lineOf(audited))}\n`);
    if (audited.defects.length > 0) return EXIT_INTERNAL;
    return allRefused(audited) ? 4 : (interrupts.code() ?? 0);
  } finally {
    interrupts.stop();
  }
}

function lineOf(audited: Audited): object {
  const { observations: _observations, ...rest } = audited;
  return { schema: 'unlatched/audit/1', ...rest };
}

function allRefused({ tried, refusals }: Audited): boolean {
  return tried === 0 && refusals.length > 0;
}
