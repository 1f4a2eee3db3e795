import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import { stages } from '../../audit/stages.ts';
import type { BaselineEntry } from '../../model/acceptance.ts';
import type { Report } from '../../model/report.ts';
import { Diagnostic } from '../../support/diagnostic.ts';
import type { Context } from '../context.ts';
import { writeReport } from '../output/file.ts';
import { readReport } from '../report-file.ts';
import { BASELINE_FILE, loadBaseline } from '../standing.ts';

/** All findings of the report. Never over a baseline that is there: what is in it would be forgotten. */
export async function create(context: Context): Promise<number> {
  const file = await fileOf(context);
  const report = await readReport(context, context.args[0] ?? '-');
  const there = await access(file).then(
    () => true,
    () => false,
  );
  if (there) {
    throw new Diagnostic('it is there already and was left as it is', {
      where: file,
      mend: 'unlatched baseline update REPORT brings it up to date; --baseline FILE names another',
    });
  }
  const { entryOf } = await stages.baselineFile();
  const entries = report.findings.map((finding) => entryOf(finding, report.audit.finishedAt));
  await write(context, file, entries, `${entries.length} known`);
  return 0;
}

/** Adds what is new and drops what is gone; of what was not assessed nothing changes. */
export async function update(context: Context): Promise<number> {
  const { file, report, kept, gone } = await compare(context);
  const { entryOf } = await stages.baselineFile();
  const before = new Map(kept.map((entry) => [entry.fingerprint, entry]));
  const present = report.findings.map((finding) =>
    entryOf(finding, before.get(finding.fingerprint)?.since ?? report.audit.finishedAt),
  );
  const found = new Set(present.map(({ fingerprint }) => fingerprint));
  const entries = [...present, ...kept.filter(({ fingerprint }) => !found.has(fingerprint))];
  const added = present.filter(({ fingerprint }) => !before.has(fingerprint)).length;
  await write(context, file, entries, `${entries.length} known, ${added} added, ${gone} gone`);
  return 0;
}

/** Drops what is gone, and adds nothing. */
export async function prune(context: Context): Promise<number> {
  const { file, kept, gone } = await compare(context);
  await write(context, file, kept, `${kept.length} known, ${gone} gone`);
  return 0;
}

async function fileOf(context: Context): Promise<string> {
  const { values } = await context.config();
  return resolve(context.io.folder, values.baseline ?? BASELINE_FILE);
}

async function compare(
  context: Context,
): Promise<{ file: string; report: Report; kept: readonly BaselineEntry[]; gone: number }> {
  const file = await fileOf(context);
  const baseline = await loadBaseline(file);
  const report = await readReport(context, context.args[0] ?? '-');
  const { isUnassessed, missing } = await stages.findings();
  const judged = report.endpoints.filter(({ outcome }) => !isUnassessed(outcome) && outcome !== 'skipped');
  const places = new Set(judged.map(placeOf));
  const present = new Set(report.findings.map(({ fingerprint }) => fingerprint));
  const { gone } = missing(baseline, present, (entry) => places.has(placeOf(entry)));
  return { file, report, kept: baseline.findings.filter((entry) => !gone.includes(entry)), gone: gone.length };
}

function placeOf({
  host,
  port,
  transport,
  path,
}: {
  host: string;
  port: number | null;
  transport: string;
  path: string;
}) {
  return [host, port, transport, path].join('\n');
}

async function write(context: Context, file: string, entries: readonly BaselineEntry[], what: string): Promise<void> {
  const { baselineText } = await stages.baselineFile();
  await writeReport(file, [baselineText(entries)]);
  context.say(`unlatched: ${file}: ${what}\n`);
}
