/** What an anonymous visitor has, lowest first. The words are defined in docs/explanation/access.md. */
export const LEVELS = ['none', 'banner', 'metadata', 'read', 'write', 'admin'] as const;
export type Level = (typeof LEVELS)[number];

/** `unknown`: it could not be settled. It compares with no level. */
export type AccessLevel = Level | 'unknown';

export const OUTCOMES = ['exposed', 'protected', 'unidentified', 'unreachable', 'inconclusive', 'skipped'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** What keeps an anonymous visitor out, where something was seen to. */
export const PROTECTIONS = ['authentication', 'network', 'client-certificate'] as const;
export type Protection = (typeof PROTECTIONS)[number];

export const CAPABILITIES = [
  'identify',
  'health',
  'whoami',
  'list-collections',
  'count-records',
  'read-records',
  'write-records',
  'administer',
] as const;
/** Something that an exchange showed, or a privilege answer granted, to an anonymous visitor. */
export type Capability = (typeof CAPABILITIES)[number];

export const DEPTHS = ['identify', 'access', 'inventory', 'impact'] as const;
/** How far an audit asks. Each depth includes those before it. */
export type Depth = (typeof DEPTHS)[number];

export function atLeast(level: AccessLevel, floor: Level): boolean {
  return level !== 'unknown' && LEVELS.indexOf(level) >= LEVELS.indexOf(floor);
}

export function highest(...levels: Level[]): Level {
  return levels.reduce((top, level) => (LEVELS.indexOf(level) > LEVELS.indexOf(top) ? level : top), 'none');
}

export function reaches(depth: Depth, floor: Depth): boolean {
  return DEPTHS.indexOf(depth) >= DEPTHS.indexOf(floor);
}
