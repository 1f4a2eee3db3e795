import { type Capability, highest, type Level } from '../../model/access.ts';
import type { ProbeContext } from '../../model/engine.ts';
import { type AccessFacts, provedLevel, type Setting } from '../../model/facts.ts';
import { type Member, type Product, productOf } from './claims.ts';
import { type Logins, takeLogins } from './logins.ts';
import type { MysqlChannel } from './requests.ts';
import type { Session } from './session.ts';
import { ask } from './speak.ts';
import { isSystem, proveRow, type Tables, takeTables } from './tables.ts';

interface Found {
  readonly logins: Logins;
  readonly product: Product | null;
  readonly databases: readonly string[];
  readonly tables: Tables | null;
  readonly variables: ReadonlyMap<string, string>;
  readonly listed: readonly number[];
  readonly shown: readonly number[];
  readonly refused: readonly number[];
  readonly asked: number | null;
}

/**
 * What a visitor without a password has: the logins, then what the account that was let in lists, may read, and may do by its
 * grants. Nothing is thrown for what a server does.
 */
export async function climb(channel: MysqlChannel, context: ProbeContext, engine: Member): Promise<AccessFacts> {
  const logins = await takeLogins(channel, context);
  const { session, opening } = logins;
  const greeting = opening.greeting?.kind === 'hello' ? opening.greeting.version : null;
  const said = session?.version ?? greeting;
  const nothing: Found = {
    logins,
    product: said === null ? null : productOf(said, session?.comment),
    databases: [],
    tables: null,
    variables: new Map(),
    listed: [],
    shown: [],
    refused: [],
    asked: null,
  };
  if (session === null || logins.control === 'failed') return factsOf(nothing, context, engine);
  const databases = await ask(channel, 'databases');
  const tables = await takeTables(channel);
  const { shown, refused } = await proveRow(channel, tables.facts);
  const settings = await ask(channel, 'settings');
  const found: Found = {
    ...nothing,
    databases: databases.kind === 'rows' ? databases.rows.flatMap(([name]) => name ?? []) : [],
    tables,
    variables: new Map(settings.kind === 'rows' ? settings.rows.map(([name, value]) => [name ?? '', value ?? '']) : []),
    listed: databases.kind === 'rows' ? [databases.exchange] : [],
    shown,
    refused,
    asked: settings.kind === 'rows' ? settings.exchange : null,
  };
  return factsOf(found, context, engine);
}

const HONEYPOT =
  'a page for everything or a honeypot: a name that cannot exist is let in, or a table that cannot exist is read, like one that does';

function factsOf(found: Found, { claim, login }: ProbeContext, engine: Member): AccessFacts {
  const { logins, product, tables } = found;
  const { session, control, reason } = logins;
  const honeypot = control === 'failed';
  const open = session !== null && !honeypot;
  const level = open ? levelOf(found, session) : 'none';
  // An account that may do nothing: what it asked for was refused.
  const bare = open && level === 'banner' && session.denied;
  const protection = honeypot ? null : bare ? 'authentication' : logins.protection;
  const settled = (open && level !== 'banner') || protection !== null;
  const proved = settled ? level : open ? 'banner' : 'unknown';
  const granted = open ? session.rights.level : 'none';
  return {
    service: {
      engine,
      version: product?.version ?? (product === null ? claim.version : null),
      identity: session?.serverUuid ? { serverUuid: session.serverUuid } : {},
      name: session?.hostname ?? null,
    },
    access: {
      proved,
      inferred: proved === 'unknown' ? 'unknown' : highest(proved, granted),
      capabilities: open ? capabilitiesOf(found, level, granted) : [],
      protection,
      securityLayer:
        session?.unchecked === true && open ? 'absent' : open || protection !== null ? 'present' : 'unknown',
      anonymous: open && session.account !== null ? { user: session.account, roles: session.rights.said } : null,
      filtered: open && !session.rights.readsAll && tables !== null,
      control,
      reason: honeypot ? HONEYPOT : reason,
    },
    settings: settingsOf(found, open ? session : null),
    proofs: proofsOf(found),
    notes: notesOf(found, open ? session : null, login),
  };
}

