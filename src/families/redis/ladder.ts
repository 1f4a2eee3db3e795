import type { Capability, Level } from '../../model/access.ts';
import { highest } from '../../model/access.ts';
import type { ProbeContext } from '../../model/engine.ts';
import { type AccessFacts, provedLevel, type Setting } from '../../model/facts.ts';
import { drawersOf } from '../keys/drawers.ts';
import { type Answer, type Meaning, readAnswer } from './answers.ts';
import type { Member } from './claims.ts';
import { type Information, readInformation } from './information.ts';
import { type RedisChannel, type RedisRequest, redisRequests } from './requests.ts';
import { type Rights, readRights } from './rights.ts';
import { firstPage } from './scan.ts';

/** How many keys are tried until one can be read: each stands for others that are named alike. */
const TRIES = 5;

/** What the rungs showed, in the order in which they are climbed. */
interface Climb {
  readonly banner: Answer;
  readonly control: Answer;
  readonly information: Information | null;
  readonly user: string | null;
  readonly rights: Rights | null;
  readonly accessLists: Meaning | null;
  readonly size: number | null;
  /** Null where the keys could not be listed. */
  readonly listed: number | null;
  readonly readable: boolean;
  readonly answers: readonly Named[];
}

type Named = Answer & { readonly name: RedisRequest };

/** Asks an anonymous visitor's questions one after the other, and stops where the server refuses all or cannot answer now. */
export async function climb(channel: RedisChannel, context: ProbeContext, engine: Member): Promise<AccessFacts> {
  const answers: Named[] = [];
  const ask = async (name: Exclude<RedisRequest, 'denial'>, params = {}): Promise<Answer> => {
    const answer = readAnswer(await channel.ask(name, params));
    answers.push({ ...answer, name });
    return answer;
  };
  const banner = await ask('hello');
  const control = await askControl(channel, ask, context.tokens.control);
  const nothing = { information: null, user: null, rights: null, accessLists: null, size: null, listed: null };
  if (['login', 'denied', 'busy', 'failed'].includes(control.meaning)) {
    return factsOf({ banner, control, ...nothing, readable: false, answers }, context, engine);
  }
  const told = await ask('information');
  const information = typeof told.value === 'string' ? readInformation(told.value) : null;
  const whoami = await ask('whoami');
  const rights = await ask('rights');
  const database = fullestOf(information);
  const size = await ask('size', { database });
  const page = firstPage(await channel.ask('scan', { database, cursor: '0', count: PAGE }), database);
  answers.push({ ...page.answer, name: 'scan' });
  const readable = page.keys === null ? false : await canRead(ask, database, page.keys);
  return factsOf(
    {
      banner,
      control,
      information,
      user: typeof whoami.value === 'string' ? whoami.value : null,
      rights: readRights(rights.value),
      accessLists: rights.meaning,
      size: typeof size.value === 'number' ? size.value : null,
      listed: page.keys?.length ?? null,
      readable,
      answers,
    },
    context,
    engine,
  );
}

/** How many keys a question about keys asks for at once. */
export const PAGE = 1_000;

/** Whoever is refused by address may not have heard why: the words come before any question, and are then listened for. */
async function askControl(
  channel: RedisChannel,
  ask: (name: 'control', params: { control: string }) => Promise<Answer>,
  control: string,
): Promise<Answer> {
  const answer = await ask('control', { control });
  if (answer.meaning !== 'failed') return answer;
  const heard = readAnswer(await channel.ask('denial'));
  return heard.meaning === 'denied' ? heard : answer;
}

/** The database with most keys; the first one where it does not tell. */
export function fullestOf(information: Information | null): number {
  return (
    information?.databases.reduce((most, one) => (one.keys > most.keys ? one : most), { number: 0, keys: 0 }).number ??
    0
  );
}

