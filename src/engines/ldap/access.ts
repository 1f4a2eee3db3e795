import type { Capability } from '../../model/access.ts';
import type { ProbeContext } from '../../model/engine.ts';
import { type AccessFacts, provedLevel } from '../../model/facts.ts';
import { escapeText } from '../../support/escape.ts';
import { type Answer, CODE, readAnswer } from './protocol.ts';
import { type LdapChannel } from './requests.ts';
import { type Root, readRoot } from './root.ts';

/** Names of the directory that are tried for the proof. */
const TRIES = 5;

const REFUSALS = new Set<number>([CODE.strongerAuth, CODE.inappropriate, CODE.credentials, CODE.rights]);
const ENDS = new Set<number>([CODE.busy, CODE.unavailable]);
/** Active Directory wants a session with a name, and calls that an error of operation; the number is its own. */
const AD_WANTS_NAME = /^0*4DC: LdapErr: /i;
/** Its own word that a session with a name is wanted, where the code alone does not say so. */
const WANTS_NAME = /authentication (?:is )?required|anonymous (?:access|operations?|binds?|simple bind)\b/i;

export function isRefused({ code, message }: Answer): boolean {
  if (code === null) return false;
  if (REFUSALS.has(code)) return true;
  if (code === CODE.operationsError) return AD_WANTS_NAME.test(message);
  return code === CODE.unwilling && WANTS_NAME.test(message);
}

function isOver({ code, failed }: Answer): boolean {
  return failed !== null || (code !== null && ENDS.has(code));
}

/** A search that found something says so by entries, whether or not it was cut at its bound. */
export function found({ code, entries }: Answer): boolean {
  return (
    entries.length > 0 &&
    (code === CODE.success || code === CODE.sizeLimit || code === CODE.timeLimit || code === CODE.adminLimit)
  );
}

export async function climb(channel: LdapChannel, { tokens }: ProbeContext): Promise<AccessFacts> {
  const first = readAnswer(await channel.ask('root'));
  // Names of no own: what a server without a readable root would be asked about.
  const named = readRoot(first.entries[0]);
  let bind = readAnswer(await channel.ask('bind'));
  const wantsTls = bind.code === CODE.confidentiality || first.code === CODE.confidentiality;
  const secured = wantsTls && channel.tls === null ? readAnswer(await channel.ask('start-tls')) : null;
  if (secured?.code === CODE.success) bind = readAnswer(await channel.ask('bind-again'));
  const root = named ?? (secured === null ? null : readRoot(readAnswer(await channel.ask('root-again')).entries[0]));
  const contexts = root?.contexts ?? [];
  const control = readAnswer(
    await channel.ask('control', { base: `cn=${tokens.control},${contexts[0] ?? 'dc=invalid'}` }),
  );
  const honeypot = found(control);
  const stop = honeypot || isOver(control);
  const tried = stop ? [] : await tryAll(channel, contexts);
  const config =
    stop || typeof root?.config !== 'string' ? null : readAnswer(await channel.ask('config', { base: root.config }));
  const monitor =
    stop || typeof root?.monitor !== 'string' ? null : readAnswer(await channel.ask('monitor', { base: root.monitor }));
  const answers = [bind, control, ...tried];
  const refusals = answers
    .filter((answer) => isRefused(answer) || isHidden(answer, tried))
    .map(({ exchange }) => exchange);
  const lists = tried.filter(found);
  const reads = lists.filter(showsAttributes);
  const proved = provedLevel(['banner', true], ['metadata', lists.length > 0], ['read', reads.length > 0]);
  const exposed = lists.length > 0;
  const unknown = honeypot || (!exposed && refusals.length === 0);
  const hidden = !exposed && tried.some((answer) => isHidden(answer, tried));
  return {
    service: { engine: 'ldap', version: versionIn(monitor), identity: {}, name: root?.product ?? null },
    access: {
      proved: unknown ? 'unknown' : proved,
      inferred: unknown ? 'unknown' : proved,
      capabilities: capabilitiesOf(exposed, reads.length > 0),
      protection: refusals.length > 0 ? 'authentication' : null,
      securityLayer: refusals.length > 0 ? 'present' : 'unknown',
      anonymous: bind.code === CODE.success ? { user: 'anonymous', roles: [] } : null,
      filtered: exposed && refusals.length > 0,
      control: honeypot ? 'failed' : stop ? 'not-asked' : 'passed',
      reason: honeypot ? HONEYPOT : unknown ? whyUnsettled(root, answers) : null,
    },
    settings: {
      product: root?.product ?? null,
      build: root?.build ?? null,
      contexts,
      monitorShown: monitor === null ? null : found(monitor),
      anonymousBind: bind.code === null ? null : bind.code === CODE.success,
      startTls: root?.startTls ?? null,
      tlsDemanded: wantsTls,
      mechanisms: root?.mechanisms ?? [],
      configShown: config === null ? null : found(config) && showsAttributes(config),
    },
    proofs: proofsOf({
      banner: [first.exchange],
      control: [control.exchange],
      whoami: [bind.exchange],
      'list-collections': lists.map(({ exchange }) => exchange),
      'count-records': reads.map(({ exchange }) => exchange),
      config: config !== null && found(config) ? [config.exchange] : [],
      refusal: refusals.slice(0, 3),
    }),
    notes: hidden ? [HIDDEN] : [],
  };
}

