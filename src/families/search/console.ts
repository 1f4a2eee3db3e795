import type { Capability, Level } from '../../model/access.ts';
import type { Failure, HttpReply, Reply } from '../../model/channel.ts';
import type { Claim, ProbeContext } from '../../model/engine.ts';
import type { AccessFacts } from '../../model/facts.ts';
import type { Json } from '../../model/request.ts';
import { at, bag, list, text } from '../../wire/json.ts';
import { readAnswer } from './answers.ts';
import { isHttp } from './claims.ts';
import { type Through, throughConsole } from './console-through.ts';
import { type ConsoleChannel, readViews } from './console-views.ts';

/** What differs between Kibana and OpenSearch Dashboards. */
export interface ConsoleDialect {
  readonly engine: 'kibana' | 'opensearch-dashboards';
  /** Sent with every answer, whatever its status. */
  readonly nameHeader: 'kbn-name' | 'osd-name';
  /** The store that `/api/status` names among its core services. */
  readonly store: 'elasticsearch' | 'opensearch';
  readonly readUser: (json: Json | undefined) => AccessFacts['access']['anonymous'];
}

/** By the header that it puts on every answer, else by the shape of `/api/status`. */
export function claimConsole(reply: Reply | Failure, { engine, nameHeader, store }: ConsoleDialect): Claim | null {
  if (!isHttp(reply)) return null;
  const version = versionOf(reply);
  const claim = (confidence: Claim['confidence'], because: string): Claim => ({
    engine,
    confidence,
    version,
    because,
    role: 'console',
  });
  if (reply.headers[nameHeader] !== undefined) return claim('certain', `the header ${nameHeader}`);
  const core = at(reply.json(), 'status', 'core', store) !== undefined;
  const legacy = list(at(reply.json(), 'status', 'statuses')).some((told) =>
    (text(at(told, 'id')) ?? '').startsWith(`core:${store}@`),
  );
  return version !== null && (core || legacy) ? claim('certain', 'its status names its services') : null;
}

/** `version.number` of the status, or the header of Kibana up to 6. */
function versionOf(reply: HttpReply): string | null {
  const said = text(at(reply.json(), 'version', 'number')) ?? reply.headers['kbn-version'] ?? null;
  return said !== null && /^\d{1,4}(?:\.\d{1,6}){1,3}(?:-[\w.]{1,30})?$/.test(said) ? said : null;
}

