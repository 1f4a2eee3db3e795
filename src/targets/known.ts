import ipaddr from 'ipaddr.js';
import type { Bound, EngineGuess, Known, KnownEndpoint, NamedAt, SourceNote } from '../model/discovered.ts';
import { knownLabel } from '../model/discovered.ts';
import type { TlsWish } from '../model/endpoint.ts';
import { Diagnostic } from '../support/diagnostic.ts';
import { escapeText } from '../support/escape.ts';
import { byText } from '../support/stable-json.ts';
import { engineOfWord } from './engine-words.ts';
import { parseTarget } from './parse.ts';

/** The ports that engines call their own. */
export interface PortOwners {
  /** Engines by port, over TCP. */
  readonly byPort: ReadonlyMap<number, readonly string[]>;
  /** The first port of each engine. */
  readonly usual: ReadonlyMap<string, number>;
}

/** What a source says of one endpoint. */
export interface Sighting {
  readonly host: string;
  readonly port: number | null;
  /** Where it is not the file that was named. */
  readonly file?: string;
  readonly line: number;
  readonly column?: number;
  readonly name?: string | null;
  readonly tls?: TlsWish;
  readonly bound?: Bound;
  /** A word that may name its engine, and what it is a word of. */
  readonly word?: { readonly text: string; readonly by: Exclude<EngineGuess['by'], 'port'> } | undefined;
}

/** More are no inventory that a person edits. */
const MOST_ENDPOINTS = 100_000;
const MOST_NOTES = 1_000;
const MOST_SOURCES = 20;

const TRUST: readonly EngineGuess['by'][] = ['image', 'name', 'scheme', 'port'];
const REACH: readonly Bound[] = ['all interfaces', 'one address', 'loopback', 'inside', null];

/** Gathers what sources name; what two of them name alike is one entry with both. */
export class KnownEndpoints {
  readonly #found = new Map<string, KnownEndpoint>();
  readonly #notes: SourceNote[] = [];
  readonly #owners: PortOwners;

  constructor(owners: PortOwners) {
    this.#owners = owners;
  }

  get size(): number {
    return this.#found.size + this.#notes.length;
  }

  /** What is no host or port becomes a note: one strange entry does not cost the rest. */
  add(kind: string, file: string, sighting: Sighting): void {
    const host = plainHost(sighting.host);
    const { port, line, column = null, name: called = null } = sighting;
    if (!isTarget(host, port)) {
      this.note(
        `${file}:${line}`,
        `"${escapeText(`${sighting.host}${port === null ? '' : `:${port}`}`, 80)}" is no host with a port`,
      );
      return;
    }
    const name = called === null ? null : escapeText(own(called), 120);
    const key = knownLabel({ host, port });
    const before = this.#found.get(key);
    if (before === undefined && this.#found.size >= MOST_ENDPOINTS) {
      throw new Diagnostic(`more than ${MOST_ENDPOINTS} endpoints are named`, {
        where: `${file}:${line}:${column ?? 1}`,
        mend: 'name fewer sources at a time',
      });
    }
    const at: NamedAt = { kind, file, line, column, name };
    this.#found.set(key, {
      host,
      port,
      tls: before === undefined || before.tls === 'auto' ? (sighting.tls ?? 'auto') : before.tls,
      bound: first(REACH, before?.bound ?? null, sighting.bound ?? null),
      guess: better(before?.guess ?? null, this.#guess(sighting)),
      sources: withSource(before?.sources ?? [], at),
    });
  }

  usualPort(word: string): number | null {
    const engine = engineOfWord(word);
    return engine === null ? null : (this.#owners.usual.get(engine) ?? null);
  }

  note(where: string, what: string): void {
    if (this.#notes.length < MOST_NOTES) this.#notes.push({ where, what: escapeText(what) });
  }

  result(): Known {
    const endpoints = [...this.#found.values()].sort(
      (left, right) => byText(left.host, right.host) || (left.port ?? 0) - (right.port ?? 0),
    );
    return { endpoints, notes: this.#notes };
  }

  #guess({ word, port }: Sighting): EngineGuess | null {
    const engine = word === undefined ? null : engineOfWord(word.text);
    if (word !== undefined && engine !== null) return { engines: [engine], by: word.by };
    const owners = port === null ? undefined : this.#owners.byPort.get(port);
    return owners === undefined ? null : { engines: owners, by: 'port' };
  }
}

/** A copy that does not hold on to the text it was cut from, in which a password may stand. */
function own(text: string): string {
  return Buffer.from(text).toString('utf8');
}

function plainHost(written: string): string {
  const host = own(
    written
      .replace(/^\[(.*)\]$/, '$1')
      .replace(/\.$/, '')
      .toLowerCase(),
  );
  if (host === 'localhost') return '127.0.0.1';
  if (host.includes('%') || !ipaddr.isValid(host)) return host;
  return host.includes(':') || ipaddr.IPv4.isValidFourPartDecimal(host) ? ipaddr.process(host).toString() : host;
}

function isTarget(host: string, port: number | null): boolean {
  if (port !== null && !(Number.isInteger(port) && port >= 1 && port <= 65_535)) return false;
  try {
    return parseTarget(knownLabel({ host, port }), null).host.kind !== 'cidr';
  } catch (error) {
    if (error instanceof Diagnostic) return false;
    throw error;
  }
}

function first<T>(order: readonly T[], left: T, right: T): T {
  return order.indexOf(left) <= order.indexOf(right) ? left : right;
}

function better(left: EngineGuess | null, right: EngineGuess | null): EngineGuess | null {
  if (left === null || right === null) return left ?? right;
  return TRUST.indexOf(left.by) <= TRUST.indexOf(right.by) ? left : right;
}

function withSource(sources: readonly NamedAt[], at: NamedAt): readonly NamedAt[] {
  const known = sources.some(
    ({ kind, file, line, name }) => kind === at.kind && file === at.file && line === at.line && name === at.name,
  );
  return known || sources.length >= MOST_SOURCES ? sources : [...sources, at];
}
