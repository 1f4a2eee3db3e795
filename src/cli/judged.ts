import { stages } from '../audit/stages.ts';
import type { Audited } from '../model/audited.ts';
import type { Report } from '../model/report.ts';
import type { Context } from './context.ts';
import type { Standing } from './standing.ts';

/** Judges what was learnt, and delivers the report. */
export async function judgeAndDeliver(
  context: Context,
  audited: Audited,
  standing: Standing,
  delivered: (report: Report) => Promise<void>,
): Promise<Report['gate']> {
  const { values } = await context.config();
  const judge = await stages.judge();
  const report = await judge(audited, {
    ...standing,
    failOn: values.failOn,
    failOnNew: values.failOnNew,
    allowUnassessed: values.allowUnassessed,
    extraRules: values.rules,
  });
  await delivered(report);
  return report.gate;
}
