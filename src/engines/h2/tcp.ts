import { type Capability, highest, type Level } from '../../model/access.ts';
import type { BytesReply, Failure, Reply } from '../../model/channel.ts';
import type { ProbeContext } from '../../model/engine.ts';
import { type AccessFacts, provedLevel } from '../../model/facts.ts';
import type { Params } from '../../model/request.ts';
import { escapeText } from '../../support/escape.ts';
import { versionOf } from './pages.ts';
import type { H2Channel } from './requests.ts';
import { STATEMENTS, type TcpStatement, tcpRequests } from './statements.ts';
import {
  type Answer,
  mayBeError,
  type Row,
  readOpening,
  readPreparation,
  readRefusal,
  readResult,
  type WireError,
} from './wire.ts';

const MISSING = new Set(['90146', '90013', '90149']);
const WRONG_LOGIN = '28000';
const FROM_ELSEWHERE = '90117';
const NAME = '~/test';

/** Whether it answered those who speak HTTP in its own protocol. */
export function saysError([root]: readonly (Reply | Failure)[]): boolean {
  return root?.ok === false && root.received !== undefined && mayBeError(root.received);
}

/** What it says to everybody: that it wants another version, or that it takes nobody from here. */
export function refusalIn(reply: Reply | Failure): WireError | null {
  const answer = reply.ok && reply.kind === 'bytes' ? readRefusal(reply.bytes) : null;
  if (answer?.kind !== 'error') return null;
  return ['90047', FROM_ELSEWHERE].includes(answer.error.code) ? answer.error : null;
}

export interface Said {
  readonly rows: readonly Row[];
  readonly exchange: number;
  readonly error: WireError | null;
  readonly whole: boolean;
}

/** `turn` tells those apart that differ in a table's name alone. */
export async function ask(channel: H2Channel, name: TcpStatement, params: Params = {}, turn = 0): Promise<Said> {
  const number = 1 + STATEMENTS.indexOf(name) + turn;
  const prepared = saidBy(await channel.ask(name, { ...params, number }), readPreparation);
  if (prepared.error !== null || !prepared.whole) return prepared;
  const of = tcpRequests[name].says.replace(/\{(\w+)\}/g, (_, param: string) => String(params[param]));
  return saidBy(await channel.ask('tcp-rows', { number, of }), readResult);
}

function saidBy(reply: BytesReply | Failure, read: (bytes: Uint8Array) => Answer | null): Said {
  const answer = reply.ok ? read(reply.bytes) : null;
  return {
    rows: answer?.kind === 'rows' ? answer.rows : [],
    exchange: reply.exchange,
    error: answer?.kind === 'error' ? answer.error : null,
    whole: answer !== null,
  };
}

export async function openUsual(channel: H2Channel): Promise<Said> {
  return saidBy(await channel.ask('tcp-usual'), readOpening);
}

export interface Table {
  readonly schema: string;
  readonly name: string;
  /** It lies in another database, on this host or another. */
  readonly linked: boolean;
  readonly view: boolean;
  readonly rows: number | null;
}

export function tableOf([schema = '', name = '', type = '', count = '']: Row): Table {
  const rows = /^\d{1,15}$/.test(count) ? Number(count) : null;
  const view = type === 'VIEW';
  const linked = /LINK|EXTERNAL/.test(type);
  return { schema, name, linked, view, rows: view || linked ? null : rows };
}

interface Found {
  readonly refusal: WireError | null;
  readonly front: number;
  readonly control: Said | null;
  readonly session: Said | null;
  readonly users: Said | null;
  readonly tables: Said | null;
  readonly rows: readonly Said[];
}

/** So many tables are tried for a first row. */
const TRIES = 5;

/** As sa, without a password, with the database of the usual name: others are not guessed. */
export async function tcpAccess(channel: H2Channel, { tokens, login }: ProbeContext): Promise<AccessFacts> {
  const reply = await channel.ask('tcp-front');
  const refusal = refusalIn(reply);
  const nothing = { refusal, front: reply.exchange, control: null, session: null, users: null, tables: null, rows: [] };
  if (refusal?.code === FROM_ELSEWHERE || !login) return factsOf(nothing, login);
  const control = saidBy(await channel.ask('tcp-control', { control: tokens.control }), readOpening);
  if (control.error === null) return factsOf({ ...nothing, control }, login);
  const session = await openUsual(channel);
  if (session.error !== null || !session.whole) return factsOf({ ...nothing, control, session }, login);
  const users = await ask(channel, 'tcp-users');
  const tables = await ask(channel, 'tcp-tables');
  const rows = await proveRow(channel, tables.rows.map(tableOf));
  return factsOf({ ...nothing, control, session, users, tables, rows }, login);
}

