import { type Capability, highest, type Level } from '../../model/access.ts';
import type { ProbeContext } from '../../model/engine.ts';
import { type AccessFacts, provedLevel, type Setting } from '../../model/facts.ts';
import { type Product, productOf } from './claim.ts';
import { type Entry, enter } from './enter.ts';
import type { PostgresChannel } from './requests.ts';
import { NOBODY, type Rights, takeRights } from './rights.ts';
import { ask, isTrue, open } from './speak.ts';
import { proveRow, type Tables, takeTables } from './tables.ts';

const ID = 'postgresql';
/** Databases that are gone into for the proof, where the usual one holds nothing. */
const TRIES = 5;

interface Found {
  readonly entry: Entry;
  readonly rights: Rights;
  readonly product: Product;
  readonly databases: readonly string[];
  /** In which the session is now. */
  readonly at: string;
  readonly tables: Tables | null;
  readonly systemIdentifier: string | null;
  readonly shown: readonly number[];
  readonly listed: readonly number[];
  readonly refused: readonly number[];
}

export async function access(channel: PostgresChannel, context: ProbeContext): Promise<AccessFacts> {
  const entry = await enter(channel, context);
  const nothing: Found = {
    entry,
    rights: NOBODY,
    product: productOf(null, entry.parameters),
    databases: [],
    at: entry.database,
    tables: null,
    systemIdentifier: null,
    shown: [],
    listed: [],
    refused: [],
  };
  if (entry.kind === 'closed' || entry.control === 'failed') return factsOf(nothing, context);
  const rights = await takeRights(channel, entry.guard);
  const identity = await ask(channel, 'identity', entry.guard);
  const { names, exchange } = await takeDatabases(channel, entry);
  const found = {
    ...nothing,
    rights,
    product: productOf(rights.banner, entry.parameters),
    databases: names,
    systemIdentifier: identity.kind === 'rows' ? (identity.rows[0]?.[0] ?? null) : null,
    listed: exchange,
  };
  return factsOf({ ...found, ...(await proveRead(channel, entry, names)), listed: exchange }, context);
}

async function takeDatabases(
  channel: PostgresChannel,
  { guard, database }: Entry,
): Promise<{ names: readonly string[]; exchange: readonly number[] }> {
  const answer = await ask(channel, 'databases', guard);
  if (answer.kind !== 'rows') return { names: [database], exchange: [] };
  const names = answer.rows.filter(([, enter]) => isTrue(enter)).flatMap(([name]) => name ?? []);
  return { names, exchange: names.length > 0 ? [answer.exchange] : [] };
}

/** The session's own database first, then the others: the first row of a table ends it. */
async function proveRead(
  channel: PostgresChannel,
  { guard, database, door }: Entry,
  databases: readonly string[],
): Promise<Pick<Found, 'at' | 'tables' | 'shown' | 'refused'>> {
  const others = databases.filter((name) => name !== database).slice(0, TRIES);
  const refused: number[] = [];
  let last: Pick<Found, 'at' | 'tables'> = { at: database, tables: null };
  for (const name of [database, ...others]) {
    if (name !== database) {
      const { opening, exchange } = await open(channel, door, { database: name });
      if (opening?.kind !== 'ready') {
        refused.push(exchange);
        continue;
      }
    }
    const tables = await takeTables(channel, guard);
    last = { at: name, tables };
    const proof = await proveRow(channel, guard, tables.facts);
    refused.push(...proof.refused);
    if (proof.shown.length > 0) return { ...last, shown: proof.shown, refused };
  }
  return { ...last, shown: [], refused };
}

const HONEYPOT =
  'a page for everything or a honeypot: a database of a random name, which cannot exist, is entered like one that does';

