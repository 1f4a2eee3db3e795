import type { Endpoint, Refusal, Target, TlsWish } from '../model/endpoint.ts';
import { escapeText } from '../support/escape.ts';
import { AddressSet } from './address-set.ts';
import { type Cidr, canonical, canonicalName, classOf, fromNumber, isMetadataName, parseCidr } from './addresses.ts';
import { type Guard, type Permission, refuse } from './guard.ts';
import { tooWide } from './proof.ts';
import type { Selection } from './rules.ts';

/** A port for targets that name none. */
export interface PortChoice {
  readonly port: number;
  readonly transport: 'tcp' | 'udp';
  /** Which form is tried first there. */
  readonly tls: TlsWish;
  /** True where the user named it (`--ports`), so that any engine may be asked on it. */
  readonly named?: boolean;
}

export type Expanded =
  | { readonly kind: 'endpoint'; readonly endpoint: Endpoint }
  | { readonly kind: 'refusal'; readonly refusal: Refusal };

export interface ExpandOptions {
  /** True for targets of imports and discovery: naming a private address there does not allow it. */
  readonly imported?: boolean;
}

type Refused = Permission & { allowed: false };

/** Turns targets into checked endpoints, one at a time. Holds no list: what is remembered are bitmaps and names. */
export class Expansion {
  readonly #guard: Guard;
  readonly #allow: Selection;
  readonly #deny: Selection;
  readonly #addressesOf: (name: string) => Promise<readonly string[]>;
  readonly #maxAddresses: number;
  readonly #counted = new AddressSet();
  /** What was given out, by port; names beside addresses. A later target that requires it is given out again. */
  readonly #given = new Map<string, AddressSet>();

  constructor(
    guard: Guard,
    allow: Selection,
    deny: Selection,
    addressesOf: (name: string) => Promise<readonly string[]>,
    maxAddresses: number,
  ) {
    this.#guard = guard;
    this.#allow = allow;
    this.#deny = deny;
    this.#addressesOf = addressesOf;
    this.#maxAddresses = maxAddresses;
  }

  async *expand(
    targets: AsyncIterable<Target>,
    ports: readonly PortChoice[],
    options: ExpandOptions = {},
  ): AsyncGenerator<Expanded> {
    for await (const target of targets) {
      const chosen = target.port === null ? portsOf(target, ports) : [portOf(target, target.port, ports)];
      const imported = options.imported === true || target.imported === true;
      switch (target.host.kind) {
        case 'cidr':
          yield* this.#cidr(target, target.host.value, chosen, { imported });
          break;
        case 'address':
          yield* this.#literal(target, target.host.value, chosen, { imported });
          break;
        case 'name':
          yield* this.#name(target, canonicalName(target.host.value), chosen);
          break;
      }
    }
  }

