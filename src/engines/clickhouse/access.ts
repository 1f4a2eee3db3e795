import { type Capability, highest, type Level } from '../../model/access.ts';
import type { ProbeContext } from '../../model/engine.ts';
import { type AccessFacts, provedLevel, type Setting } from '../../model/facts.ts';
import { numberOf } from './claim.ts';
import type { ClickHouseChannel } from './requests.ts';
import { NOBODY, type Rights, takeRights } from './rights.ts';
import { Asker, type Door, type Said, said } from './speak.ts';
import { proveRow, type Tables, takeTables } from './tables.ts';
import { readAnswer } from './wire.ts';

interface Climb {
  readonly door: Door;
  readonly version: string | null;
  readonly entry: Said;
  readonly control: Said | null;
  readonly who: Said | null;
  readonly rights: Rights;
  readonly databases: Said | null;
  readonly tables: Tables | null;
  readonly rows: readonly Said[];
}

export function doorOf(role: string): Door {
  return role === 'native' ? 'native' : 'http';
}

/** As `default` without a password, which is whom a visitor is taken for who says nothing. */
export async function access(channel: ClickHouseChannel, context: ProbeContext): Promise<AccessFacts> {
  const door = doorOf(context.claim.role);
  const { entry, version } = await enter(channel, door, context);
  const nothing: Climb = {
    door,
    version,
    entry,
    control: null,
    who: null,
    rights: NOBODY,
    databases: null,
    tables: null,
    rows: [],
  };
  if (entry.meaning !== 'rows') return factsOf(nothing);
  const asker = new Asker(channel, door);
  const control = await asker.ask('control', { control: context.tokens.control });
  if (['rows', 'failed', 'busy'].includes(control.meaning)) return factsOf({ ...nothing, control });
  const who = await asker.ask('whoami');
  const rights = await takeRights(asker, version);
  const databases = await asker.ask('databases');
  const tables = await takeTables(asker);
  const rows = await proveRow(asker, tables.facts);
  return factsOf({ door, version, entry, control, who, rights, databases, tables, rows });
}

/** Over HTTP the first query tells it; in the native protocol the greeting does. */
async function enter(
  channel: ClickHouseChannel,
  door: Door,
  { claim }: ProbeContext,
): Promise<{ readonly entry: Said; readonly version: string | null }> {
  if (door === 'http') {
    const entry = said(await channel.ask('http-version'));
    const told = entry.rows[0]?.[0];
    return { entry, version: told === undefined ? (entry.version ?? claim.version) : numberOf(told) };
  }
  const reply = await channel.ask('hello');
  const greeting = reply.ok ? readAnswer(reply.bytes) : null;
  if (greeting?.kind !== 'hello') {
    const entry = said(reply);
    return { entry, version: entry.version };
  }
  const { version } = greeting.hello;
  return { entry: { meaning: 'rows', rows: [[version]], exchange: reply.exchange, said: '', version }, version };
}

const HONEYPOT =
  'a page for everything or a honeypot: a table of a random name, which cannot exist, is read like one that does';

function factsOf(found: Climb): AccessFacts {
  const { entry, version, control, who, rights, tables } = found;
  const honeypot = control?.meaning === 'rows';
  const listed = (found.databases?.rows.length ?? 0) > 0;
  const read = found.rows.some(({ rows }) => rows.length > 0);
  const level = provedLevel(['banner', version !== null], ['metadata', listed], ['read', read]);
  const refusals = refusalsOf(found);
  const settled = !honeypot && (listed || refusals.length > 0);
  const granted: Level = listed ? rights.level : 'none';
  const [user] = who?.rows[0] ?? [];
  const server = who?.rows[0]?.[1] ?? '';
  return {
    service: { engine: 'clickhouse', version, identity: /^[0-9a-f-]{36}$/.test(server) ? { server } : {}, name: null },
    access: {
      proved: settled ? level : 'unknown',
      inferred: settled ? highest(level, granted) : 'unknown',
      capabilities: capabilitiesOf(listed, tables, read, granted, user !== undefined),
      protection: protectionOf(found, refusals.length > 0),
      securityLayer: refusals.length > 0 ? 'present' : listed && rights.absent ? 'absent' : 'unknown',
      anonymous: entry.meaning === 'rows' ? { user: user ?? 'default', roles: [] } : null,
      filtered: listed && refusals.length > 0,
      control: honeypot ? 'failed' : control === null || control.meaning === 'failed' ? 'not-asked' : 'passed',
      reason: honeypot ? HONEYPOT : settled ? null : whyUnsettled(found),
    },
    settings: settingsOf(found, level),
    proofs: proofsOf(found, granted),
    notes: [],
  };
}

