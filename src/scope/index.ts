import { networkInterfaces } from 'node:os';
import type { Target } from '../model/endpoint.ts';
import { type Clock, systemClock } from '../support/clock.ts';
import { canonical, canonicalName, isMetadataName } from './addresses.ts';
import { type Expanded, type ExpandOptions, Expansion, type PortChoice } from './expand.ts';
import { Guard, type Permission } from './guard.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { publicEntries } from './proof.ts';
import { type Resolver, systemResolver } from './resolver.ts';
import { type ScopeRules, selection } from './rules.ts';

export type { Expanded, ExpandOptions, PortChoice } from './expand.ts';
export type { Permission } from './guard.ts';
export type { Ledger, LedgerEntry } from './ledger.ts';
export { createLedger } from './ledger.ts';
export { type Resolver, systemResolver } from './resolver.ts';
export type { Proof, PublicEntry, ScopeRules } from './rules.ts';

/** What may be touched, and what was. */
export interface Scope {
  /** Resolves each name once, checks every address, streams networks. */
  expand(
    targets: AsyncIterable<Target>,
    ports: readonly PortChoice[],
    options?: ExpandOptions,
  ): AsyncIterable<Expanded>;
  /** Asked again at each dial. `limitDepth`: no question from a deeper depth may be asked there. */
  permit(address: string, port: number): Permission;
  /** For what a store says it talks to: literal addresses and declared names, without asking DNS; null: cannot be said. */
  covers(host: string): boolean | null;
  describe(): { allow: string[]; deny: string[]; public: string[] };
  readonly ledger: Ledger;
}

/** What tests replace: names, the date that ends attestations, and the addresses of this machine. */
export interface ScopeDeps {
  readonly resolver?: Resolver;
  readonly clock?: Clock;
  readonly interfaces?: typeof networkInterfaces;
}

const LOOPBACK = ['127.0.0.0/8', '::1/128'];

/** Throws `Diagnostic` for rules that cannot be read or can never hold. Nothing is resolved before `expand` needs it. */
export function createScope(rules: ScopeRules, deps: ScopeDeps = {}): Scope {
  const resolver = deps.resolver ?? systemResolver();
  const allow = selection(rules.allow, 'scope.allow');
  const deny = selection(rules.deny, 'scope.deny');
  const addresses = once((name) => resolver.addresses(name).then(distinct));
  const entries = publicEntries(rules.public, {
    clock: deps.clock ?? systemClock,
    interfaces: deps.interfaces ?? networkInterfaces,
    addresses,
    txt: once((name) => resolver.txt(name)),
  });
  const guard = new Guard(rules, allow, deny, entries);
  const expansion = new Expansion(guard, allow, deny, addresses, rules.maxAddresses);
  const ledger = createLedger();
  return {
    expand: (targets, ports, options) => expansion.expand(targets, ports, options),
    permit: (address, port) => guard.permit(address, port),
    covers(host) {
      const bare = host.startsWith('[') && host.endsWith(']') ? host.slice(1, -1) : host;
      if (canonical(bare) !== null) return guard.permit(bare, rules.enginePorts[0] ?? 0).allowed;
      const name = canonicalName(bare);
      if (isMetadataName(name) || deny.hasName(name)) return false;
      return name === 'localhost' || allow.hasName(name) || entries.names.includes(name) ? true : null;
    },
    describe: () => ({
      allow: [...LOOPBACK, ...rules.allow],
      deny: [...rules.deny],
      public: rules.public.map((entry) => `${entry.at} (${entry.proof.kind})`),
    }),
    ledger,
  };
}

function distinct(found: readonly string[]): readonly string[] {
  return [...new Set(found.map((address) => canonical(address) ?? address))];
}

/** Asks once for each name and keeps the answer, so that a name cannot lead elsewhere the second time. */
function once(ask: (name: string) => Promise<readonly string[]>): (name: string) => Promise<readonly string[]> {
  const answers = new Map<string, Promise<readonly string[]>>();
  return (name) => {
    let answer = answers.get(name);
    if (!answer) {
      answer = ask(name);
      answers.set(name, answer);
    }
    return answer;
  };
}
