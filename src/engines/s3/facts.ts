import type { Capability, Level } from '../../model/access.ts';

export function capabilitiesOf(proved: Level, inferred: Level): Capability[] {
  const shown: readonly (readonly [Capability, boolean])[] = [
    ['identify', true],
    ['list-collections', proved === 'metadata' || proved === 'read'],
    ['count-records', proved === 'read'],
    ['read-records', proved === 'read'],
    ['write-records', inferred === 'write' || inferred === 'admin'],
    ['administer', inferred === 'admin'],
  ];
  return shown.filter(([, holds]) => holds).map(([capability]) => capability);
}

export function proofsOf(named: Readonly<Record<string, readonly number[]>>): Record<string, readonly number[]> {
  return Object.fromEntries(Object.entries(named).filter(([, exchanges]) => exchanges.length > 0));
}
