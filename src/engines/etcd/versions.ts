/** Which interfaces a version serves. Where the version is not known, those of the newest are tried, and v2 as well. */
export type Gateway = 'v3' | 'v3beta' | 'v3alpha';

/** The path of the JSON gateway; null before 3.0, where only v2 was. */
export function gatewayOf(version: string | null): Gateway | null {
  const number = numberOf(version);
  if (number === null) return 'v3';
  if (number < 3_000) return null;
  if (number < 3_003) return 'v3alpha';
  return number < 3_004 ? 'v3beta' : 'v3';
}

/** 3.6 has no v2 any more. */
export function hasV2(version: string | null): boolean {
  return (numberOf(version) ?? 0) < 3_006;
}

export function hasAuthStatus(version: string | null): boolean {
  return (numberOf(version) ?? 0) >= 3_005;
}

/** Major and minor as one number. */
function numberOf(version: string | null): number | null {
  const parts = /^(\d{1,3})\.(\d{1,3})(?:\.|$)/.exec(version ?? '');
  return parts === null ? null : Number(parts[1]) * 1_000 + Number(parts[2]);
}
