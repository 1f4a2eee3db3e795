import { askingFlags, identityFlags, paceFlags, tlsFlags } from './asking.ts';
import { historyFlags, listFlags, recordingFlags, retentionFlags, sightingFlags } from './history.ts';
import { acceptanceFlags, formatFlags, generalFlags, judgingFlags, lintFlags } from './judging.ts';
import { discoveryFlags, scopeFlags, targetFlags } from './scope.ts';

export type { Flag, Flags } from './flag.ts';

/** Groups in the order in which help shows them. */
export const GROUPS = {
  Targets: targetFlags,
  Discovery: discoveryFlags,
  Scope: scopeFlags,
  Questions: askingFlags,
  Pace: paceFlags,
  TLS: tlsFlags,
  Identity: identityFlags,
  Judging: judgingFlags,
  Acceptance: acceptanceFlags,
  Report: formatFlags,
  History: historyFlags,
  Recording: recordingFlags,
  Sighting: sightingFlags,
  Retention: retentionFlags,
  List: listFlags,
  Lint: lintFlags,
  General: generalFlags,
} as const;

export type GroupName = keyof typeof GROUPS;

/** Every setting that there is: the schema of unlatched.yaml, and all that an audit can be told. */
export const SETTINGS = {
  ...targetFlags,
  // `format` is that of a report: what discover prints is no report, and it reads its own.
  write: discoveryFlags.write,
  ...scopeFlags,
  ...askingFlags,
  ...paceFlags,
  ...tlsFlags,
  ...identityFlags,
  ...judgingFlags,
  ...acceptanceFlags,
  ...formatFlags,
  ...historyFlags,
  ...recordingFlags,
  ...sightingFlags,
  ...retentionFlags,
  ...generalFlags,
} as const;

export type AllSettings = typeof SETTINGS;