/** A key that has a type, and of whose value an empty part may be read; of another kind than text it says so, which takes the same right. */
async function canRead(
  ask: (name: 'type' | 'reach', params: { database: number; key: string }) => Promise<Answer>,
  database: number,
  keys: readonly string[],
): Promise<boolean> {
  const tried = drawersOf(keys).flatMap(({ examples }) => examples.slice(0, 1));
  for (const key of tried.slice(0, TRIES)) {
    const type = await ask('type', { database, key });
    if (type.meaning === 'busy' || type.meaning === 'failed') return false;
    if (typeof type.value !== 'string' || type.value === 'none') continue;
    const reach = await ask('reach', { database, key });
    if (reach.value === '' || reach.said.startsWith('WRONGTYPE ')) return true;
  }
  return false;
}

function factsOf(climb: Climb, context: ProbeContext, engine: Member): AccessFacts {
  const { information, control, rights, answers } = climb;
  const version = versionOf(climb, context);
  const honeypot = control.meaning === 'open' && control.value !== 'none';
  const refusals = answers.filter(({ meaning }) => REFUSALS.has(meaning));
  const denied = control.meaning === 'denied';
  const level = shownLevel(climb, version);
  const settled = atLeastNames(level) || refusals.length > 0 || denied;
  const layer = layerOf(climb, version, refusals.length > 0);
  const granted = grantedLevel(climb, layer);
  return {
    service: { engine, version, identity: information?.identity ?? {}, name: null },
    access: {
      proved: settled && !honeypot ? level : 'unknown',
      inferred: settled && !honeypot ? highest(level, granted) : 'unknown',
      capabilities: capabilitiesOf(climb, level, granted),
      protection: denied ? 'network' : refusals.length > 0 ? 'authentication' : null,
      securityLayer: layer,
      anonymous: climb.user === null ? null : { user: climb.user, roles: [] },
      filtered: rights?.filtered ?? (refusals.length > 0 && atLeastNames(level)),
      control: honeypot ? 'failed' : PASSED.has(control.meaning) ? 'passed' : 'not-asked',
      reason: settled || honeypot ? null : whyUnsettled(climb, version),
    },
    settings: settingsOf(climb, context, honeypot),
    proofs: proofsOf(climb, version),
    notes: notesOf(climb),
  };
}

const REFUSALS = new Set<Meaning>(['login', 'forbidden']);
/** Another node of the cluster has it: that is no yes. */
const PASSED = new Set<Meaning>(['open', 'elsewhere']);

function versionOf({ information }: Climb, { claim }: ProbeContext): string | null {
  return information === null ? claim.version : information.version;
}

function shownLevel({ information, listed, readable }: Climb, version: string | null): Level {
  const watches = information?.mode === 'sentinel' && information.links.length > 0;
  return provedLevel(
    ['banner', version !== null || information !== null],
    ['metadata', listed !== null || watches],
    ['read', readable],
  );
}

function atLeastNames(level: Level): boolean {
  return level === 'metadata' || level === 'read';
}

/**
 * Absent: no user is asked for a word and may do all, or the server is of a time before there were users, or protected mode is all
 * that there is (it refuses only while the default user’s password is missing).
 */
function layerOf(climb: Climb, version: string | null, refused: boolean): AccessFacts['access']['securityLayer'] {
  const { control, rights, accessLists } = climb;
  if (control.meaning === 'denied') return 'absent';
  if (refused || rights?.filtered === true) return 'present';
  if (rights !== null) return rights.open && rights.level === 'admin' ? 'absent' : 'present';
  return accessLists === 'unknown' && isBeforeUsers(version) ? 'absent' : 'unknown';
}

/** Redis has users since 6.0; those that state another product’s version and know no ACL have none. */
function isBeforeUsers(version: string | null): boolean {
  return version !== null && !/^(?:[6-9]|\d\d)\./.test(version);
}

/** Whom protected mode keeps out, him nothing is granted. */
function grantedLevel({ rights, control }: Climb, layer: AccessFacts['access']['securityLayer']): Level {
  if (rights !== null) return rights.level;
  if (control.meaning === 'denied') return 'none';
  return layer === 'absent' ? 'admin' : 'none';
}

