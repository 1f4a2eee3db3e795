import type { Baseline, BaselineEntry } from '../model/acceptance.ts';
import type { Finding } from '../model/finding.ts';
import { SEVERITIES } from '../model/rule.ts';

/** `new` also where it is more severe than what the baseline knows. */
export function statusOf(
  finding: Pick<Finding, 'fingerprint' | 'severity'>,
  known: ReadonlyMap<string, BaselineEntry>,
): 'new' | 'known' {
  const entry = known.get(finding.fingerprint);
  if (entry === undefined) return 'new';
  return SEVERITIES.indexOf(finding.severity) < SEVERITIES.indexOf(entry.severity) ? 'new' : 'known';
}

/**
 * Of the baseline's findings those that are not there any more, and those of which this audit cannot tell: "host down" is never
 * "fixed". `assessed`: whether the endpoint of an entry was judged.
 */
export function missing(
  { findings }: Baseline,
  present: ReadonlySet<string>,
  assessed: (entry: BaselineEntry) => boolean,
): { readonly gone: readonly BaselineEntry[]; readonly unconfirmed: readonly BaselineEntry[] } {
  const absent = findings.filter(({ fingerprint }) => !present.has(fingerprint));
  return { gone: absent.filter(assessed), unconfirmed: absent.filter((entry) => !assessed(entry)) };
}