/** A redirect to its own login page, or 401. */
function asksForLogin(reply: HttpReply | Failure): boolean {
  if (!reply.ok) return false;
  if (reply.status === 401) return true;
  return reply.status >= 300 && reply.status < 400 && /\/login(?:[/?#]|$)/.test(reply.headers['location'] ?? '');
}

/**
 * A status is no proof: it may be meant for load balancers. That the list of index patterns is answered, where a kind that cannot
 * exist is refused, shows that the console works without a login. What is behind is asked only where that was allowed.
 */
export async function consoleAccess(
  channel: ConsoleChannel,
  context: ProbeContext,
  dialect: ConsoleDialect,
): Promise<AccessFacts> {
  const root = await channel.ask('root');
  const status = await channel.ask('status');
  const viewsReply = await channel.ask('views');
  const views = readAnswer(viewsReply);
  const names = views.meaning === 'open' ? readViews(views.json) : null;
  const login = [root, status, viewsReply].filter(asksForLogin);
  const closed = names === null;
  const control = closed ? null : readAnswer(await channel.ask('control', { control: context.tokens.control }));
  const honeypot = control?.meaning === 'open';
  const whoamiReply = closed || honeypot ? null : await channel.ask('whoami');
  const whoami = whoamiReply === null ? null : readAnswer(whoamiReply);
  const user = whoami?.meaning === 'open' ? dialect.readUser(whoami.json) : null;
  const absent = whoamiReply?.ok === true && whoamiReply.status === 404;
  const through = context.throughConsole && !closed && !honeypot ? await throughConsole(channel, context) : null;
  const said = status.ok ? versionOf(status) : null;
  const level = levelOf(names, through, [root, status]);
  const settled = honeypot ? false : !closed || login.length > 0;
  const stopped = views.meaning === 'busy' || views.meaning === 'failed';
  return {
    service: {
      engine: dialect.engine,
      version: said ?? context.claim.version,
      name: status.ok ? text(at(status.json(), 'name')) : null,
      identity: identityOf(status),
    },
    access: {
      proved: settled ? level : 'unknown',
      inferred: !settled ? 'unknown' : absent ? 'admin' : level,
      capabilities: capabilitiesOf(closed, user !== null, absent, through),
      protection: login.length > 0 ? 'authentication' : null,
      securityLayer: absent ? 'absent' : user !== null || login.length > 0 ? 'present' : 'unknown',
      anonymous: user,
      filtered: user !== null,
      control: honeypot || through?.honeypot === true ? 'failed' : control === null ? 'not-asked' : 'passed',
      reason: settled
        ? null
        : honeypot
          ? HONEYPOT
          : stopped
            ? `it was asked no more after this answer: ${views.said}`
            : unsettled(views.said),
    },
    settings: {
      role: 'console',
      honeypot,
      consoleOpen: !closed && !honeypot,
      consoleLogin: login.length > 0,
      consoleAnonymous: user !== null,
      indexPatterns: names?.length ?? null,
    },
    proofs: proofsOf({
      root: status.ok ? status.exchange : root.exchange,
      views: names === null ? null : views.exchange,
      control: control?.exchange ?? null,
      whoami: whoami?.exchange ?? null,
      absent,
      login,
      through,
    }),
    notes: notesOf(context, closed || honeypot, names, through),
  };
}

const HONEYPOT =
  'a page for everything or a honeypot: a kind of saved object that cannot exist is answered like one that does';

function unsettled(said: string): string {
  return `it says what it is, and no more: the list of index patterns was answered with ${said}`;
}

function levelOf(
  names: readonly string[] | null,
  through: Through | null,
  answers: readonly (HttpReply | Failure)[],
): Level {
  if (through !== null && (through.count ?? 0) > 0) return 'read';
  if (names !== null) return 'metadata';
  return answers.some((reply) => reply.ok && reply.status === 200 && bag(at(reply.json(), 'version')) !== null)
    ? 'banner'
    : 'none';
}

function identityOf(status: HttpReply | Failure): Record<string, string> {
  const uuid = status.ok ? text(at(status.json(), 'uuid')) : null;
  return uuid === null ? {} : { consoleUuid: uuid };
}

function capabilitiesOf(closed: boolean, known: boolean, absent: boolean, through: Through | null): Capability[] {
  const read = (through?.count ?? 0) > 0;
  const shown: readonly (readonly [Capability, boolean])[] = [
    ['identify', true],
    ['whoami', known],
    ['list-collections', !closed],
    ['count-records', read],
    ['read-records', read],
    ['administer', absent && !closed],
  ];
  return shown.filter(([, holds]) => holds).map(([capability]) => capability);
}

function proofsOf(shown: {
  readonly root: number;
  readonly views: number | null;
  readonly control: number | null;
  readonly whoami: number | null;
  readonly absent: boolean;
  readonly login: readonly (HttpReply | Failure)[];
  readonly through: Through | null;
}): Record<string, number[]> {
  const { root, views, control, whoami, absent, login, through } = shown;
  const named: readonly (readonly [string, readonly (number | null)[]])[] = [
    ['banner', [root]],
    ['control', [control]],
    ['console', [views]],
    ['list-collections', [views, ...(through?.listExchanges ?? [])]],
    ['whoami', absent ? [] : [whoami]],
    ['security-layer', absent ? [whoami] : []],
    ['refusal', login.map(({ exchange }) => exchange)],
    ['through-console', through?.exchanges ?? []],
    ['count-records', through?.countExchanges ?? []],
  ];
  return Object.fromEntries(
    named
      .map(([name, exchanges]) => [name, exchanges.filter((exchange) => exchange !== null)] as const)
      .filter(([, exchanges]) => exchanges.length > 0),
  );
}

function notesOf(
  { throughConsole: allowed }: ProbeContext,
  closed: boolean,
  names: readonly string[] | null,
  through: Through | null,
): string[] {
  if (closed) return [];
  const notes = [`${names?.length ?? 0} index patterns are named to anybody`];
  if (!allowed) notes.push('the store behind was not asked; --through-kibana does');
  if (through?.said) notes.push(`the store behind answered ${through.said}`);
  return notes;
}