function levelOf({ databases, tables, listed, shown }: Found, { rights }: Session): Level {
  const own = databases.some((name) => !isSystem(name)) || (tables?.facts.length ?? 0) > 0;
  return provedLevel(
    ['banner', true],
    ['metadata', own || (rights.readsAll && listed.length > 0)],
    ['read', shown.length > 0],
  );
}

function capabilitiesOf({ shown }: Found, level: Level, granted: Level): Capability[] {
  const all: readonly (readonly [Capability, boolean])[] = [
    ['identify', true],
    ['whoami', true],
    ['list-collections', level !== 'banner'],
    ['read-records', shown.length > 0],
    ['write-records', granted === 'write' || granted === 'admin'],
    ['administer', granted === 'admin'],
  ];
  return all.filter(([, holds]) => holds).map(([capability]) => capability);
}

/** Where statements may read and write files of the host: nowhere is `NULL`, anywhere is an empty text. */
function hostFiles(session: Session, folder: string | undefined): Setting {
  if (!session.rights.files) return 'none';
  if (folder === undefined) return null;
  if (folder === '') return 'anywhere';
  return folder === 'NULL' ? 'none' : 'folder';
}

function settingsOf(
  { logins, product, databases, variables }: Found,
  session: Session | null,
): Record<string, Setting> {
  const { opening, methods, anybody, rootAsked } = logins;
  const { greeting, within } = opening;
  const flag = (name: string): Setting => {
    const value = variables.get(name);
    return value === undefined ? null : value === 'ON' || value === 'YES' || value === '1';
  };
  const binds = variables.get('bind_address');
  return {
    product: product?.name ?? null,
    build: product?.build ?? null,
    authentication: methods.at(-1) ?? (greeting?.kind === 'hello' ? greeting.plugin : null),
    account: session === null ? null : session.unchecked ? 'any' : session.door,
    accountsUnchecked: session === null ? null : session.unchecked,
    anonymousAccount: greeting === null || greeting.kind === 'refused' ? null : anybody && session?.unchecked !== true,
    rootAsked,
    readOnlyBy: session === null ? null : session.guarded ? 'session' : 'statement',
    serverReadOnly: session?.readOnly ?? null,
    hostFiles: session === null ? null : hostFiles(session, variables.get('secure_file_priv')),
    bindAny: binds === undefined ? null : ['*', '0.0.0.0', '::'].includes(binds),
    tlsRequired: flag('require_secure_transport'),
    filesOfClients: flag('local_infile'),
    logsStatements: flag('general_log'),
    within,
    databases: databases.filter((name) => !isSystem(name)),
  };
}

function proofsOf({ logins, tables, shown, refused, listed, asked }: Found): Record<string, number[]> {
  const { session, opening, controlExchange, refusals } = logins;
  const entered = session === null ? [] : [session.entered];
  const named: readonly (readonly [string, readonly number[]])[] = [
    ['banner', [opening.exchange]],
    [
      'control',
      [...(controlExchange === null ? [] : [controlExchange]), ...(session === null ? [] : [session.controlled])],
    ],
    ['whoami', session === null ? [] : [session.whoami]],
    ['privileges', session === null ? [] : [session.granted]],
    ['security-layer', entered],
    ['list-collections', [...listed, ...(tables === null || tables.said !== null ? [] : [tables.exchange])]],
    ['count-records', shown],
    ['settings', asked === null ? [] : [asked]],
    ['refusal', [...refusals, ...refused].slice(0, 3)],
  ];
  return Object.fromEntries(
    named.filter(([, exchanges]) => exchanges.length > 0).map(([name, exchanges]) => [name, [...exchanges]]),
  );
}

function notesOf({ product, tables, logins }: Found, session: Session | null, login: boolean): string[] {
  const notes: string[] = [];
  if (session?.door === 'root') notes.push('root is let in without a password');
  if (session?.unchecked === true) notes.push('it was started with skip-grant-tables: whoever comes has all rights');
  if (product !== null && product.build !== null) notes.push(`the build: ${product.build}`);
  if (!login && logins.opening.greeting?.kind === 'hello' && session?.unchecked !== true)
    notes.push('whether root has a password was not asked (--no-login)');
  if (session !== null && !session.guarded)
    notes.push('the session could not be made read-only; its statements only read');
  if (tables !== null && tables.said !== null) notes.push(`the list of tables was answered with: ${tables.said}`);
  return notes;
}
