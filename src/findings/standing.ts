import type { Baseline, BaselineEntry } from '../model/acceptance.ts';
import type { Finding } from '../model/finding.ts';
import { SEVERITIES } from '../model/rule.ts';

/**
 * What the baseline does not know, or knows as less severe, is `new`, or `regressed` where it was closed before (`closed`: the
 * fingerprints of such). The gate takes both alike.
 */
export function statusOf(
  finding: Pick<Finding, 'fingerprint' | 'severity'>,
  known: ReadonlyMap<string, BaselineEntry>,
  closed: ReadonlySet<string>,
): Finding['status'] {
  const entry = known.get(finding.fingerprint);
  const isKnown = entry !== undefined && SEVERITIES.indexOf(finding.severity) >= SEVERITIES.indexOf(entry.severity);
  if (isKnown) return 'known';
  return closed.has(finding.fingerprint) ? 'regressed' : 'new';
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
