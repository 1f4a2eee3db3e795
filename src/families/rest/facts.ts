import { type Capability, highest, type Level } from '../../model/access.ts';
import { type AccessFacts, provedLevel, type Setting } from '../../model/facts.ts';
import type { Answer } from './answers.ts';

/** What the questions of a store over HTTP showed; the rest of the facts follows. */
export interface Shown {
  readonly service: AccessFacts['service'];
  readonly control: AccessFacts['access']['control'];
  /** It said what it is. */
  readonly banner: boolean;
  /** Names of collections were shown. */
  readonly listed: boolean;
  /** A read that the engine’s rights guard succeeded. */
  readonly read: boolean;
  /** What follows from the engine’s own answers about rights, or from a security layer proved absent. */
  readonly granted: Level | null;
  readonly securityLayer: AccessFacts['access']['securityLayer'];
  /** Questions that were refused. */
  readonly refused: readonly Answer[];
  /** Why it could not be settled, or why no success is believed; only told where that is so. */
  readonly reason: string;
  readonly settings: Readonly<Record<string, Setting>>;
  readonly proofs: Readonly<Record<string, readonly (Answer | null)[]>>;
}

const MOST_REFUSALS = 3;

export function factsOf(shown: Shown): AccessFacts {
  const { service, control, listed, read, granted, refused, settings } = shown;
  const lies = control === 'failed';
  const proved = provedLevel(['banner', shown.banner], ['metadata', listed], ['read', read]);
  const exposed = listed || read;
  const unknown = lies || (!exposed && refused.length === 0 && granted === null);
  const inferred = highest(proved, granted ?? 'none');
  return {
    service,
    access: {
      proved: unknown ? 'unknown' : proved,
      inferred: unknown ? 'unknown' : inferred,
      capabilities: capabilitiesOf(shown),
      protection: refused.length > 0 ? 'authentication' : null,
      securityLayer: shown.securityLayer,
      anonymous: null,
      filtered: exposed && refused.length > 0,
      control,
      reason: lies || !(exposed || refused.length > 0) ? shown.reason : null,
    },
    settings,
    proofs: proofsOf({ ...shown.proofs, refusal: refused.slice(0, MOST_REFUSALS) }),
    notes: [],
  };
}

function capabilitiesOf({ listed, read, granted }: Shown): Capability[] {
  const shown: readonly (readonly [Capability, boolean])[] = [
    ['identify', true],
    ['list-collections', listed],
    ['count-records', read],
    ['read-records', read],
    ['write-records', granted === 'write' || granted === 'admin'],
    ['administer', granted === 'admin'],
  ];
  return shown.filter(([, holds]) => holds).map(([capability]) => capability);
}

/** The exchanges behind each proof; a proof without one is none. */
export function proofsOf(named: Readonly<Record<string, readonly (Answer | null)[]>>): Record<string, number[]> {
  const proofs: Record<string, number[]> = {};
  for (const [name, answers] of Object.entries(named)) {
    const exchanges = answers.flatMap((answer) => (answer === null ? [] : [answer.exchange]));
    if (exchanges.length > 0) proofs[name] = exchanges;
  }
  return proofs;
}
