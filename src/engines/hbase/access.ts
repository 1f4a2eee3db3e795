import type { Capability } from '../../model/access.ts';
import type { ProbeContext } from '../../model/engine.ts';
import { type AccessFacts, provedLevel, type Setting } from '../../model/facts.ts';
import { at, text } from '../../wire/json.ts';
import { type Answer, readAnswer, readBean, readTableSizes, readTables } from './answers.ts';
import type { HbaseChannel } from './requests.ts';

const TRIES = 5;

/** Names that can be put into a path as they are; those of other namespaces hold a colon. */
export function isAskable(table: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9_.:-]{0,250}$/.test(table);
}

export function isSystem(table: string): boolean {
  return table.startsWith('hbase:');
}

interface Shown {
  readonly version: string | null;
  /** The cluster's own number, where it is told. */
  readonly identity: string | null;
  readonly banner: readonly number[];
  /** Null: none was asked. */
  readonly control: Answer | null;
  readonly tables: readonly string[] | null;
  readonly listed: readonly number[];
  readonly read: readonly number[];
  readonly refused: readonly number[];
  readonly said: string;
  readonly settings: Readonly<Record<string, Setting>>;
}

export async function hbaseAccess(channel: HbaseChannel, context: ProbeContext): Promise<AccessFacts> {
  const shown = context.claim.role === 'rest' ? await byGateway(channel, context) : await byPages(channel, context);
  return factsOf(shown);
}

/** The gateway speaks with the rights of its own account: what a row is answered with shows them. */
async function byGateway(channel: HbaseChannel, { tokens, claim }: ProbeContext): Promise<Shown> {
  const cluster = readAnswer(await channel.ask('cluster'));
  // Before 2.0 it is a text alone.
  const version = versionIn(text(at(cluster.json, 'Version')) ?? text(cluster.json));
  const control = readAnswer(await channel.ask('control', { control: tokens.control }));
  const nothing = {
    version,
    identity: null,
    banner: [cluster.exchange],
    control,
    listed: [],
    read: [],
    refused: [cluster, control].filter(({ meaning }) => meaning === 'refused').map(({ exchange }) => exchange),
    settings: { role: claim.role },
  };
  if (control.meaning === 'open' || control.meaning === 'busy') return { ...nothing, tables: null, said: control.said };
  const listed = readAnswer(await channel.ask('tables'));
  const tables = listed.meaning === 'open' ? readTables(listed.json) : null;
  const refused = listed.meaning === 'refused' ? [...nothing.refused, listed.exchange] : nothing.refused;
  if (tables === null) return { ...nothing, tables, refused, said: listed.said };
  const read: number[] = [];
  for (const table of tables.filter((name) => !isSystem(name) && isAskable(name)).slice(0, TRIES)) {
    const row = readAnswer(await channel.ask('row', { table, control: tokens.control }));
    if (row.meaning === 'missing') read.push(row.exchange);
    if (row.meaning === 'refused') refused.push(row.exchange);
    if (read.length > 0) break;
  }
  return { ...nothing, tables, listed: [listed.exchange], read, refused, said: '' };
}

/** Pages of a master or a region server: numbers alone, with the names of tables among them. */
async function byPages(channel: HbaseChannel, { claim }: ProbeContext): Promise<Shown> {
  const master = readAnswer(await channel.ask('master'));
  const sizes = readAnswer(await channel.ask('table-sizes'));
  const names = [...readTableSizes(sizes.json).keys()];
  const refused = [master, sizes].filter(({ meaning }) => meaning === 'refused').map(({ exchange }) => exchange);
  const bean = readBean(master.json, 'Master,sub=Server');
  return {
    version: claim.version,
    banner: [master.exchange],
    control: null,
    tables: names.length > 0 ? names : null,
    listed: [sizes.exchange],
    read: [],
    refused,
    said: 'a page of numbers, in which no table is named',
    identity: text(bean?.['tag.clusterId']),
    settings: { role: claim.role },
  };
}

function factsOf(shown: Shown): AccessFacts {
  const { tables, control, refused, read } = shown;
  const honeypot = control?.meaning === 'open';
  const open = tables !== null && !honeypot;
  const level = provedLevel(['banner', true], ['metadata', open], ['read', open && read.length > 0]);
  const settled = !honeypot && (open || refused.length > 0);
  const named: readonly (readonly [string, readonly number[]])[] = [
    ['banner', shown.banner],
    ['control', control === null ? [] : [control.exchange]],
    ['list-collections', open ? shown.listed : []],
    ['count-records', read],
    ['refusal', refused.slice(0, 3)],
  ];
  return {
    service: {
      engine: 'hbase',
      version: shown.version,
      identity: shown.identity === null ? {} : { clusterId: shown.identity },
      name: null,
    },
    access: {
      proved: settled ? level : 'unknown',
      inferred: settled ? level : 'unknown',
      capabilities: capabilitiesOf(open, read.length > 0),
      protection: refused.length > 0 ? 'authentication' : null,
      securityLayer: refused.length > 0 ? 'present' : 'unknown',
      anonymous: null,
      filtered: open && refused.length > 0,
      control: honeypot ? 'failed' : control?.meaning === 'missing' ? 'passed' : 'not-asked',
      reason: honeypot
        ? 'a page for everything or a honeypot: a table of a random name, which cannot exist, is there'
        : settled
          ? null
          : `neither tables nor a refusal were seen: ${shown.said}`,
    },
    settings: { ...shown.settings, tables: tables?.length ?? null },
    proofs: Object.fromEntries(
      named.filter(([, exchanges]) => exchanges.length > 0).map(([name, exchanges]) => [name, [...exchanges]]),
    ),
    notes: [],
  };
}

function versionIn(told: string | null): string | null {
  return /^\d{1,3}(?:\.\d{1,4}){1,3}/.exec(told ?? '')?.[0] ?? null;
}

function capabilitiesOf(open: boolean, read: boolean): Capability[] {
  const all: readonly (readonly [Capability, boolean])[] = [
    ['identify', true],
    ['list-collections', open],
    ['read-records', read],
  ];
  return all.filter(([, holds]) => holds).map(([capability]) => capability);
}