function factsOf(found: Found, { claim }: ProbeContext): AccessFacts {
  const { entry, rights, product, tables, shown, systemIdentifier } = found;
  const honeypot = entry.control === 'failed';
  const open = entry.kind === 'open' && !honeypot;
  const level = provedLevel(
    ['banner', true],
    ['metadata', open && (found.listed.length > 0 || tables !== null)],
    ['read', shown.length > 0],
  );
  const settled = open || entry.protection !== null;
  const granted = open ? rights.level(tables?.facts ?? []) : 'none';
  const proved = settled ? (open ? level : 'none') : 'unknown';
  return {
    service: {
      engine: ID,
      version: product.version ?? (entry.kind === 'open' ? null : claim.version),
      identity: systemIdentifier === null ? {} : { systemIdentifier },
      name: product.name === 'PostgreSQL' ? null : product.name,
    },
    access: {
      proved,
      inferred: proved === 'unknown' ? 'unknown' : open ? highest(level, granted) : 'none',
      capabilities: open ? capabilitiesOf(found, granted) : [],
      protection: entry.protection,
      securityLayer: entry.protection !== null ? 'present' : open && rights.superuser ? 'absent' : 'unknown',
      anonymous: rights.user === null ? null : { user: rights.user, roles: rights.roles },
      filtered: (tables?.facts ?? []).some(({ readable, secured, system }) => !system && (!readable || secured)),
      control: entry.control,
      reason: honeypot ? HONEYPOT : entry.reason,
    },
    settings: settingsOf(found),
    proofs: proofsOf(found),
    notes: notesOf(found),
  };
}

/** The others have no host behind them that COPY could start programs on. */
const RUNS_PROGRAMS = new Set(['PostgreSQL', 'Greenplum', 'YugabyteDB']);

function capabilitiesOf({ shown, rights }: Found, granted: Level): Capability[] {
  const all: readonly (readonly [Capability, boolean])[] = [
    ['identify', true],
    ['whoami', rights.user !== null],
    ['list-collections', true],
    ['read-records', shown.length > 0],
    ['write-records', granted === 'write' || granted === 'admin'],
    ['administer', granted === 'admin'],
  ];
  return all.filter(([, holds]) => holds).map(([capability]) => capability);
}

function settingsOf({ entry, rights, product, databases, at }: Found): Record<string, Setting> {
  return {
    product: entry.kind === 'open' ? product.name : null,
    build: product.build,
    pooler: entry.pooler,
    authentication: entry.method,
    trust: entry.trusted,
    plainOnly: entry.plainOnly,
    superuser: rights.user === null ? null : rights.superuser,
    replica: rights.replica,
    serverPrograms: rights.user === null ? null : rights.programs && RUNS_PROGRAMS.has(product.name),
    readOnlyBy: entry.kind === 'open' ? entry.guard : null,
    door: entry.door,
    database: at,
    databases,
  };
}

function proofsOf({ entry, rights, shown, listed, refused, tables }: Found): Record<string, number[]> {
  const named: readonly (readonly [string, readonly number[]])[] = [
    ['banner', [entry.exchange]],
    ['control', [entry.controlExchange]],
    ['whoami', rights.exchanges.slice(0, 1)],
    ['privileges', rights.exchanges],
    ['security-layer', entry.kind === 'open' ? [entry.exchange] : []],
    ['list-collections', [...listed, ...(tables === null ? [] : [tables.exchange])]],
    ['count-records', shown],
    ['refusal', [...entry.refusals, ...refused].slice(0, 3)],
  ];
  return Object.fromEntries(
    named.filter(([, exchanges]) => exchanges.length > 0).map(([name, exchanges]) => [name, [...exchanges]]),
  );
}

function notesOf({ entry, product, tables }: Found): string[] {
  const notes: string[] = [];
  if (entry.pooler) notes.push('a pooler stands before it: PgBouncer, or one of its kind');
  if (entry.plainOnly) notes.push('it lets in without TLS whom it refuses with it (hostnossl in pg_hba.conf)');
  if (entry.kind === 'open' && product.build !== null) notes.push(`the build: ${product.build}`);
  if (entry.kind === 'open' && entry.guard === 'statement')
    notes.push('the session could not be made read-only, each statement was');
  if (tables !== null && tables.said !== null) notes.push(`the list of tables was answered with: ${tables.said}`);
  return notes;
}