  async *#literal(target: Target, text: string, ports: readonly PortChoice[], options: ExpandOptions) {
    const address = canonical(text);
    if (address === null) {
      const reason = `${escapeText(text)} is no plain IP address. Write it in full, without a zone.`;
      yield refusal(target, text, null, refuse('not-an-address', reason));
      return;
    }
    if (options.imported !== true) this.#guard.name(address);
    yield* this.#address(target, target.host.value, address, ports, true);
  }

  async *#name(target: Target, name: string, ports: readonly PortChoice[]): AsyncGenerator<Expanded> {
    const shown = escapeText(name);
    if (isMetadataName(name)) {
      const reason = `${shown} is the name of a cloud metadata service. No rule can allow it.`;
      yield refusal(target, name, null, refuse('metadata', reason));
      return;
    }
    if (this.#deny.hasName(name)) {
      const reason = `${shown} is denied by the scope. Take it out of scope.deny or --deny to audit it.`;
      yield refusal(target, name, null, refuse('denied', reason));
      return;
    }
    let addresses: readonly string[];
    let because = 'the name is not known';
    try {
      addresses = await this.#addressesOf(name);
    } catch (error) {
      because = error instanceof Error ? error.message : String(error);
      addresses = [];
    }
    if (addresses.length === 0) {
      const reason = `${shown} could not be resolved: ${escapeText(because)}. Check the name, or write its address.`;
      yield refusal(target, name, null, refuse('name-not-resolved', reason));
      return;
    }
    let first = true;
    for (const address of addresses) {
      // A name may lead into a private network only where the user allowed the name or the network: DNS never widens.
      if (this.#allow.hasName(name) && canonical(address) !== null) this.#guard.name(address);
      for await (const item of this.#address(target, target.host.value, address, ports, first)) {
        yield item;
        if (item.kind === 'endpoint') first = false;
      }
    }
  }

  async *#cidr(target: Target, text: string, ports: readonly PortChoice[], options: ExpandOptions) {
    const cidr = parseCidr(text);
    const whole = cidr ? this.#wholeCidr(cidr) : refuse('not-an-address', `${escapeText(text)} is no CIDR.`);
    if (!cidr || whole) {
      if (whole) yield refusal(target, text, null, whole);
      return;
    }
    if (options.imported !== true) this.#guard.nameNetwork(cidr);
    // One refusal for all addresses of a network that are refused for the same reason: the first speaks for the rest.
    const refused = new Map<string, { refusal: Refusal; count: number }>();
    for (let at = cidr.first; at < cidr.first + cidr.size; at += 1n) {
      const address = fromNumber(at, cidr.family);
      for await (const item of this.#address(target, address, address, ports, true)) {
        if (item.kind === 'endpoint') {
          yield item;
          continue;
        }
        const known = refused.get(item.refusal.code);
        if (known) known.count += 1;
        else refused.set(item.refusal.code, { refusal: item.refusal, count: 1 });
      }
    }
    for (const { refusal, count } of refused.values()) {
      const more = count > 1 ? ` So are ${count - 1} more of ${cidr.text}.` : '';
      yield { kind: 'refusal' as const, refusal: { ...refusal, reason: `${refusal.reason}${more}` } };
    }
  }

  /** What can be said of a network before any of its addresses is looked at. */
  #wholeCidr(cidr: Cidr): Refused | null {
    const start = classOf(fromNumber(cidr.first, cidr.family));
    const end = classOf(fromNumber(cidr.first + cidr.size - 1n, cidr.family));
    if ((start.kind === 'public' || end.kind === 'public') && tooWide(cidr)) {
      return refuse(
        'public-too-wide',
        `${cidr.text} is a public network wider than ${cidr.family === 4 ? '/24' : '/120'}. Name narrower ones.`,
      );
    }
    if (start.kind === 'never' && end.kind === 'never' && start.code === end.code) {
      return refuse(start.code, `${cidr.text} holds ${start.what} only. ${start.mend}`);
    }
    if (BigInt(this.#counted.size) + cidr.size > BigInt(this.#maxAddresses)) {
      return refuse(
        'too-many-addresses',
        `${cidr.text} has ${cidr.size} addresses, and ${this.#maxAddresses - this.#counted.size} of --max-addresses` +
          ` ${this.#maxAddresses} are left. Name a narrower network, or raise --max-addresses.`,
      );
    }
    return null;
  }

  async *#address(
    target: Target,
    host: string,
    text: string,
    ports: readonly PortChoice[],
    first: boolean,
  ): AsyncGenerator<Expanded> {
    const address = canonical(text) ?? text;
    const required = target.port !== null && first;
    let counted = false;
    let lastCode: string | null = null;
    for (const choice of ports) {
      const kind = canonical(address) === null ? null : classOf(address).kind;
      const permission =
        kind === 'public' ? await this.#guard.settle(address, choice.port) : this.#guard.permit(address, choice.port);
      if (!permission.allowed) {
        if (permission.code !== lastCode) yield refusal(target, host, address, permission, choice.port);
        lastCode = permission.code;
        continue;
      }
      if (!counted && !this.#count(address)) {
        const reason =
          `${address} is one more than --max-addresses ${this.#maxAddresses} permits.` +
          ' Name fewer, or raise --max-addresses.';
        yield refusal(target, host, address, refuse('too-many-addresses', reason));
        return;
      }
      counted = true;
      if (!this.#isNew(target, host, address, choice, required)) continue;
      yield {
        kind: 'endpoint',
        endpoint: {
          target: target.text,
          source: target.source,
          host,
          address,
          port: choice.port,
          transport: choice.transport,
          path: target.path,
          tls: choice.tls === 'auto' || target.tls !== 'auto' ? target.tls : choice.tls,
          required,
          portNamed: target.port !== null || choice.named === true,
        },
      };
    }
  }

  #count(address: string): boolean {
    if (this.#counted.has(address)) return true;
    if (this.#counted.size >= this.#maxAddresses) return false;
    return this.#counted.add(address);
  }

  #isNew(target: Target, host: string, address: string, choice: PortChoice, required: boolean): boolean {
    const literal = host === address;
    const door = `${choice.transport} ${choice.port} ${target.path} ${literal ? '' : host}`;
    if (required) this.#remember(door, address);
    return this.#remember(required ? `${door} required` : door, address);
  }

  #remember(door: string, address: string): boolean {
    let set = this.#given.get(door);
    if (!set) {
      set = new AddressSet();
      this.#given.set(door, set);
    }
    return set.add(address);
  }
}

/** A target that asks for UDP has the ports of UDP alone; ports that the user named are of the transport that the target names. */
function portsOf({ transport }: Target, ports: readonly PortChoice[]): readonly PortChoice[] {
  if (transport === 'tcp') return ports;
  return ports
    .map((choice) => (choice.named === true ? { ...choice, transport } : choice))
    .filter((choice) => choice.transport === transport);
}

function portOf(target: Target, port: number, ports: readonly PortChoice[]): PortChoice {
  const { transport } = target;
  const usual = ports.find((choice) => choice.port === port && choice.transport === transport);
  return { port, transport, tls: target.tls === 'auto' ? (usual?.tls ?? 'auto') : target.tls, named: true };
}

function refusal(target: Target, host: string, address: string | null, why: Refused, port = target.port): Expanded {
  const imported = target.imported === true;
  return {
    kind: 'refusal',
    refusal: {
      target: target.text,
      source: target.source,
      host,
      address,
      port,
      code: why.code,
      reason: imported ? `Known, not in scope: ${why.reason}` : why.reason,
      required: target.port !== null && !imported,
    },
  };
}
