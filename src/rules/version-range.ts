/**
 * Ranges such as `<1.3.8 || >=1.4.0 <1.4.3`. A version is compared by its first four numbers; what follows a dash or a plus
 * (`-SNAPSHOT`) is left out: a snapshot of 8.0.0 counts as 8.0.0.
 */
export type VersionRange = (version: string) => boolean;

type Numbers = readonly [number, number, number, number];
type Bound = { readonly operator: '<' | '<=' | '>' | '>=' | '='; readonly at: Numbers };

const cache = new Map<string, VersionRange>();

/** Throws a RangeError that says what is wrong with the text. A version that is none is in no range. */
export function versionRange(text: string): VersionRange {
  const known = cache.get(text);
  if (known !== undefined) return known;
  const alternatives = text.split('||').map(readBounds);
  const range: VersionRange = (version) => {
    const at = versionNumbers(version);
    return at !== null && alternatives.some((bounds) => bounds.every((bound) => within(at, bound)));
  };
  cache.set(text, range);
  return range;
}

function readBounds(text: string): Bound[] {
  const parts = text.trim().split(/\s+/);
  return parts.map((part) => {
    const operator = /^(<=|>=|<|>|=)/.exec(part)?.[0] as Bound['operator'] | undefined;
    const at = operator === undefined ? null : versionNumbers(part.slice(operator.length));
    if (operator === undefined || at === null) {
      throw new RangeError(`"${part}" is no bound: write <, <=, >, >= or = and a version, as in ">=1.4.0 <1.4.3"`);
    }
    return { operator, at };
  });
}

export function versionNumbers(version: string): Numbers | null {
  const match = /^v?(\d{1,9})(?:\.(\d{1,9}))?(?:\.(\d{1,9}))?(?:\.(\d{1,9}))?(?:[-+ .].*)?$/.exec(version.slice(0, 64));
  if (match === null) return null;
  return [Number(match[1]), Number(match[2] ?? 0), Number(match[3] ?? 0), Number(match[4] ?? 0)];
}

function within(at: Numbers, { operator, at: bound }: Bound): boolean {
  const order = compare(at, bound);
  if (operator === '<') return order < 0;
  if (operator === '<=') return order <= 0;
  if (operator === '>') return order > 0;
  return operator === '>=' ? order >= 0 : order === 0;
}

function compare(left: Numbers, right: Numbers): number {
  for (let index = 0; index < 4; index++) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
