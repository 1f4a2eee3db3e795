import { BlockList, isIP } from 'node:net';
import { Diagnostic } from '../support/diagnostic.ts';
import { type Cidr, canonical, canonicalName, parseCidr } from './addresses.ts';

/** How the user shows that a public address is theirs. */
export type Proof =
  /** A TXT record `unlatched-scope=TOKEN` at a name that resolves to the address. `name` defaults to the entry itself. */
  | { readonly kind: 'dns-txt'; readonly name?: string; readonly token: string }
  /** The address is one of this machine's own. */
  | { readonly kind: 'local-address' }
  /** The user's word alone: depth `access`, few addresses, engines' own ports. `until` is a date, `2026-12-31`. */
  | { readonly kind: 'attested'; readonly owner: string; readonly reason: string; readonly until: string };

/** An entry of `scope.public`: an address, a CIDR no wider than /24 (/120 for IPv6), or a name. */
export interface PublicEntry {
  readonly at: string;
  readonly proof: Proof;
}

export interface ScopeRules {
  /** Private addresses, CIDRs and names that may be audited beside those named as targets. Public ones have no effect here. */
  readonly allow: readonly string[];
  /** Addresses, CIDRs, names and `*.suffixes` that are left alone whatever else says. */
  readonly deny: readonly string[];
  readonly public: readonly PublicEntry[];
  readonly maxAddresses: number;
  /** Every port that an engine calls its own: attested entries reach no other. */
  readonly enginePorts: readonly number[];
}

/** Addresses, networks and names, as a user lists them. */
export interface Selection {
  readonly names: readonly string[];
  hasAddress(address: string): boolean;
  hasName(name: string): boolean;
}

/** Throws `Diagnostic` with `where` and the index for what is none of the three. */
export function selection(texts: readonly string[], where: string): Selection {
  const addresses = new BlockList();
  const names = new Set<string>();
  const suffixes: string[] = [];
  texts.forEach((text, index) => {
    const at = readPlace(text, `${where}[${index}]`);
    if (at.kind === 'address') addresses.addAddress(at.value, familyOf(at.value));
    else if (at.kind === 'cidr') addToList(addresses, at.cidr);
    else if (at.value.startsWith('*.')) suffixes.push(at.value.slice(1));
    else names.add(at.value);
  });
  const listed = addresses.rules.length > 0;
  return {
    names: [...names],
    // A check makes a native object; the usual empty list is asked for every address of a sweep.
    hasAddress: (address) => listed && addresses.check(address, familyOf(address)),
    hasName: (name) => names.has(name) || suffixes.some((suffix) => name.endsWith(suffix)),
  };
}

export type Place =
  | { readonly kind: 'address'; readonly value: string }
  | { readonly kind: 'cidr'; readonly cidr: Cidr }
  | { readonly kind: 'name'; readonly value: string };

export function readPlace(text: string, where: string): Place {
  const bare = text.startsWith('[') && text.endsWith(']') ? text.slice(1, -1) : text;
  const address = canonical(bare);
  if (address !== null) return { kind: 'address', value: address };
  const cidr = parseCidr(bare);
  if (cidr) return { kind: 'cidr', cidr };
  const name = canonicalName(bare);
  // Digits and dots alone would be read as an IPv4 shorthand by some resolvers.
  if (/^(\*\.)?([a-z0-9_]([a-z0-9_-]{0,62}[a-z0-9_])?\.)*[a-z0-9_]([a-z0-9_-]{0,62}[a-z0-9_])?$/.test(name)) {
    if (!/^[\d.]+$|^0x/.test(name)) return { kind: 'name', value: name };
  }
  throw new Diagnostic(`"${text}" is no address, CIDR or host name`, {
    where,
    mend: 'write for example 10.0.0.5, 10.0.0.0/28, fd00::5 or db.example.com',
  });
}

export function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 4 ? 'ipv4' : 'ipv6';
}

export function addToList(list: BlockList, cidr: Cidr): void {
  list.addSubnet(cidr.text.slice(0, cidr.text.indexOf('/')), cidr.prefix, cidr.family === 4 ? 'ipv4' : 'ipv6');
}
