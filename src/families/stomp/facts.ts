import type { Capability, Level } from '../../model/access.ts';
import { type AccessFacts, provedLevel, type Setting } from '../../model/facts.ts';
import type { Entry } from './entry.ts';

/** What somebody met at the door of a broker. */
export interface Met {
  readonly engine: string;
  readonly version: string | null;
  readonly name: string | null;
  /** Without a name. */
  readonly entry: Entry;
  /** Under a name that cannot exist; null where it was not asked. */
  readonly anybody: Entry | null;
  /** Exchanges that named what lies there. */
  readonly listed: readonly number[];
  readonly banner: number;
  /** What follows where anybody is let in under any name. */
  readonly inferred: Level | 'unknown';
  readonly settings: Readonly<Record<string, Setting>>;
  readonly notes: readonly string[];
}

/** A broker of this family asks for a login before everything, or for none: a session is what a visitor has or has not. */
export function factsOfDoor(met: Met): AccessFacts {
  const { entry, anybody, version } = met;
  const inside = entry.kind === 'in';
  const refused = entry.kind === 'refused';
  const proved = provedLevel(['banner', version !== null], ['metadata', inside]);
  const settled = inside || refused || entry.kind === 'certificate';
  const all = inside && anybody?.kind === 'in';
  const inferred = all ? met.inferred : proved;
  return {
    service: { engine: met.engine, version, identity: {}, name: met.name },
    access: {
      proved: settled ? proved : 'unknown',
      inferred: settled ? inferred : 'unknown',
      capabilities: capabilitiesOf(inside, inferred === 'admin', version !== null),
      protection: refused ? 'authentication' : entry.kind === 'certificate' ? 'client-certificate' : null,
      securityLayer:
        refused || anybody?.kind === 'refused' ? 'present' : all && inferred === 'admin' ? 'absent' : 'unknown',
      anonymous: null,
      filtered: false,
      control: anybody === null ? 'not-asked' : 'passed',
      reason: settled ? null : `neither a session nor a refusal was had: ${entry.said}`,
    },
    settings: { ...met.settings, anybody: anybody === null ? null : anybody.kind === 'in' },
    proofs: Object.fromEntries(
      Object.entries({
        banner: [met.banner],
        control: anybody === null ? [] : [anybody.exchange],
        'list-collections': inside ? [entry.exchange, ...met.listed] : [],
        'security-layer': all ? [anybody.exchange] : [],
        refusal: refused ? [entry.exchange] : [],
      }).filter(([, exchanges]) => exchanges.length > 0),
    ),
    notes: met.notes,
  };
}

function capabilitiesOf(inside: boolean, admin: boolean, known: boolean): Capability[] {
  const shown: readonly (readonly [Capability, boolean])[] = [
    ['identify', known],
    ['list-collections', inside],
    ['write-records', admin],
    ['administer', admin],
  ];
  return shown.filter(([, holds]) => holds).map(([capability]) => capability);
}
