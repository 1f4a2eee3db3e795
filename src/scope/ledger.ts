import { AddressSet } from './address-set.ts';

type TransportName = 'tcp' | 'udp';

/** What went to one port: connections that came about, requests, and bytes without TCP's and TLS's own. */
export interface LedgerEntry {
  readonly address: string;
  readonly port: number;
  readonly transport: TransportName;
  /** None over UDP. */
  readonly connections: number;
  readonly requests: number;
  readonly sent: number;
  readonly received: number;
}

/** What was really sent where. Ports that did not answer are kept as a set alone, so that wide sweeps stay small. */
export interface Ledger {
  /** A connection or a datagram is about to be made: called before the first packet. The transport is TCP where none is said. */
  dialled(address: string, port: number, transport?: TransportName): void;
  /** A connection came about. */
  connected(address: string, port: number): void;
  requested(address: string, port: number, transport?: TransportName): void;
  /** Bytes on the wire of one exchange, without TCP's and TLS's own. */
  moved(address: string, port: number, sent: number, received: number, transport?: TransportName): void;
  has(address: string, port: number, transport?: TransportName): boolean;
  /** Everything dialled, those that answered first. */
  entries(): Generator<LedgerEntry>;
  /** `endpoints`: distinct addresses with port and transport that were dialled. */
  totals(): { endpoints: number; connections: number; requests: number; sent: number; received: number };
}

type Counts = { connections: number; requests: number; sent: number; received: number };

const PORTS = 65_536;

/** Ports of UDP beside those of TCP, as one number. */
function doorOf(port: number, transport: TransportName): number {
  return transport === 'udp' ? PORTS + port : port;
}

function atDoor(door: number): { port: number; transport: TransportName } {
  return door >= PORTS ? { port: door - PORTS, transport: 'udp' } : { port: door, transport: 'tcp' };
}

/** Empty: nothing was sent. */
export function createLedger(): Ledger {
  const dialled = new Map<number, AddressSet>();
  const counted = new Map<number, Map<string, Counts>>();
  const entry = (address: string, port: number, transport: TransportName) => {
    const door = doorOf(port, transport);
    let at = counted.get(door);
    if (!at) {
      at = new Map();
      counted.set(door, at);
    }
    let found = at.get(address);
    if (!found) {
      found = { connections: 0, requests: 0, sent: 0, received: 0 };
      at.set(address, found);
    }
    return found;
  };
  return {
    dialled(address, port, transport = 'tcp') {
      const door = doorOf(port, transport);
      let set = dialled.get(door);
      if (!set) {
        set = new AddressSet();
        dialled.set(door, set);
      }
      set.add(address);
    },
    connected(address, port) {
      entry(address, port, 'tcp').connections += 1;
    },
    requested(address, port, transport = 'tcp') {
      entry(address, port, transport).requests += 1;
    },
    moved(address, port, sent, received, transport = 'tcp') {
      const at = entry(address, port, transport);
      at.sent += sent;
      at.received += received;
    },
    has(address, port, transport = 'tcp') {
      return dialled.get(doorOf(port, transport))?.has(address) ?? false;
    },
    *entries() {
      for (const [door, at] of counted)
        for (const [address, counts] of at) yield { address, ...atDoor(door), ...counts };
      for (const [door, set] of dialled) {
        for (const address of set) {
          if (counted.get(door)?.has(address) !== true) {
            yield { address, ...atDoor(door), connections: 0, requests: 0, sent: 0, received: 0 };
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
