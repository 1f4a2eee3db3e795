import type { FleetPlan } from './plan.ts';

/** Address ports that no datastore calls its own, so that nothing else on the machine is met. */
const PORT = 19_200;

export interface Scenario {
  readonly name: string;
  readonly title: string;
  readonly fleet: FleetPlan;
  /** The program's own arguments, beside the targets. */
  readonly concurrency: number;
  /** Milliseconds; what the program calls `--timeout`. */
  readonly timeout: number;
  /** Whether the lines of the target file name the port (and so make each endpoint a required one). */
  readonly portInTarget: boolean;
  readonly peers: readonly ('bare' | 'nmap')[];
  readonly target: Goal;
}

/** What the issue asks for. It is printed beside what was measured, and fails nothing. */
export type Goal =
  | { readonly kind: 'times-bare'; readonly most: number }
  | { readonly kind: 'times-bound'; readonly most: number }
  | { readonly kind: 'peak'; readonly mebibytes: number };

export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'open',
    title: '5,000 open endpoints',
    fleet: { addresses: 5_000, port: PORT, share: { open: 1_000 } },
    concurrency: 100,
    timeout: 3_000,
    portInTarget: true,
    peers: ['bare', 'nmap'],
    target: { kind: 'times-bare', most: 2 },
  },
  {
    name: 'tar-pits',
    title: '5,000 endpoints, 10 % of them tar-pits',
    fleet: { addresses: 5_000, port: PORT, share: { open: 900, 'tar-pit': 100 } },
    concurrency: 100,
    timeout: 3_000,
    portInTarget: true,
    peers: ['bare', 'nmap'],
    target: { kind: 'times-bound', most: 1.2 },
  },
  {
    name: 'sparse',
    title: '100,000 addresses, 1 % answering',
    fleet: { addresses: 100_000, port: PORT, share: { open: 8, protected: 2 } },
    concurrency: 100,
    timeout: 3_000,
    portInTarget: false,
    peers: ['bare', 'nmap'],
    target: { kind: 'peak', mebibytes: 200 },
  },
];