/** Where the account has no password and is not for this address, one setting is all that stands between. */
function protectionOf({ entry }: Climb, refused: boolean): AccessFacts['access']['protection'] {
  if (entry.meaning === 'address') return 'network';
  return refused ? 'authentication' : null;
}

function refusalsOf({ entry, control, databases, tables, rows }: Climb): number[] {
  const asked = [entry, control, databases, tables?.listed ?? null, tables?.counted ?? null, ...rows];
  const refused = asked.filter((one) => one !== null && ['login', 'address', 'refused'].includes(one.meaning));
  return [...new Set(refused.map((one) => one?.exchange ?? 0))].slice(0, 3);
}

function whyUnsettled({ entry, control, databases }: Climb): string {
  const last = [databases, control, entry].find((one) => one !== null && one.said !== '');
  if (last?.meaning === 'busy') return `it cannot answer now: ${last.said}`;
  return `neither data nor a refusal was seen${last === undefined || last === null ? '' : `: ${last.said}`}`;
}

function capabilitiesOf(
  listed: boolean,
  tables: Tables | null,
  read: boolean,
  granted: Level,
  known: boolean,
): Capability[] {
  if (!listed) return [];
  const shown: readonly (readonly [Capability, boolean])[] = [
    ['identify', true],
    ['whoami', known],
    ['list-collections', true],
    ['count-records', (tables?.facts ?? []).some(({ rows }) => rows !== null)],
    ['read-records', read],
    ['write-records', granted === 'write' || granted === 'admin'],
    ['administer', granted === 'admin'],
  ];
  return shown.filter(([, holds]) => holds).map(([capability]) => capability);
}

function settingsOf({ door, entry, rights, databases }: Climb, level: Level): Record<string, Setting> {
  const open = entry.meaning === 'rows';
  return {
    role: door,
    guardedByAddress: entry.meaning === 'address',
    readonly: rights.readonly,
    reachesOthers: open && level !== 'none' ? rights.sources : null,
    databases: databases?.rows.flatMap(([name]) => name ?? []) ?? null,
  };
}

function proofsOf(found: Climb, granted: Level): Record<string, number[]> {
  const { entry, version, control, who, rights, databases, tables, rows } = found;
  const of = (...answers: readonly (Said | null | undefined)[]) =>
    answers.flatMap((one) => (one?.meaning === 'rows' ? [one.exchange] : []));
  const named: readonly (readonly [string, readonly number[]])[] = [
    ['banner', version === null ? [] : [entry.exchange]],
    ['control', control === null ? [] : [control.exchange]],
    ['whoami', of(who)],
    ['privileges', rights.exchanges],
    ['security-layer', granted === 'admin' && rights.absent ? rights.exchanges : []],
    ['list-collections', of(databases, tables?.listed)],
    ['count-records', rows.filter((one) => one.rows.length > 0).map(({ exchange }) => exchange)],
    ['refusal', refusalsOf(found)],
  ];
  return Object.fromEntries(
    named.filter(([, exchanges]) => exchanges.length > 0).map(([name, exchanges]) => [name, [...exchanges]]),
  );
}
