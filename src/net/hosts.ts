import { AddressSet } from '../scope/address-set.ts';

const GIVEN_UP_AFTER = 20;

/** What the audit knows of hosts across their ports: one that answers nothing is not waited for port after port. */
export interface Hosts {
  /** False once the host let 20 connections time out and answered on no port. */
  worthDialling(address: string): boolean;
  timedOut(address: string): void;
  /** It answered, be it by refusing. */
  answered(address: string): void;
}

/** Empty: every host is worth a try. One for each audit, handed to all its lines. */
export function createHosts(): Hosts {
  const timeouts = new Map<string, number>();
  const alive = new AddressSet();
  return {
    worthDialling: (address) => (timeouts.get(address) ?? 0) < GIVEN_UP_AFTER,
    timedOut(address) {
      if (!alive.has(address)) timeouts.set(address, (timeouts.get(address) ?? 0) + 1);
    },
    answered(address) {
      if (alive.add(address)) timeouts.delete(address);
    },
  };
}
