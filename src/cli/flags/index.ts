import { askingFlags, identityFlags, paceFlags, tlsFlags } from './asking.ts';
import { acceptanceFlags, formatFlags, generalFlags, judgingFlags, lintFlags } from './judging.ts';
import { scopeFlags, targetFlags } from './scope.ts';

export type { Flag, Flags } from './flag.ts';

/** Groups in the order in which help shows them. */
export const GROUPS = {
  Targets: targetFlags,
  Scope: scopeFlags,
  Questions: askingFlags,
  Pace: paceFlags,
  TLS: tlsFlags,
  Identity: identityFlags,
  Judging: judgingFlags,
  Acceptance: acceptanceFlags,
  Report: formatFlags,
  Lint: lintFlags,
  General: generalFlags,
} as const;

export type GroupName = keyof typeof GROUPS;

/** Every setting that there is: the schema of unlatched.yaml, and all that an audit can be told. */
export const SETTINGS = {
  ...targetFlags,
  ...scopeFlags,
  ...askingFlags,
  ...paceFlags,
  ...tlsFlags,
  ...identityFlags,
  ...judgingFlags,
  ...acceptanceFlags,
  ...formatFlags,
  ...generalFlags,
} as const;

export type AllSettings = typeof SETTINGS;
