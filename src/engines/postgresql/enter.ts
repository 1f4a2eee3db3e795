import type { Protection } from '../../model/access.ts';
import type { ProbeContext } from '../../model/engine.ts';
import { isPooler } from './claim.ts';
import type { PostgresChannel } from './requests.ts';
import { ask, type Door, type Guard, isTrue, type Opened, open } from './speak.ts';
import type { Opening, ServerError } from './wire.ts';

/** How far an anonymous visitor came through the door. */
export interface Entry {
  readonly kind: 'open' | 'closed';
  readonly door: Door;
  readonly database: string;
  readonly guard: Guard;
  readonly parameters: ReadonlyMap<string, string>;
  /** What the door said last, and what was said before on the way there. */
  readonly exchange: number;
  readonly control: 'passed' | 'failed' | 'not-asked';
  readonly controlExchange: number;
  /** Which password method is asked for, where one is. */
  readonly method: string | null;
  /** A session was begun without a password, whatever came of it. */
  readonly trusted: boolean;
  readonly protection: Protection | null;
  readonly refusals: readonly number[];
  /** Why nothing follows from what was said. */
  readonly reason: string | null;
  /** Open without TLS, and closed with it. */
  readonly plainOnly: boolean;
  readonly pooler: boolean;
}

const USUAL = 'postgres';
/** It exists where the usual one was removed. A session in it keeps others from copying it, so it comes second, and is short. */
const SPARE = 'template1';

/** Tries the usual account and database, without a password, in the forms in which a server may take them. */
export async function enter(channel: PostgresChannel, { tokens }: ProbeContext): Promise<Entry> {
  const control = await open(channel, 'control', { control: tokens.control });
  const judged = await judgeControl(channel, control, tokens.control);
  const base = {
    controlExchange: control.exchange,
    control: judged,
    pooler: control.opening !== null && isPooler(control.opening),
  };
  let door: Door = 'startup';
  let database = USUAL;
  let opened = await open(channel, door, { database });
  let pooler = base.pooler;
  if (refusesOptions(opened)) {
    pooler = true;
    door = 'startup-bare';
    opened = await open(channel, door, { database });
  }
  if (isMissingDatabase(opened)) {
    database = SPARE;
    opened = await open(channel, door, { database });
  }
  let plainOnly = false;
  const heard = [opened];
  if (channel.tls !== null && protectionOf(opened.opening, true) === 'network') {
    const plain = await open(channel, 'startup-plain', { database });
    heard.push(plain);
    if (plain.opening?.kind === 'ready' || plain.opening?.kind === 'demand') {
      plainOnly = true;
      door = 'startup-plain';
      opened = plain;
    }
  }
  return { ...base, ...(await judge(channel, door, database, opened, heard)), plainOnly, pooler };
}

/**
 * A database that cannot exist: refused, or a password asked for first. Some servers have one database under every name; they
 * are believed where they say so, and where a table that cannot exist is missing.
 */
async function judgeControl(channel: PostgresChannel, { opening }: Opened, control: string): Promise<Entry['control']> {
  if (opening === null) return 'not-asked';
  if (opening.kind !== 'ready') return 'passed';
  const where = await ask(channel, 'whoami-short', 'statement');
  if (where.kind !== 'rows' || where.rows[0]?.[1] === control) return 'failed';
  const table = await ask(channel, 'control-table', 'statement', { control });
  return table.kind === 'error' && table.error.code === '42P01' ? 'passed' : 'failed';
}

async function judge(
  channel: PostgresChannel,
  door: Door,
  database: string,
  { opening, exchange, said }: Opened,
  heard: readonly Opened[],
): Promise<Omit<Entry, 'control' | 'controlExchange' | 'plainOnly' | 'pooler'>> {
  const base = { door, database, exchange, guard: 'statement' as Guard, parameters: NONE, method: null, reason: null };
  const refusals = heard
    .filter((one) => one.opening !== null && one.opening.kind !== 'ready')
    .map((one) => one.exchange);
  if (opening === null)
    return {
      ...base,
      kind: 'closed',
      trusted: false,
      protection: null,
      refusals: [],
      reason: `a startup message was answered with: ${said}`,
    };
  if (opening.kind === 'demand')
    return { ...base, kind: 'closed', trusted: false, protection: 'authentication', refusals, method: opening.method };
  if (opening.kind === 'refused') {
    const protection = protectionOf(opening, channel.tls !== null);
    const reason = protection === null ? reasonOf(opening.error, opening.trusted) : null;
    return { ...base, kind: 'closed', trusted: opening.trusted, protection, refusals, reason };
  }
  const { parameters } = opening;
  const guard = await guardOf(channel, door, parameters);
  return { ...base, kind: 'open', trusted: true, protection: null, refusals, parameters, guard };
}

const NONE: ReadonlyMap<string, string> = new Map();

/** The session's own word that it is read-only; where it does not give it, each statement is made so. */
async function guardOf(channel: PostgresChannel, door: Door, parameters: ReadonlyMap<string, string>): Promise<Guard> {
  if (door === 'startup-bare') return 'statement';
  const told = parameters.get('default_transaction_read_only');
  if (told !== undefined) return isTrue(told) ? 'session' : 'statement';
  const answer = await ask(channel, 'whoami', 'session');
  return answer.kind === 'rows' && isTrue(answer.rows[0]?.[3]) ? 'session' : 'statement';
}

/** PgBouncer and its kin take no options that they do not know. */
function refusesOptions({ opening }: Opened): boolean {
  return opening?.kind === 'refused' && /startup parameter|\boptions\b/i.test(opening.error.message);
}

function isMissingDatabase({ opening }: Opened): boolean {
  return opening?.kind === 'refused' && opening.trusted && opening.error.code === '3D000';
}

/**
 * What a refusal says of what guards the server. Its message may be in any language; the name of the file, the codes and the
 * server's own function names are the same in all.
 */
export function protectionOf(opening: Opening | null, overTls: boolean): Protection | null {
  if (opening?.kind === 'demand') return 'authentication';
  if (opening?.kind !== 'refused' || opening.trusted) return null;
  const { code, message, routine } = opening.error;
  if (code === '28P01') return 'authentication';
  if (code !== '28000') return null;
  if (message.includes('pg_hba.conf')) return 'network';
  return routine === 'ClientAuthentication' && overTls ? 'client-certificate' : 'authentication';
}

const BUSY: Readonly<Record<string, string>> = {
  '53300': 'it has no connection left for us',
  '53400': 'it has no connection left for us',
  '57P03': 'it is starting, stopping or recovering, and takes nobody in',
};

function reasonOf({ code, message }: ServerError, trusted: boolean): string {
  if (trusted && code === '28000')
    return `it lets anybody in without a password, and has no account of the usual name: whoever knows one is in (${message})`;
  if (trusted) return `it let us in without a password, and then refused with ${code}: ${message}`;
  return `${BUSY[code] ?? 'neither a session nor a refusal was had'} (${code}: ${message})`;
}
