import { stages } from '../../audit/stages.ts';
import type { Acceptance } from '../../model/acceptance.ts';
import type { Report, ReportFinding } from '../../model/report.ts';
import { Diagnostic } from '../../support/diagnostic.ts';
import { columns } from '../columns.ts';
import type { Context } from '../context.ts';
import { writeReport } from '../output/file.ts';
import { findingBy, readReport } from '../report-file.ts';
import { readIgnoreFile, today } from '../standing.ts';

/** Writes an entry that is bound to what the report shows: level, classes, collections. */
export async function add(context: Context): Promise<number> {
  const [word = '', reportFile = '-'] = context.args;
  const { values } = await context.config();
  const report = await readReport(context, reportFile);
  const finding = findingBy(word, report, reportFile);
  const [{ acceptedOf, isMeant }, { readAcceptances, withEntry }] = await files();
  const { file, text, entries } = await read(context);
  const known = entries.find((entry) => isMeant(entry, finding));
  if (known !== undefined) {
    throw new Diagnostic('it is accepted already', {
      where: known.where,
      mend: 'change that entry, or take it out first',
    });
  }
  const said = {
    reason: required(values.reason, '--reason', 'why it may stay open'),
    by: required(values.by, '--by', 'who answers for it'),
    until: required(values.until, '--until', 'the last day on which it counts, within a year: 2027-01-31'),
  };
  const accepted = acceptedOf(finding.severity, seenIn(report, finding));
  const changed = withEntry(text, { of: { finding: finding.fingerprint }, ...said, accepted });
  // What was just written is read as the next audit will read it: a day that cannot be is told now.
  readAcceptances(changed, file, today());
  await writeReport(file, [changed]);
  context.say(`unlatched: ${file}: ${finding.rule} at ${finding.target} is accepted until ${said.until}\n`);
  return 0;
}

export async function list(context: Context): Promise<number> {
  const { entries } = await read(context);
  const { labelOf } = await stages.findings();
  const day = today();
  const rows = entries.map(({ of, reason, by, until }) => [
    labelOf({ of }).slice(0, 60),
    until < day ? `expired ${until}` : until,
    by,
    reason,
  ]);
  await context.print(columns([['finding', 'until', 'by', 'reason'], ...rows]));
  return 0;
}

export async function prune(context: Context): Promise<number> {
  const [reportFile] = context.args;
  const { file, text, entries } = await read(context);
  const report = reportFile === undefined ? null : await readReport(context, reportFile);
  const [{ isMeant }, { withoutEntries }] = await files();
  const needed = (entry: Acceptance) =>
    entry.until >= today() && (report === null || report.findings.some((finding) => isMeant(entry, finding)));
  const places = new Set(entries.flatMap((entry, index) => (needed(entry) ? [] : [index])));
  if (places.size > 0) await writeReport(file, [withoutEntries(text, places)]);
  context.say(`unlatched: ${file}: ${places.size} taken out, ${entries.length - places.size} left\n`);
  return 0;
}

function files() {
  return Promise.all([stages.findings(), stages.acceptanceFile()]);
}

async function read(context: Context): Promise<{ file: string; text: string; entries: readonly Acceptance[] }> {
  const { file, text, entries } = await readIgnoreFile(context);
  return { file, text: text ?? '', entries };
}

function required(value: string | null, flag: string, what: string): string {
  if (value !== null) return value;
  throw new Diagnostic(`${flag} is missing`, { where: flag, mend: `write ${what}` });
}

function seenIn(report: Report, finding: ReportFinding) {
  const at = report.endpoints.find(({ findings }) => findings.includes(finding.fingerprint));
  return {
    level: at?.access?.inferred ?? ('none' as const),
    classes: at?.data?.classes.map((found) => found.class) ?? [],
    collections: at?.data?.collections.filter(({ system }) => !system).map(({ name }) => name) ?? null,
  };
}