function whyUnsettled({ control, answers }: Climb, version: string | null): string {
  const last = answers.findLast(({ said }) => said !== '') ?? control;
  if (control.meaning === 'busy') return `it cannot answer now: ${control.said}`;
  const told = version === null ? 'neither data nor a refusal was seen' : 'it says what it is, and no more';
  return last.said === '' ? told : `${told}; to ${words(last)} it said: ${last.said}`;
}

function words(answer: Answer | Named): string {
  return 'name' in answer && answer.name !== 'denial' ? redisRequests[answer.name].says : 'a question';
}

function capabilitiesOf(climb: Climb, level: Level, granted: Level): Capability[] {
  const shown: readonly (readonly [Capability, boolean])[] = [
    ['identify', level !== 'none'],
    ['whoami', climb.user !== null],
    ['list-collections', atLeastNames(level)],
    ['count-records', climb.size !== null || climb.information?.keys !== null],
    ['read-records', climb.readable],
    ['write-records', granted === 'write' || granted === 'admin'],
    ['administer', granted === 'admin'],
  ];
  return shown.filter(([name, holds]) => holds && (name === 'identify' || level !== 'none')).map(([name]) => name);
}

function settingsOf({ information, rights, control, banner }: Climb, context: ProbeContext, honeypot: boolean) {
  const known: Record<string, Setting> = {
    role: context.claim.role,
    product: information?.product ?? null,
    mode: information?.mode ?? null,
    replication: information?.role ?? null,
    modules: information?.modules ?? [],
    databases: information?.databases.length ?? null,
    userRights: rights?.level ?? null,
    protectedMode: control.meaning === 'denied',
    commandsHidden: [control, banner].some(({ meaning }) => meaning === 'unknown') && context.claim.role === 'store',
    honeypot,
  };
  return known;
}

function proofsOf(
  { answers, control, banner, rights }: Climb,
  version: string | null,
): Record<string, readonly number[]> {
  const of = (names: readonly RedisRequest[]) =>
    answers.filter(({ name, meaning }) => names.includes(name) && meaning === 'open').map(({ exchange }) => exchange);
  const proofs: Record<string, readonly number[]> = {
    banner:
      version === null
        ? []
        : [...(banner.meaning === 'open' ? [banner.exchange] : []), ...of(['information'])].slice(0, 1),
    control: [control.exchange],
    'list-collections': of(['scan']),
    'count-records': of(['size', 'type']).concat(reachedBy(answers)).slice(0, 4),
    whoami: of(['whoami']),
    privileges: of(['rights']),
    'security-layer': rights?.open === true ? of(['rights']) : control.meaning === 'denied' ? [control.exchange] : [],
    replication: of(['information']),
    refusal: answers
      .concat({ ...control, name: 'control' })
      .filter(({ meaning }) => REFUSALS.has(meaning) || meaning === 'denied')
      .map(({ exchange }) => exchange)
      .slice(0, 2),
  };
  return Object.fromEntries(Object.entries(proofs).filter(([, exchanges]) => exchanges.length > 0));
}

function reachedBy(answers: readonly Named[]): number[] {
  const reached = answers.findLast(({ name }) => name === 'reach');
  return reached === undefined ? [] : [reached.exchange];
}

function notesOf({ answers, information, accessLists, rights }: Climb): string[] {
  const notes: string[] = [];
  const hidden = answers.filter(({ meaning, name }) => meaning === 'unknown' && !OPTIONAL.has(name));
  if (hidden.length > 0 && information?.mode !== 'sentinel') {
    notes.push(`commands that every version has are not known here: ${hidden.map(words).join(', ')}`);
  }
  if (accessLists === 'forbidden') notes.push('what else the anonymous user may do is not told');
  if (rights?.filtered === true) notes.push('some commands or some keys are all that the anonymous user has');
  if (information !== null && !['Redis', 'Valkey'].includes(information.product)) {
    notes.push(`a relative of Redis: ${information.product}`);
  }
  return notes;
}

/** Not of every version. */
const OPTIONAL = new Set<RedisRequest>(['hello', 'whoami', 'rights']);
