import { type Capability, highest, type Level } from '../../model/access.ts';
import { type AccessFacts, provedLevel, type Setting } from '../../model/facts.ts';
import { proofsOf } from '../facts/proofs.ts';

/** What the questions of a store over HTTP showed; the rest of the facts follows. */
export interface Shown {
  readonly service: AccessFacts['service'];
  readonly control: AccessFacts['access']['control'];
  /** It said what it is. */
  readonly banner: boolean;
  /** Names of collections were shown. */
  readonly listed: boolean;
  /** It said who it takes the visitor for. */
  readonly whoami?: boolean;
  /** A read that the engine’s rights guard succeeded. */
  readonly read: boolean;
  /** What follows from the engine’s own answers about rights, or from a security layer proved absent. */
  readonly granted: Level | null;
  readonly securityLayer: AccessFacts['access']['securityLayer'];
  /** Questions that were refused. */
  readonly refused: readonly { readonly exchange: number }[];
  /** Why it could not be settled, or why no success is believed; only told where that is so. */
  readonly reason: string;
  readonly settings: Readonly<Record<string, Setting>>;
  readonly proofs: Parameters<typeof proofsOf>[0];
}

const MOST_REFUSALS = 3;

/**
 * The facts of access: levels, capabilities and outcome follow from what was shown. Unknown where the control failed, or where
 * neither data nor a refusal was seen and no rights were granted.
 */
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

/** What a visitor can do, by what was shown and granted. */
export function capabilitiesOf({
  listed,
  read,
  granted,
  whoami = false,
}: Pick<Shown, 'listed' | 'read' | 'granted' | 'whoami'>): Capability[] {
  const shown: readonly (readonly [Capability, boolean])[] = [
    ['identify', true],
    ['whoami', whoami],
    ['list-collections', listed],
    ['count-records', read],
    ['read-records', read],
    ['write-records', granted === 'write' || granted === 'admin'],
    ['administer', granted === 'admin'],
  ];
  return shown.filter(([, holds]) => holds).map(([capability]) => capability);
}