async function proveRow(channel: H2Channel, tables: readonly Table[]): Promise<Said[]> {
  const fit = tables.filter(({ linked, view, rows }) => !linked && !view && rows !== 0);
  const heard: Said[] = [];
  const fullest = fit.toSorted((left, right) => (right.rows ?? 0) - (left.rows ?? 0)).slice(0, TRIES);
  for (const [turn, { schema, name }] of fullest.entries()) {
    const said = await ask(channel, 'tcp-row', { schema, table: name }, turn);
    heard.push(said);
    if (said.rows.length > 0 || !said.whole) break;
  }
  return heard;
}

function factsOf(found: Found, login: boolean): AccessFacts {
  const { refusal, control, session, users, tables, rows } = found;
  const version = versionOf(refusal?.build || control?.error?.build || '');
  const honeypot = control !== null && control.whole && control.error === null;
  const letIn = session !== null && session.whole && session.error === null;
  const wrong = session?.error?.code === WRONG_LOGIN;
  const elsewhere = refusal?.code === FROM_ELSEWHERE;
  const admin = users?.rows.some(([name, may]) => name === 'SA' && /^true$/i.test(may ?? '')) === true;
  const read = rows.some((said) => said.rows.length > 0);
  const level = provedLevel(['banner', version !== null], ['metadata', letIn], ['read', read]);
  const settled = !honeypot && (letIn || wrong || elsewhere);
  const granted: Level = admin && letIn ? 'admin' : 'none';
  const capabilities: readonly (readonly [Capability, boolean])[] = [
    ['identify', version !== null],
    ['whoami', letIn && users !== null],
    ['list-collections', letIn],
    ['read-records', read],
    ['write-records', granted === 'admin'],
    ['administer', granted === 'admin'],
  ];
  return {
    service: { engine: 'h2', version, identity: {}, name: null },
    access: {
      proved: settled ? level : 'unknown',
      inferred: settled ? highest(level, granted) : 'unknown',
      capabilities: capabilities.filter(([, holds]) => holds).map(([capability]) => capability),
      protection: elsewhere ? 'network' : wrong ? 'authentication' : null,
      securityLayer: wrong ? 'present' : 'unknown',
      anonymous: letIn ? { user: 'sa', roles: admin ? ['admin'] : [] } : null,
      filtered: false,
      control: honeypot ? 'failed' : control?.error ? 'passed' : 'not-asked',
      reason: settled ? null : whyUnsettled(found, honeypot, login),
    },
    settings: { role: 'tcp', consoleOpen: false, passwordless: letIn, database: session === null ? null : NAME },
    proofs: proofsOf(found, letIn, wrong, elsewhere),
    notes: tables?.error ? [`the list of tables was answered with error ${tables.error.code}`] : [],
  };
}

function whyUnsettled({ control, session }: Found, honeypot: boolean, login: boolean): string {
  if (honeypot)
    return 'a honeypot: a database of a random name, which cannot exist, is connected to like one that does';
  if (!login) return 'it takes connections of anybody; no login was tried (--no-login)';
  const error = session?.error ?? control?.error ?? null;
  if (error === null) return 'a connection was not answered in the protocol';
  if (MISSING.has(error.code))
    return `it takes connections of anybody; a database of the usual name (${NAME}) is not there, and others are not guessed`;
  return `it takes connections of anybody; ${NAME} answers with error ${error.code}: ${escapeText(error.message, 160)}`;
}

function proofsOf(found: Found, letIn: boolean, wrong: boolean, elsewhere: boolean): Record<string, number[]> {
  const { front, control, session, users, tables, rows } = found;
  const opened = session === null ? [] : [session.exchange];
  const named: readonly (readonly [string, readonly number[]])[] = [
    ['banner', [front]],
    ['control', control === null ? [] : [control.exchange]],
    ['whoami', letIn ? opened : []],
    ['privileges', users !== null && users.rows.length > 0 ? [users.exchange] : []],
    ['list-collections', tables !== null && tables.rows.length > 0 ? [tables.exchange] : letIn ? opened : []],
    ['count-records', rows.filter((said) => said.rows.length > 0).map(({ exchange }) => exchange)],
    ['refusal', elsewhere ? [front] : wrong ? opened : []],
  ];
  return Object.fromEntries(
    named.filter(([, exchanges]) => exchanges.length > 0).map(([name, exchanges]) => [name, [...exchanges]]),
  );
}
