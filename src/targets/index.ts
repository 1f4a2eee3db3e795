import { Readable } from 'node:stream';
import type { Known } from '../model/discovered.ts';
import type { Target } from '../model/endpoint.ts';
import { Diagnostic } from '../support/diagnostic.ts';
import { targetsOfKnown } from './from.ts';
import { type Held, holdStreams } from './hold.ts';
import { readListFile, readListStream } from './list.ts';
import { parseTarget, type Schemes } from './parse.ts';

export { readKnown } from './from.ts';
export { mergeInventory } from './inventory.ts';
export type { PortOwners } from './known.ts';
export { parseTarget } from './parse.ts';

export interface TargetSources {
  /** Targets as written on the command line; `-` stands for standard input. */
  readonly args: readonly string[];
  /** Files with one target a line; `-` stands for standard input. */
  readonly files: readonly string[];
  readonly stdin: NodeJS.ReadableStream | null;
  /** Names of engines, which may stand before `://`. */
  readonly schemes?: Schemes;
  /** What sources of `--from` name, which comes last and allows nothing. */
  readonly known?: Known;
}

/** Streams targets in the order in which they were named. Throws a `Diagnostic` at the first that cannot be used. */
export async function* readTargets(from: TargetSources, held: Held = new Map()): AsyncIterable<Target> {
  for (const text of from.args) {
    if (text === '-') yield* readFile('-', from, held);
    else yield parseTarget(text, null, from.schemes);
  }
  for (const file of from.files) yield* readFile(file, from, held);
  if (from.known !== undefined) yield* targetsOfKnown(from.known);
}

function readFile(file: string, from: TargetSources, held: Held): AsyncIterable<Target> {
  const text = held.get(file);
  if (text !== undefined) return readListStream(file, Readable.from([text]), from.schemes);
  if (file !== '-') return readListFile(file, from.schemes);
  if (from.stdin === null) throw new Diagnostic('there is no standard input to read targets from', { where: '-' });
  return readListStream(file, from.stdin as Readable, from.schemes);
}

export interface CheckedTargets {
  readonly count: number;
  /** How many endpoints they come to with so many ports for each host that names none. Names count as one address. */
  endpoints(portsEach: number): number;
  /** True where every target is an address of loopback, or localhost. */
  readonly loopbackOnly: boolean;
  targets(): AsyncIterable<Target>;
}

/**
 * Reads every target once before anything is sent, so that a slip on the last line is told while nothing has been sent.
 * Files are read again for the audit; what can be read only once is held as text, bounded.
 */
export async function checkTargets(from: TargetSources): Promise<CheckedTargets> {
  const held = await holdStreams([...from.args.filter((text) => text === '-'), ...from.files], from.stdin);
  const targets = () => readTargets(from, held);
  let count = 0;
  let withPort = 0;
  let withoutPort = 0;
  let loopbackOnly = true;
  for await (const { host, port } of targets()) {
    count += 1;
    loopbackOnly &&= LOOPBACK.test(host.value);
    if (port === null) withoutPort += host.kind === 'cidr' ? addressesIn(host.value) : 1;
    else withPort += 1;
  }
  return { count, endpoints: (portsEach) => withPort + withoutPort * portsEach, loopbackOnly, targets };
}

const LOOPBACK = /^(?:127\.\d+\.\d+\.\d+(?:\/(?:[89]|[12]\d|3[0-2]))?|::1(?:\/128)?|localhost)$/;

function addressesIn(cidr: string): number {
  const width = cidr.includes(':') ? 128 : 32;
  return 2 ** (width - Number(cidr.slice(cidr.indexOf('/') + 1)));
}
