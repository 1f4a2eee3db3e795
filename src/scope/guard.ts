import { BlockList } from 'node:net';
import type { Depth } from '../model/access.ts';
import { escapeText } from '../support/escape.ts';
import { AddressSet } from './address-set.ts';
import { type Cidr, canonical, classOf } from './addresses.ts';
import type { PublicEntries, Standing } from './proof.ts';
import { addToList, familyOf, type ScopeRules, type Selection } from './rules.ts';

export type Permission =
  | { readonly allowed: true; readonly limitDepth: Depth | null }
  | { readonly allowed: false; readonly code: string; readonly reason: string };

const OPEN: Permission = { allowed: true, limitDepth: null };

/** May this address be touched? Never, denied, loopback, private, public: in this order, so that deny beats allow. */
export class Guard {
  readonly #allow: Selection;
  readonly #deny: Selection;
  readonly #public: PublicEntries;
  readonly #enginePorts: ReadonlySet<number>;
  readonly #named = new AddressSet();
  readonly #namedNetworks = new BlockList();

  constructor(rules: ScopeRules, allow: Selection, deny: Selection, entries: PublicEntries) {
    this.#allow = allow;
    this.#deny = deny;
    this.#public = entries;
    this.#enginePorts = new Set(rules.enginePorts);
  }

  /** The user named it as a target: enough for a private address, and for no other. */
  name(address: string): void {
    this.#named.add(address);
  }

  nameNetwork(cidr: Cidr): void {
    addToList(this.#namedNetworks, cidr);
  }

  /** Synchronous, asked at every dial: public addresses count only once `settle` was asked about them. */
  permit(address: string, port: number): Permission {
    return this.#judge(address, port, (at) => this.#public.standing(at));
  }

  /** The same, after looking for proof of control where the address needs one. */
  async settle(address: string, port: number): Promise<Permission> {
    let standing: Standing | null = null;
    if (classOf(address).kind === 'public' && !this.#deny.hasAddress(address)) {
      standing = await this.#public.settle(address);
    }
    return this.#judge(address, port, () => standing);
  }

  #judge(text: string, port: number, standingOf: (address: string) => Standing | null): Permission {
    const address = canonical(text);
    if (address === null) return refuse('not-an-address', `${escapeText(text)} is no plain IP address.`);
    const kind = classOf(address);
    if (kind.kind === 'never') return refuse(kind.code, `${address} is ${kind.what}. ${kind.mend}`);
    if (this.#deny.hasAddress(address)) {
      return refuse('denied', `${address} is denied by the scope. Take it out of scope.deny or --deny to audit it.`);
    }
    if (kind.kind === 'loopback') return OPEN;
    if (kind.kind === 'private') return this.#private(address);
    return this.#publicly(address, port, standingOf(address));
  }

  #private(address: string): Permission {
    if (this.#named.has(address) || this.#allow.hasAddress(address)) return OPEN;
    if (this.#namedNetworks.check(address, familyOf(address))) return OPEN;
    return refuse(
      'private-not-named',
      `${address} is a private address that nobody named. Name it as a target, or add --allow ${address}.`,
    );
  }

  #publicly(address: string, port: number, standing: Standing | null): Permission {
    const mend = 'Declare it in scope.public of a file given with --config, with a proof of control.';
    if (!standing) return refuse('public-not-declared', `${address} is a public address. ${mend}`);
    if (standing.kind === 'none') {
      return refuse(standing.code, `${address} is a public address: ${standing.why}. ${mend}`);
    }
    if (standing.kind === 'proved') return OPEN;
    return this.#enginePorts.has(port)
      ? { allowed: true, limitDepth: 'access' }
      : refuse(
          'attested-port',
          `${address} is attested without proof, so only ports that engines call their own are asked, and ${port} is none.` +
            ' Add a proof of control to scope.public.',
        );
  }
}

export function refuse(code: string, reason: string): Permission & { allowed: false } {
  return { allowed: false, code, reason };
}
