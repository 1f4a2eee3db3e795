import { AddressSet } from './address-set.ts';

/** What went to one port: connections that came about, requests, and bytes without TCP's and TLS's own. */
export interface LedgerEntry {
  readonly address: string;
  readonly port: number;
  readonly connections: number;
  readonly requests: number;
  readonly sent: number;
  readonly received: number;
}

/** What was really sent where. Ports that did not answer are kept as a set alone, so that wide sweeps stay small. */
export interface Ledger {
  /** A connection is about to be made: called before the first packet. */
  dialled(address: string, port: number): void;
  /** A connection came about. */
  connected(address: string, port: number): void;
  requested(address: string, port: number): void;
  /** Bytes on the wire of one exchange, without TCP's and TLS's own. */
  moved(address: string, port: number, sent: number, received: number): void;
  has(address: string, port: number): boolean;
  /** Everything dialled, those that answered first. */
  entries(): Generator<LedgerEntry>;
  /** `endpoints`: distinct address and port pairs dialled. */
  totals(): { endpoints: number; connections: number; requests: number; sent: number; received: number };
}

type Counts = { connections: number; requests: number; sent: number; received: number };

/** Empty: nothing was sent. */
export function createLedger(): Ledger {
  const dialled = new Map<number, AddressSet>();
  const counted = new Map<number, Map<string, Counts>>();
  const entry = (address: string, port: number) => {
    let at = counted.get(port);
    if (!at) {
      at = new Map();
      counted.set(port, at);
    }
    let found = at.get(address);
    if (!found) {
      found = { connections: 0, requests: 0, sent: 0, received: 0 };
      at.set(address, found);
    }
    return found;
  };
  return {
    dialled(address, port) {
      let set = dialled.get(port);
      if (!set) {
        set = new AddressSet();
        dialled.set(port, set);
      }
      set.add(address);
    },
    connected(address, port) {
      entry(address, port).connections += 1;
    },
    requested(address, port) {
      entry(address, port).requests += 1;
    },
    moved(address, port, sent, received) {
      const at = entry(address, port);
      at.sent += sent;
      at.received += received;
    },
    has(address, port) {
      return dialled.get(port)?.has(address) ?? false;
    },
    *entries() {
      for (const [port, at] of counted) for (const [address, counts] of at) yield { address, port, ...counts };
      for (const [port, set] of dialled) {
        for (const address of set) {
          if (counted.get(port)?.has(address) !== true) {
            yield { address, port, connections: 0, requests: 0, sent: 0, received: 0 };
          }
        }
      }
    },
    totals() {
      const sum = { endpoints: 0, connections: 0, requests: 0, sent: 0, received: 0 };
      for (const set of dialled.values()) sum.endpoints += set.size;
      for (const at of counted.values()) {
        for (const { connections, requests, sent, received } of at.values()) {
          sum.connections += connections;
          sum.requests += requests;
          sum.sent += sent;
          sum.received += received;
        }
      }
      return sum;
    },
  };
}
