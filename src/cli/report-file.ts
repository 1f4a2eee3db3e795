import type { Report, ReportFinding } from '../model/report.ts';
import { Diagnostic } from '../support/diagnostic.ts';
import type { Context } from './context.ts';
import { parseInput, readInput } from './input.ts';

const SHORTEST_FINGERPRINT = 6;

/** Of a JSON report that a command is given; `-` is standard input. */
export async function readReport(context: Context, file: string): Promise<Report> {
  const { report } = await import('../model/report.ts');
  return parseInput(await readInput(context, file), file, report, 'unlatched scan --format json');
}

/** The one finding whose fingerprint begins so. Throws a `Diagnostic` for none and for more than one. */
export function findingBy(word: string, { findings }: Report, file: string): ReportFinding {
  const digits = word.replace(/^sha256:/, '').toLowerCase();
  const matching = findings.filter(({ fingerprint }) => fingerprint.startsWith(digits));
  const [finding] = matching;
  if (finding !== undefined && matching.length === 1 && digits.length >= SHORTEST_FINGERPRINT) return finding;
  const what = matching.length > 1 ? 'more than one finding begins with' : 'no finding has';
  throw new Diagnostic(`${what} the fingerprint "${word}"`, {
    where: file,
    mend: `write at least ${SHORTEST_FINGERPRINT} digits of one, as they stand in the report`,
  });
}
