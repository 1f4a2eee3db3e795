import type { ProbeContext } from '../../model/engine.ts';
import { at, list } from '../../wire/json.ts';
import { type Answer, clusterOf, type Directory, readAnswer, readDirectory, readRange } from './answers.ts';
import { type EtcdChannel, hexOf } from './requests.ts';
import { gatewayOf, hasAuthStatus, hasV2 } from './versions.ts';

/**
 * One of the two stores that an etcd can hold: v3 and v2 have keys, users and guards of their own. `off`: not served here.
 * `unknown`: neither data nor a refusal was seen.
 */
export interface Door {
  readonly state: 'open' | 'refused' | 'off' | 'unknown';
  /** Whether a key that cannot exist was told apart. */
  readonly control: 'passed' | 'failed' | 'not-asked';
  /** Whether the store asks who one is at all. */
  readonly authentication: boolean | null;
  /** A read that the store's own rights guard succeeded. */
  readonly read: boolean;
  /** Keys, where they are counted. */
  readonly count: number | null;
  readonly cluster: string | null;
  /** Users that exist although nobody is asked. */
  readonly users: number | null;
  readonly proofs: Readonly<Record<string, readonly number[]>>;
  /** What came instead, for people. */
  readonly said: string | null;
  /** A server in trouble is asked no more. */
  readonly stopped: boolean;
}

export const SHUT: Door = {
  state: 'off',
  control: 'not-asked',
  authentication: null,
  read: false,
  count: null,
  cluster: null,
  users: null,
  proofs: {},
  said: null,
  stopped: false,
};

/** The first of the answers after which nothing more is to be asked. */
function ended(answers: readonly Answer[]): Door | null {
  const answer = answers.find(({ meaning }) => meaning === 'busy' || meaning === 'failed');
  return answer === undefined ? null : { ...SHUT, state: 'unknown', said: answer.said, stopped: true };
}

/** v3, through its JSON gateway: a control, a count of all keys, and whether anybody is asked who they are. */
export async function tryV3(channel: EtcdChannel, { tokens, claim }: ProbeContext): Promise<Door> {
  const gateway = gatewayOf(claim.version);
  if (gateway === null) return SHUT;
  const control = readAnswer(await channel.ask('control', { gateway, key: hexOf(tokens.control) }));
  if (control.meaning === 'off') return SHUT;
  const early = ended([control]);
  if (early !== null) return early;
  const none = readRange(control);
  if (none !== null && none.count > 0) return liar(control);
  const all = readAnswer(await channel.ask('count-keys', { gateway }));
  const range = readRange(all);
  if (range === null) {
    const refused = all.meaning === 'refused' ? all : control.meaning === 'refused' ? control : null;
    if (refused === null) return ended([all]) ?? { ...SHUT, state: 'unknown', said: all.said };
    return { ...SHUT, state: 'refused', authentication: true, proofs: { refusal: [refused.exchange] } };
  }
  const security = await asksWho(channel, gateway, claim.version);
  return {
    ...SHUT,
    ...security,
    state: 'open',
    control: none === null ? 'not-asked' : 'passed',
    read: range.count > 0,
    count: range.count,
    cluster: clusterOf(all),
    proofs: {
      control: [control.exchange],
      'list-collections': [all.exchange],
      ...(range.count > 0 ? { 'count-records': [all.exchange] } : {}),
      ...security.proofs,
    },
  };
}

/** Yes to what cannot be: a page for everything, or a honeypot. */
function liar(control: Answer): Door {
  return { ...SHUT, state: 'unknown', control: 'failed', proofs: { control: [control.exchange] } };
}

/** Only an etcd that asks nobody who they are tells a visitor its users and roles. */
async function asksWho(
  channel: EtcdChannel,
  gateway: string,
  version: string | null,
): Promise<Pick<Door, 'authentication' | 'users' | 'proofs'>> {
  const question = hasAuthStatus(version) ? 'auth-status' : 'roles';
  const answer = readAnswer(await channel.ask(question, { gateway }));
  const told = clusterOf(answer) !== null;
  if (!told && answer.meaning !== 'refused') return { authentication: null, users: null, proofs: {} };
  if (!told || at(answer.json, 'enabled') === true) {
    return { authentication: true, users: null, proofs: { whoami: [answer.exchange] } };
  }
  const listed = readAnswer(await channel.ask('users', { gateway }));
  const users = clusterOf(listed) === null ? null : list(at(listed.json, 'users')).length;
  return {
    authentication: false,
    users,
    proofs: {
      'security-layer': [answer.exchange],
      ...(users === null ? {} : { users: [listed.exchange] }),
    },
  };
}

/** v2: what lies at the top, whether one of it can be read, and whether v2 asks anybody who they are. */
export async function tryV2(channel: EtcdChannel, { tokens, claim }: ProbeContext): Promise<Door> {
  if (!hasV2(claim.version)) return SHUT;
  const control = readAnswer(await channel.ask('v2-control', { key: tokens.control }));
  if (control.meaning === 'off') return SHUT;
  const early = ended([control]);
  if (early !== null) return early;
  if (control.meaning === 'open') return liar(control);
  const reply = await channel.ask('v2-keys');
  const listed = readAnswer(reply);
  const directory = readDirectory(reply);
  const guarded = readAnswer(await channel.ask('v2-auth'));
  const told = at(guarded.json, 'enabled');
  const authentication = guarded.meaning === 'open' && typeof told === 'boolean' ? told : null;
  const refused = [control, listed].filter(({ meaning }) => meaning === 'refused').map(({ exchange }) => exchange);
  const proofs = { control: [control.exchange], ...(refused.length > 0 ? { refusal: refused } : {}) };
  if (directory === null) {
    if (refused.length > 0) return { ...SHUT, state: 'refused', authentication: true, proofs };
    return ended([listed]) ?? { ...SHUT, state: 'unknown', said: listed.said };
  }
  const read = await readsOne(channel, directory);
  return {
    ...SHUT,
    state: 'open',
    control: control.meaning === 'missing' || control.meaning === 'refused' ? 'passed' : 'not-asked',
    authentication,
    read: read !== null,
    cluster: directory.cluster,
    proofs: {
      ...proofs,
      'list-collections': [listed.exchange],
      ...(read === null ? {} : { 'count-records': [read] }),
      ...(authentication === false ? { 'security-layer': [guarded.exchange] } : {}),
    },
  };
}

/** At most this many names are tried. */
const TRIES = 3;

/** The exchange in which one of the names could be read; a HEAD, so that no value comes with it. */
async function readsOne(channel: EtcdChannel, { names }: Directory): Promise<number | null> {
  const fit = names.map((name) => name.replace(/\/$/, '')).filter((name) => /^[A-Za-z0-9][\w.-]{0,100}$/.test(name));
  for (const key of fit.slice(0, TRIES)) {
    const reply = await channel.ask('v2-head', { key });
    if (reply.ok && reply.kind === 'http' && reply.status === 200 && 'x-etcd-index' in reply.headers)
      return reply.exchange;
  }
  return null;
}
