import * as z from 'zod';
import type { Baseline, BaselineEntry } from '../model/acceptance.ts';
import { SEVERITIES } from '../model/rule.ts';
import { Diagnostic } from '../support/diagnostic.ts';
import { byText } from '../support/stable-json.ts';

/** The form of `unlatched-baseline.json`: one finding a line, sorted, so that two branches merge line by line. */

const entry = z.strictObject({
  fingerprint: z.string().regex(/^[0-9a-f]{64}$/),
  rule: z.string(),
  severity: z.enum(SEVERITIES),
  host: z.string(),
  port: z.number().int().nonnegative(),
  transport: z.enum(['tcp', 'udp']),
  path: z.string(),
  since: z.iso.datetime(),
});

const baseline = z.strictObject({ schema: z.literal('unlatched/baseline/1'), findings: z.array(entry) });

/** Throws a `Diagnostic` for what is no baseline. */
export function readBaseline(text: string, file: string): Baseline {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new Diagnostic('this is no JSON', {
      where: file,
      mend: 'unlatched baseline create REPORT writes a baseline',
      cause,
    });
  }
  const read = baseline.safeParse(value);
  if (read.success) return { file, findings: read.data.findings };
  const [issue] = read.error.issues;
  throw new Diagnostic(`"${(issue?.path ?? []).map(String).join('.')}" does not fit a baseline`, {
    where: file,
    mend: 'unlatched baseline create REPORT writes one',
  });
}

/** The file: one finding a line, in the order of their fingerprints. */
export function baselineText(findings: readonly BaselineEntry[]): string {
  const lines = [...findings]
    .sort((left, right) => byText(left.fingerprint, right.fingerprint))
    .map((item) => `  ${JSON.stringify(entryOf(item, item.since))}`);
  return `{ "schema": "unlatched/baseline/1", "findings": [\n${lines.join(',\n')}${lines.length > 0 ? '\n' : ''}] }\n`;
}

/** The keys in the order in which they stand in the file. */
export function entryOf(finding: Omit<BaselineEntry, 'since'>, since: string): BaselineEntry {
  const { fingerprint, rule, severity, host, port, transport, path } = finding;
  return { fingerprint, rule, severity, host, port, transport, path, since };
}
