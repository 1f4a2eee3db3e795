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
