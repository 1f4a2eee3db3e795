import { stages } from '../../audit/stages.ts';
import { runWithProgress } from '../audit-run.ts';
import { setUpAudit } from '../audit-setup.ts';
import type { Context } from '../context.ts';
import { prepareDelivery } from '../delivery.ts';
import { prepareRecording } from '../history.ts';
import { judgeAndDeliver } from '../judged.ts';
import { loadStanding } from '../standing.ts';

/** Audits, judges, prints, remembers. All that can be wrong with the input is said before the first packet. */
export async function run(context: Context): Promise<number> {
  const { values } = await context.config();
  const deliver = await prepareDelivery(context);
  if (values.rules.length > 0) await (await stages.rules()).loadRules({ extra: values.rules });
  const standing = await loadStanding(context);
  const setup = await setUpAudit(context);
  const recording = await prepareRecording(context);
  const { audited, interrupts } = await runWithProgress(context, setup);
  try {
    const closed = await recording.closedFindings(audited.vantage.name);
    const gate = await judgeAndDeliver(context, audited, { ...standing, closed }, async (report) => {
      try {
        await deliver(report);
      } finally {
        await recording.record(report, audited, setup);
      }
    });
    return exitCode(gate.exitCode, interrupts.code());
  } finally {
    interrupts.stop();
  }
}

/** The gate decides; it knows that the audit was interrupted, and not by which signal. */
export function exitCode(gate: number, interrupted: number | null): number {
  return gate === 130 && interrupted !== null ? interrupted : gate;
}
