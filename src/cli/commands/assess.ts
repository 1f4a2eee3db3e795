import type { Audited } from '../../model/audited.ts';
import { type AuditLine, auditLine, observation } from '../../model/observation-schema.ts';
import { Diagnostic } from '../../support/diagnostic.ts';
import type { Context } from '../context.ts';
import { prepareDelivery } from '../delivery.ts';
import { parseInput, readInput } from '../input.ts';
import { judgeAndDeliver } from '../judged.ts';
import { loadStanding } from '../standing.ts';

const MADE = 'unlatched probe';

/** Judges what probe wrote: the same observations and rules make the same report, and nothing is sent. */
export async function run(context: Context): Promise<number> {
  const [file = '-'] = context.args;
  const deliver = await prepareDelivery(context);
  const standing = await loadStanding(context);
  const audited = auditedFrom(await readInput(context, file), file);
  return (await judgeAndDeliver(context, audited, standing, deliver)).exitCode;
}

function auditedFrom(text: string, file: string): Audited {
  const observations: Audited['observations'][number][] = [];
  let audit: AuditLine | null = null;
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const where = `${file}:${index + 1}`;
    if (audit !== null) {
      throw new Diagnostic('there is more after the line that ends an audit', {
        where,
        mend: 'assess the audits one by one',
      });
    }
    if (line.startsWith('{"schema":"unlatched/audit/')) audit = parseInput(line, where, auditLine, MADE);
    else observations.push(parseInput(line, where, observation, MADE));
  }
  if (audit === null) {
    throw new Diagnostic('the last line, which tells of the audit itself, is missing', {
      where: file,
      mend: `the file was cut short, or ${MADE} did not write it: probe again`,
    });
  }
  const { schema: _, ...rest } = audit;
  return { ...rest, observations };
}
