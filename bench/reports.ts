import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FORMATS } from '../src/report/index.ts';
import { large } from '../test/kit/reports.ts';
import { type Measured, measure } from './measure.ts';
import { program } from './tools.ts';

export const FINDINGS = 10_000;

export interface Rendered {
  readonly format: string;
  readonly runs: readonly Measured[];
}

/** `unlatched report FILE --format NAME` for each format in turn, over a report with many findings. */
export async function runReports(
  times: number,
  folder: string,
  say: (line: string) => void,
): Promise<readonly Rendered[]> {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'report.json');
  writeFileSync(file, JSON.stringify(large(FINDINGS), null, 2));
  const formats = Object.keys(FORMATS);
  const runs = formats.map((): Measured[] => []);
  for (let round = 0; round < times; round += 1) {
    for (const [place, format] of formats.entries()) {
      const run = await measure([process.execPath, program(), 'report', file, '--format', format], folder);
      if (run.exit !== 0) throw new Error(`report --format ${format} ended with ${run.exit}`);
      runs[place]?.push(run);
    }
    say(`reports, round ${round + 1} of ${times}`);
  }
  return formats.map((format, place) => ({ format, runs: runs[place] ?? [] }));
}