const HONEYPOT = 'a page for everything or a honeypot: an entry of a random name, which cannot exist, is there';
const HIDDEN =
  'it says that nothing is there under the names that it gives itself: its rules hide them from visitors, or they are empty';

/** OpenLDAP tells its version among its statistics. */
function versionIn(monitor: Answer | null): string | null {
  const words = monitor?.entries[0]?.attributes.get('monitoredinfo')?.[0] ?? '';
  return /^OpenLDAP: slapd (\d{1,3}\.\d{1,3}\.\d{1,3})\b/.exec(words)?.[1] ?? null;
}

/** The server says that a name is missing which its own root gives: it is kept from us. */
function isHidden(answer: Answer, tried: readonly Answer[]): boolean {
  return answer.code === CODE.missing && tried.includes(answer);
}

/** More than that the entry is there: an attribute beside its kind is named. */
function showsAttributes({ entries }: Answer): boolean {
  return entries.some(({ attributes }) => [...attributes.keys()].some((name) => name !== 'objectclass'));
}

async function tryAll(channel: LdapChannel, contexts: readonly string[]): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (const base of contexts.slice(0, TRIES)) {
    const first = readAnswer(await channel.ask('first', { base }));
    answers.push(first);
    if (first.code === CODE.success && first.entries.length === 0) {
      answers.push(readAnswer(await channel.ask('itself', { base })));
    }
    if (isOver(first)) break;
  }
  return answers;
}

function whyUnsettled(root: Root | null, answers: readonly Answer[]): string {
  if (root !== null && root.contexts.length === 0)
    return 'it names no entries of its own, so that there was nothing to ask about';
  const last = answers.findLast(({ code }) => code !== CODE.success) ?? answers.at(-1);
  return `neither entries nor a refusal was seen: ${escapeText(last?.said ?? 'nothing', 160)}`;
}

function capabilitiesOf(listed: boolean, read: boolean): Capability[] {
  const shown: readonly (readonly [Capability, boolean])[] = [
    ['identify', true],
    ['list-collections', listed],
    ['read-records', read],
  ];
  return shown.filter(([, holds]) => holds).map(([capability]) => capability);
}

export function proofsOf(named: Readonly<Record<string, readonly number[]>>): Record<string, readonly number[]> {
  return Object.fromEntries(Object.entries(named).filter(([, exchanges]) => exchanges.length > 0));
}
