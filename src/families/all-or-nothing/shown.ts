import type { Capability } from '../../model/access.ts';

/** What questions to a store showed that tells no rights apart: whoever it asks nothing may do all. */
export interface Shown {
  readonly listed: boolean;
  readonly read: boolean;
  /** Nobody is asked who they are. */
  readonly unasked: boolean;
  readonly whoami?: boolean;
}

/** What a visitor of such a store can do, by what was shown. */
export function capabilitiesOf({ listed, read, unasked, whoami = false }: Shown): Capability[] {
  const all: readonly (readonly [Capability, boolean])[] = [
    ['identify', true],
    ['whoami', whoami],
    ['list-collections', listed],
    ['count-records', read],
    ['read-records', read],
    ['write-records', unasked],
    ['administer', unasked],
  ];
  return all.filter(([, holds]) => holds).map(([capability]) => capability);
}

/** The exchanges behind each proof; what nothing speaks for is left out. */
export function proofsOf(
  named: Readonly<Record<string, readonly ({ readonly exchange: number } | null)[]>>,
): Record<string, number[]> {
  const proofs: Record<string, number[]> = {};
  for (const [name, answers] of Object.entries(named)) {
    const exchanges = answers.flatMap((answer) => (answer === null ? [] : [answer.exchange]));
    if (exchanges.length > 0) proofs[name] = exchanges;
  }
  return proofs;
}
