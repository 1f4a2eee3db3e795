import { type Capability, highest } from '../../model/access.ts';
import type { ProbeContext } from '../../model/engine.ts';
import { type AccessFacts, provedLevel } from '../../model/facts.ts';
import { at, count, text } from '../../wire/json.ts';
import type { RethinkChannel } from './requests.ts';
import { type Answer, ask, type Login, login } from './speak.ts';

const ID = 'rethinkdb';
/** So many tables are tried for a first document. */
const TRIES = 10;
/** The server's own database. */
export const OWN = 'rethinkdb';

export async function climb(channel: RethinkChannel, context: ProbeContext): Promise<AccessFacts> {
  const { claim } = context;
  if (claim.role === 'console') return consoleFacts((await channel.ask('page')).exchange);
  const hello = await channel.ask('hello');
  if (claim.role === 'old') {
    return shut(
      hello.exchange,
      claim.version,
      'older than 2.3, where logins are of another kind that is not asked here',
    );
  }
  if (!context.login)
    return shut(hello.exchange, claim.version, 'whether the account admin has a password was not asked (--no-login)');
  const entry = await login(channel);
  if (entry.outcome !== 'entered') return closed(entry, hello.exchange, claim.version);
  return opened(channel, context, entry, hello.exchange);
}

type Access = AccessFacts['access'];

const NOTHING: Access = {
  proved: 'unknown',
  inferred: 'unknown',
  capabilities: [],
  protection: null,
  securityLayer: 'unknown',
  anonymous: null,
  filtered: false,
  control: 'not-asked',
  reason: null,
};

function factsOf(version: string | null, access: Access, more: Partial<AccessFacts>): AccessFacts {
  const service = { engine: ID, version, identity: {}, name: null };
  return { service, access, settings: {}, proofs: {}, notes: [], ...more };
}

function shut(exchange: number, version: string | null, reason: string): AccessFacts {
  const settings = { role: 'driver', adminWithoutPassword: null };
  return factsOf(version, { ...NOTHING, reason }, { settings, proofs: { banner: [exchange] } });
}

/** It acts for whoever comes, as admin, whatever password that account has. */
function consoleFacts(exchange: number): AccessFacts {
  return factsOf(
    null,
    {
      ...NOTHING,
      proved: 'banner',
      inferred: 'admin',
      capabilities: ['identify'],
      securityLayer: 'absent',
      reason: 'the console answers without a login; what lies behind it is asked on the port of the drivers',
    },
    { settings: { role: 'console', consoleOpen: true }, proofs: { banner: [exchange], console: [exchange] } },
  );
}

function closed({ outcome, exchanges, said }: Login, banner: number, version: string | null): AccessFacts {
  const refused = outcome === 'refused';
  return factsOf(
    version,
    {
      ...NOTHING,
      ...(refused && { proved: 'banner', inferred: 'banner', protection: 'authentication', securityLayer: 'present' }),
      capabilities: ['identify'],
      reason: refused ? null : `the login of admin was neither taken nor refused: ${said}`,
    },
    {
      settings: { role: 'driver', adminWithoutPassword: refused ? false : null },
      proofs: { banner: [banner], ...(refused ? { refusal: [...exchanges] } : {}) },
    },
  );
}

const HONEYPOT =
  'a honeypot, or something that says yes to everything: a database of a random name, which cannot exist, has tables';

async function opened(
  channel: RethinkChannel,
  { tokens, claim }: ProbeContext,
  { exchanges }: Login,
  banner: number,
): Promise<AccessFacts> {
  const control = await ask(channel, 'control', { control: tokens.control });
  const believed = control.kind === 'missing' || control.kind === 'refused';
  const databases = await ask(channel, 'databases');
  const listed = believed && databases.kind === 'rows';
  const names = databases.rows.flatMap((name) => (typeof name === 'string' ? [name] : []));
  const { shown, tables } = listed ? await proveRead(channel, names) : { shown: [], tables: [] };
  const server = await ask(channel, 'server');
  const id = text(at(server.rows[0], 'id'));
  const proved = provedLevel(['banner', true], ['metadata', listed], ['read', shown.length > 0]);
  const honeypot = control.kind === 'rows';
  return factsOf(
    claim.version,
    {
      ...NOTHING,
      proved: listed ? proved : 'unknown',
      // That account has all rights, which cannot be taken from it.
      inferred: listed ? highest(proved, 'admin') : 'unknown',
      capabilities: listed ? capabilitiesOf(shown.length > 0) : ['identify'],
      securityLayer: 'absent',
      anonymous: { user: 'admin', roles: ['admin'] },
      control: honeypot ? 'failed' : believed ? 'passed' : 'not-asked',
      reason: honeypot ? HONEYPOT : listed ? null : `databases could not be listed: ${reasonOf(control, databases)}`,
    },
    {
      service: {
        engine: ID,
        version: claim.version,
        identity: id === null || !/^[0-9a-f-]{36}$/.test(id) ? {} : { server: id },
        name: null,
      },
      settings: { role: 'driver', adminWithoutPassword: true, databases: names.slice(0, 1_000) },
      proofs: {
        banner: [banner],
        control: [control.exchange],
        whoami: [...exchanges],
        privileges: [...exchanges],
        'security-layer': [...exchanges],
        ...(listed ? { 'list-collections': [databases.exchange, ...tables] } : {}),
        ...(shown.length > 0 ? { 'count-records': shown } : {}),
      },
    },
  );
}

function reasonOf(control: Answer, databases: Answer): string {
  return databases.said || control.said || 'an answer of another shape';
}

function capabilitiesOf(read: boolean): Capability[] {
  return [
    'identify',
    'whoami',
    'list-collections',
    ...(read ? (['count-records', 'read-records'] as const) : []),
    'write-records',
    'administer',
  ];
}

/** A table with a document, and the lists that led to it. */
async function proveRead(
  channel: RethinkChannel,
  databases: readonly string[],
): Promise<{ readonly shown: readonly number[]; readonly tables: readonly number[] }> {
  const tables: number[] = [];
  let left = TRIES;
  for (const database of databases.filter((name) => name !== OWN)) {
    const listed = await ask(channel, 'tables', { database });
    if (listed.kind === 'over' || left <= 0) break;
    tables.push(listed.exchange);
    for (const table of listed.rows.slice(0, left)) {
      if (typeof table !== 'string') continue;
      left -= 1;
      const first = await ask(channel, 'first', { database, table });
      if (first.kind === 'rows' && count(first.rows[0]) === 1) return { shown: [first.exchange], tables };
    }
  }
  return { shown: [], tables };
}
