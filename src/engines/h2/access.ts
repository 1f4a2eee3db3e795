import { plainCollection } from '../../families/facts/collections.ts';
import type { ProbeContext } from '../../model/engine.ts';
import { type AccessFacts, type Egress, type InventoryFacts, provedLevel } from '../../model/facts.ts';
import { escapeText } from '../../support/escape.ts';
import { hostIn, type LoginPage, readFront, readLoginPage, readTest, type Tried, versionOf } from './pages.ts';
import { type H2Channel, inMemory } from './requests.ts';

interface Answered {
  readonly tried: Tried | null;
  readonly exchange: number;
}

interface Found {
  /** Its page for strangers; null where it says neither that nor a refusal. */
  readonly front: 'session' | 'refused' | null;
  readonly frontExchange: number;
  readonly page: LoginPage | null;
  readonly pageExchange: number | null;
  readonly control: Answered | null;
  /** The database that was tried, and what came of it. */
  readonly database: string | null;
  readonly test: Answered | null;
}

const USUAL_URL = 'jdbc:h2:~/test';
const MISSING = new Set(['90146', '90013', '90149']);
const WRONG_LOGIN = '28000';

/** The console connects whoever reaches it with whatever he names; what a database then lets him do, the database decides. */
export async function access(channel: H2Channel, { tokens, login }: ProbeContext): Promise<AccessFacts> {
  const reply = await channel.ask('root');
  const front = readFront(reply);
  const base: Found = {
    front: front?.kind ?? null,
    frontExchange: reply.exchange,
    page: null,
    pageExchange: null,
    control: null,
    database: null,
    test: null,
  };
  if (front?.kind !== 'session') return factsOf(base, login);
  const session = front.id;
  const shown = await channel.ask('page', { session });
  const found = { ...base, page: readLoginPage(shown), pageExchange: shown.exchange };
  if (!login || found.page === null) return factsOf(found, login);
  const heard = await channel.ask('control', { session, url: inMemory(tokens.control) });
  const control = { tried: readTest(heard), exchange: heard.exchange };
  // Another place that is suggested may lie on another host, which is not ours to make it ask.
  const memory = /^jdbc:h2:mem:([A-Za-z][\w.-]{0,63})$/.exec(found.page.url)?.[1];
  const usual = found.page.url === USUAL_URL;
  if (control.tried?.kind !== 'error' || (memory === undefined && !usual)) return factsOf({ ...found, control }, login);
  const tested =
    memory === undefined
      ? await channel.ask('usual', { session })
      : await channel.ask('memory', { session, url: inMemory(memory) });
  const test = { tried: readTest(tested), exchange: tested.exchange };
  return factsOf({ ...found, control, database: memory === undefined ? '~/test' : `mem:${memory}`, test }, login);
}

const HONEYPOT =
  'a page for everything or a honeypot: a database of a random name, which cannot exist, is connected to like one that does';

function factsOf(found: Found, login: boolean): AccessFacts {
  const { front, page, control, test, database } = found;
  const honeypot = control?.tried?.kind === 'success';
  const build = control?.tried?.kind === 'error' ? control.tried.build : '';
  const version = versionOf(build);
  const letIn = test?.tried?.kind === 'success';
  const wrong = test?.tried?.kind === 'error' && test.tried.code === WRONG_LOGIN;
  const saved = page?.saved ?? [];
  const named = letIn || saved.length > 0;
  const level = provedLevel(['banner', version !== null], ['metadata', named]);
  const settled = !honeypot && (front === 'refused' || named || wrong);
  return {
    service: { engine: 'h2', version, identity: {}, name: null },
    access: {
      proved: settled ? level : 'unknown',
      inferred: settled ? level : 'unknown',
      capabilities: named && !honeypot ? ['identify', 'list-collections'] : version === null ? [] : ['identify'],
      protection: front === 'refused' ? 'network' : wrong ? 'authentication' : null,
      securityLayer: wrong ? 'present' : 'unknown',
      anonymous: letIn ? { user: 'sa', roles: [] } : null,
      filtered: named && wrong,
      control: honeypot ? 'failed' : control?.tried?.kind === 'error' ? 'passed' : 'not-asked',
      reason: honeypot ? HONEYPOT : settled ? null : whyUnsettled(found, login),
    },
    settings: {
      role: 'console',
      consoleOpen: front === 'session' && page !== null && !honeypot,
      passwordless: letIn && !honeypot,
      database,
      suggested: page === null ? null : escapeText(page.url, 200),
      suggestedUser: page === null ? null : escapeText(page.user, 80),
      saved: saved.map((name) => escapeText(name, 120)),
    },
    proofs: proofsOf(found, letIn, wrong),
    notes: [],
  };
}

function whyUnsettled({ front, page, control, test, database }: Found, login: boolean): string {
  const open = 'the console is open to anybody, and connects him with whatever he names';
  if (front === null || page === null) return 'the console’s pages are not what they are elsewhere';
  if (!login) return `${open}; no login was tried (--no-login)`;
  if (control?.tried?.kind !== 'error') return `${open}; a connection to nowhere was not answered as elsewhere`;
  if (test === null) return `${open}; what it suggests is no database that may be tried: it can lie on another host`;
  if (test.tried === null) return `${open}; a connection to ${database} was answered otherwise than elsewhere`;
  const code = test.tried.kind === 'error' ? test.tried.code : '';
  if (MISSING.has(code)) return `${open}; the database that it suggests (${database}) is not there`;
  return `${open}; the database that it suggests (${database}) answers with error ${code}`;
}

function proofsOf(found: Found, letIn: boolean, wrong: boolean): Record<string, number[]> {
  const { front, frontExchange, page, pageExchange, control, test } = found;
  const tested = test === null ? [] : [test.exchange];
  const shown = pageExchange === null ? [] : [pageExchange];
  const named: readonly (readonly [string, readonly number[]])[] = [
    ['banner', [frontExchange, ...shown]],
    ['control', control === null ? [] : [control.exchange]],
    ['list-collections', [...(letIn ? tested : []), ...((page?.saved.length ?? 0) > 0 ? shown : [])]],
    ['whoami', letIn ? tested : []],
    ['console', shown],
    ['refusal', front === 'refused' ? [frontExchange] : wrong ? tested : []],
  ];
  return Object.fromEntries(
    named.filter(([, exchanges]) => exchanges.length > 0).map(([name, exchanges]) => [name, [...exchanges]]),
  );
}

/** The names alone: to see more, a console has to be logged in, and that it writes into its list of connections. */
export function inventoryOf({ settings }: AccessFacts): InventoryFacts {
  const saved = Array.isArray(settings['saved']) ? (settings['saved'] as readonly string[]) : [];
  const { database, passwordless, suggested } = settings;
  const names = [...(passwordless === true && typeof database === 'string' ? [database] : []), ...saved];
  const url = typeof suggested === 'string' ? suggested : '';
  const host = hostIn(url);
  const egress: Egress[] =
    host === null ? [] : [{ kind: 'remote-cluster', name: 'suggested connection', location: host, host }];
  return {
    collections: names.map((name) =>
      plainCollection({ name, kind: name === database ? 'database' : 'saved connection', records: null }),
    ),
    omitted: null,
    egress,
    signs: [],
    settings: {},
    proofs: {},
    notes: ['tables were not listed: the console writes down every login, so that a connection was tested and no more'],
  };
}
