/** What stands at an address of the fleet. `closed`: nothing listens. `tar-pit`: accepts and says nothing. */
export type Kind = 'open' | 'protected' | 'tar-pit' | 'closed';

export interface FleetPlan {
  readonly addresses: number;
  readonly port: number;
  /** Of 1,000 addresses, how many are of each kind; the rest is `closed`. They are spread evenly, not in blocks. */
  readonly share: Readonly<Partial<Record<Exclude<Kind, 'closed'>, number>>>;
}

/** Spreads any run of a thousand places over the thousand shares: 617 has no factor in common with 1,000. */
const STRIDE = 617;

export function kindAt({ share }: FleetPlan, place: number): Kind {
  const slot = (place * STRIDE) % 1_000;
  const { open = 0, 'tar-pit': tarPit = 0 } = share;
  if (slot < open) return 'open';
  if (slot < open + tarPit) return 'tar-pit';
  return slot < open + tarPit + (share.protected ?? 0) ? 'protected' : 'closed';
}

export function count(plan: FleetPlan, kind: Kind): number {
  let total = 0;
  for (let place = 0; place < plan.addresses; place += 1) total += kindAt(plan, place) === kind ? 1 : 0;
  return total;
}

/** Addresses from 127.64.0.1 on: loopback, and away from what else a machine serves on 127.0.0.1. */
export function addressAt(place: number): string {
  const number = place + 1;
  return `127.${64 + (number >> 16)}.${(number >> 8) & 255}.${number & 255}`;
}
