import type { networkInterfaces } from 'node:os';
import type { Clock } from '../support/clock.ts';
import { Diagnostic } from '../support/diagnostic.ts';
import { escapeText } from '../support/escape.ts';
import { AddressSet } from './address-set.ts';
import { type Cidr, canonical, canonicalName, toNumber } from './addresses.ts';
import { familyOf, type Proof, type PublicEntry, readPlace } from './rules.ts';

/** Addresses without proof, over all entries together: a handful to look at, no sweep. */
const ATTESTED_AT_MOST = 16;
const TOKEN_AT_LEAST = 16;

export type Standing =
  | { readonly kind: 'proved' }
  | { readonly kind: 'attested' }
  | { readonly kind: 'none'; readonly code: string; readonly why: string };

/** `scope.public`: settled once for each address while targets are expanded, and only looked up when it is dialled. */
export interface PublicEntries {
  settle(address: string): Promise<Standing>;
  /** What `settle` found; null for an address that was never settled. */
  standing(address: string): Standing | null;
  readonly names: readonly string[];
}

interface Entry {
  readonly proof: Proof;
  /** Whether the entry speaks of the address; a name speaks of what it resolves to. */
  covers(address: string): Promise<boolean>;
}

export interface ProofDeps {
  readonly clock: Clock;
  readonly interfaces: typeof networkInterfaces;
  /** Each resolves a name once. */
  readonly addresses: (name: string) => Promise<readonly string[]>;
  readonly txt: (name: string) => Promise<readonly string[]>;
}

/** Throws `Diagnostic` for entries that can never hold. */
export function publicEntries(listed: readonly PublicEntry[], deps: ProofDeps): PublicEntries {
  const names: string[] = [];
  const entries = listed.map((entry, index): Entry => {
    const where = `scope.public[${index}]`;
    const place = readPlace(entry.at, where);
    if (place.kind === 'cidr') requireNarrow(place.cidr, where);
    requireSound(entry.proof, where, place.kind === 'name');
    if (place.kind === 'name') names.push(place.value);
    const covers =
      place.kind === 'address'
        ? (address: string) => Promise.resolve(address === place.value)
        : place.kind === 'cidr'
          ? (address: string) => Promise.resolve(holds(place.cidr, address))
          : async (address: string) => (await deps.addresses(place.value)).includes(address);
    const proof: Proof =
      entry.proof.kind === 'dns-txt'
        ? { ...entry.proof, name: canonicalName(entry.proof.name ?? entry.at) }
        : entry.proof;
    return { proof, covers };
  });
  const proved = new AddressSet();
  const attested = new AddressSet();

  const shown = async (proof: Proof, address: string): Promise<Standing> => {
    if (proof.kind === 'local-address') {
      return ownAddresses(deps.interfaces()).has(address)
        ? { kind: 'proved' }
        : lacking('public-not-proved', 'it is no address of this machine');
    }
    if (proof.kind === 'dns-txt') {
      const name = proof.name ?? '';
      if (!(await deps.addresses(name)).includes(address)) {
        return lacking('public-not-proved', `${name} does not resolve to it`);
      }
      return (await deps.txt(name)).includes(`unlatched-scope=${proof.token}`)
        ? { kind: 'proved' }
        : lacking('public-not-proved', `${name} has no TXT record "unlatched-scope=…" with the token`);
    }
    if (deps.clock.now() > endOf(proof.until)) {
      return lacking('attested-expired', `its attestation ended on ${proof.until}`);
    }
    if (!attested.has(address) && attested.size >= ATTESTED_AT_MOST) {
      return lacking('attested-too-many', `at most ${ATTESTED_AT_MOST} addresses may be attested without proof`);
    }
    return { kind: 'attested' };
  };

  return {
    names,
    async settle(address) {
      let best: Standing = lacking('public-not-declared', 'it stands in no entry of scope.public');
      for (const entry of entries) {
        let standing: Standing;
        try {
          if (!(await entry.covers(address))) continue;
          standing = await shown(entry.proof, address);
        } catch (error) {
          // DNS did not answer: no proof, and never a reason to stop the audit of everything else.
          const said = error instanceof Error ? error.message : String(error);
          standing = lacking('public-not-proved', `its proof could not be looked up (${escapeText(said)})`);
        }
        if (standing.kind === 'proved') {
          proved.add(address);
          return standing;
        }
        if (best.kind !== 'attested') best = standing;
      }
      if (best.kind === 'attested') attested.add(address);
      return best;
    },
    standing(address) {
      if (proved.has(address)) return { kind: 'proved' };
      return attested.has(address) ? { kind: 'attested' } : null;
    },
  };
}

function lacking(code: string, why: string): Standing {
  return { kind: 'none', code, why };
}

/** Wider than this is no longer "ours, address by address": /24, or /120 for IPv6. */
export function tooWide(cidr: Cidr): boolean {
  return cidr.size > 256n;
}

function requireNarrow(cidr: Cidr, where: string): void {
  if (!tooWide(cidr)) return;
  throw new Diagnostic(`${cidr.text} is wider than ${cidr.family === 4 ? '/24' : '/120'}`, {
    where,
    mend: 'List the public networks one by one, each /24 (/120 for IPv6) or narrower.',
  });
}

function requireSound(proof: Proof, where: string, isName: boolean): void {
  if (proof.kind === 'dns-txt') {
    if (proof.token.length < TOKEN_AT_LEAST) {
      throw new Diagnostic(`the token is shorter than ${TOKEN_AT_LEAST} characters`, {
        where: `${where}.proof.token`,
        mend: 'Make one with `openssl rand -hex 16` and publish it as TXT record "unlatched-scope=TOKEN".',
      });
    }
    if (!isName && proof.name === undefined) {
      throw new Diagnostic('a dns-txt proof for an address needs the name that carries the TXT record', {
        where: `${where}.proof.name`,
        mend: 'Add `name:` with a name that resolves to the address.',
      });
    }
  }
  if (proof.kind === 'attested') {
    if (proof.owner.trim() === '' || proof.reason.trim() === '') {
      throw new Diagnostic('an attested entry needs an owner and a reason', { where: `${where}.proof` });
    }
    if (Number.isNaN(endOf(proof.until))) {
      throw new Diagnostic(`"${proof.until}" is no date`, { where: `${where}.proof.until`, mend: 'Write 2026-12-31.' });
    }
  }
}

/** The last instant of a date, or the instant itself where it has a time. Epoch milliseconds, NaN for what is neither. */
function endOf(until: string): number {
  const day = /^\d{4}-\d\d-\d\d$/.test(until);
  return Date.parse(day ? `${until}T23:59:59.999Z` : until);
}

function holds(cidr: Cidr, address: string): boolean {
  if ((familyOf(address) === 'ipv4' ? 4 : 6) !== cidr.family) return false;
  const number = toNumber(address);
  return number >= cidr.first && number < cidr.first + cidr.size;
}

function ownAddresses(interfaces: ReturnType<typeof networkInterfaces>): Set<string> {
  const own = new Set<string>();
  for (const list of Object.values(interfaces)) {
    for (const one of list ?? []) own.add(canonical(one.address) ?? one.address);
  }
  return own;
}
