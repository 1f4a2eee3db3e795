import { createHash } from 'node:crypto';
import type { Acceptance, Accepted } from '../model/acceptance.ts';
import { atLeast } from '../model/access.ts';
import { endpointLabel } from '../model/endpoint.ts';
import type { Finding } from '../model/finding.ts';
import type { Report } from '../model/report.ts';
import { SEVERITIES } from '../model/rule.ts';
import { byText } from '../support/stable-json.ts';

/** What of an endpoint an acceptance is bound to. */
export interface Seen {
  readonly level: Accepted['level'];
  readonly classes: readonly string[];
  /** Names of the collections that are not the system's; null where they were not listed. */
  readonly collections: readonly string[] | null;
}

export type AcceptanceNotice = Report['acceptances']['notices'][number];

/** What an entry of today is bound to. */
export function acceptedOf(severity: Finding['severity'], { level, classes, collections }: Seen): Accepted {
  return {
    severity,
    level,
    classes: [...new Set(classes)].sort(byText),
    collections: collections === null ? null : digestOf(collections),
  };
}

/** A name that carries a date or a number is the same collection tomorrow: `logs-2026.11.25` and `logs-2026.11.26`. */
function digestOf(names: readonly string[]): string {
  const folded = [...new Set(names.map((name) => name.replaceAll(/\d+/g, '0')))].sort(byText);
  return `sha256:${createHash('sha256').update(folded.join('\n')).digest('hex')}`;
}

/** Why what is there now is not what was accepted; null where it is no worse. What could not be seen now is not worse. */
export function outgrown(was: Accepted, is: Accepted): string | null {
  if (SEVERITIES.indexOf(is.severity) < SEVERITIES.indexOf(was.severity))
    return `it is ${is.severity} now, ${was.severity} was accepted`;
  if (is.level !== 'unknown' && was.level !== is.level && !(was.level !== 'unknown' && atLeast(was.level, is.level)))
    return `anonymous visitors have ${is.level} now, ${was.level} was accepted`;
  const more = is.classes.filter((found) => !was.classes.includes(found));
  if (more.length > 0) return `data classes that were not accepted: ${more.join(', ')}`;
  if (is.collections !== null && is.collections !== was.collections)
    return 'its collections are others than those that were accepted';
  return null;
}

/** Puts each finding's acceptance beside it where one holds, and tells which entries have no effect, and why. */
export function accept(
  findings: readonly { readonly finding: Finding; readonly seen: Seen }[],
  acceptances: readonly Acceptance[],
  day: string,
): { readonly suppressions: ReadonlyMap<Finding, Finding['suppression']>; readonly notices: AcceptanceNotice[] } {
  const suppressions = new Map<Finding, Finding['suppression']>();
  const notices: AcceptanceNotice[] = [];
  for (const entry of acceptances) {
    const own = findings.filter(({ finding }) => isMeant(entry, finding));
    const notice = (kind: AcceptanceNotice['kind'], why: string) =>
      notices.push({ kind, entry: labelOf(entry), where: entry.where, why });
    if (entry.until < day) {
      notice('expired', `it was accepted until ${entry.until} by ${entry.by}`);
      continue;
    }
    if (own.length === 0) notice('unused', 'no finding of this audit is meant');
    for (const { finding, seen } of own) {
      const worse = outgrown(entry.accepted, acceptedOf(finding.severity, seen));
      if (worse === null) suppressions.set(finding, { reason: entry.reason, by: entry.by, until: entry.until });
      else notice('outgrown', worse);
    }
  }
  return { suppressions, notices };
}

/** Whether an entry speaks of a finding, whatever it is bound to. */
export function isMeant(
  { of }: Pick<Acceptance, 'of'>,
  finding: Pick<Finding, 'fingerprint' | 'rule' | 'host' | 'port' | 'path' | 'transport'>,
): boolean {
  return 'finding' in of
    ? of.finding === finding.fingerprint
    : of.rule === finding.rule && of.target === endpointLabel(finding);
}

/** The fingerprint, or `rule at host:port`, as a person finds it in the file. */
export function labelOf({ of }: Pick<Acceptance, 'of'>): string {
  return 'finding' in of ? of.finding : `${of.rule} at ${of.target}`;
}
