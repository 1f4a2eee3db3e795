import { type Capability, highest, type Level } from '../../model/access.ts';
import type { ProbeContext } from '../../model/engine.ts';
import { type AccessFacts, provedLevel, type Setting } from '../../model/facts.ts';
import { escapeText } from '../../support/escape.ts';
import { at, bag, list, text } from '../../wire/json.ts';
import { type Answer, keysOf, readAnswer, type Self, selfOf } from './answers.ts';
import type { ConsulChannel } from './requests.ts';

/** The policy that allows all; every Consul has it under this number. */
const MANAGEMENT = '00000000-0000-0000-0000-000000000001';

interface Found {
  readonly selfAnswer: Answer;
  readonly self: Self | null;
  readonly control: Answer;
  readonly token: Answer;
  readonly keysAnswer: Answer;
  readonly keys: readonly string[] | null;
  readonly servicesAnswer: Answer;
  /** Beside the one that Consul itself is. */
  readonly services: number | null;
  readonly believed: boolean;
}

export async function climb(channel: ConsulChannel, { tokens, claim }: ProbeContext): Promise<AccessFacts> {
  const selfAnswer = readAnswer(await channel.ask('self'));
  const control = readAnswer(await channel.ask('control', { control: tokens.control }));
  const token = readAnswer(await channel.ask('token'));
  const keysAnswer = readAnswer(await channel.ask('keys'));
  const servicesAnswer = readAnswer(await channel.ask('services'));
  const services = servicesAnswer.meaning === 'open' ? bag(servicesAnswer.json) : null;
  return factsOf(
    {
      selfAnswer,
      self: selfOf(selfAnswer),
      control,
      token,
      keysAnswer,
      keys: keysOf(keysAnswer),
      servicesAnswer,
      services: services === null ? null : Object.keys(services).filter((name) => name !== 'consul').length,
      believed: control.meaning === 'missing' || control.meaning === 'refused',
    },
    claim.version,
  );
}

/** What a visitor's own token allows, as far as the server says it. */
function grantedBy({ token, keys }: Found): Level {
  const policies = list(at(token.json, 'Policies')).map((policy) => text(at(policy, 'ID')));
  if (token.meaning === 'open' && policies.includes(MANAGEMENT)) return 'admin';
  // No rule says anything of most things: they are allowed.
  return token.defaultPolicy === 'allow' && keys !== null ? 'write' : 'none';
}

const HONEYPOT =
  'a page for everything or a honeypot: keys below a random name, which cannot exist, are answered like those that do';

function factsOf(found: Found, claimed: string | null): AccessFacts {
  const { self, control, token, keys, keysAnswer, believed } = found;
  const honeypot = control.meaning === 'open';
  const unguarded =
    believed && (token.meaning === 'unguarded' || (token.meaning !== 'open' && self?.accessControl === false));
  const read = believed && keys !== null && keys.length > 0;
  // An empty list is what access control leaves as well: that there is nothing follows only where there is none.
  const listed = read || (unguarded && (keys !== null || keysAnswer.meaning === 'missing'));
  const refusals = refusalsOf(found);
  const filtered = [keysAnswer, found.servicesAnswer].some((answer) => answer.filtered);
  const settled = listed || refusals.length > 0 || filtered;
  const granted: Level = unguarded ? 'admin' : listed ? grantedBy(found) : 'none';
  const unknown = honeypot || !settled;
  const proved = provedLevel(['banner', true], ['metadata', listed], ['read', read]);
  return {
    service: { engine: 'consul', version: self?.version ?? claimed, identity: identityOf(self), name: null },
    access: {
      proved: unknown ? 'unknown' : proved,
      inferred: unknown ? 'unknown' : highest(proved, granted),
      capabilities: unknown ? [] : capabilitiesOf(found, listed, read, granted),
      protection: refusals.length > 0 || filtered ? 'authentication' : null,
      securityLayer: unguarded
        ? 'absent'
        : refusals.length > 0 || filtered || token.meaning === 'open'
          ? 'present'
          : 'unknown',
      anonymous: anonymousOf(token),
      filtered: listed && (filtered || refusals.length > 0),
      control: honeypot ? 'failed' : believed ? 'passed' : 'not-asked',
      reason: honeypot ? HONEYPOT : unknown ? whyUnsettled(found) : null,
    },
    settings: settingsOf(found, unguarded),
    proofs: proofsOf(found, unguarded, read),
    notes: notesOf(found, listed),
  };
}

function whyUnsettled({ keys, keysAnswer, token, believed, control }: Found): string {
  if (!believed) return `the control was not answered as it has to be (${control.said}): no success is believed`;
  if (keys !== null) return 'no key is listed: there is none, or access control leaves out what a visitor may not see';
  return `neither keys nor a refusal were seen: ${keysAnswer.meaning === 'odd' ? keysAnswer.said : token.said}`;
}

function refusalsOf({ selfAnswer, control, keysAnswer, servicesAnswer }: Found): number[] {
  return [selfAnswer, control, keysAnswer, servicesAnswer].flatMap(({ meaning, exchange }) =>
    meaning === 'refused' ? [exchange] : [],
  );
}

/** All agents of a cluster have the same keys, and no name for it that is theirs alone. */
function identityOf(self: Self | null): Record<string, string> {
  return self === null || self.id === null ? {} : { node: self.id };
}

function anonymousOf({ meaning, json }: Answer): AccessFacts['access']['anonymous'] {
  const user = text(at(json, 'Description')) ?? text(at(json, 'AccessorID'));
  if (meaning !== 'open' || user === null) return null;
  const roles = list(at(json, 'Policies')).flatMap((policy) => text(at(policy, 'Name')) ?? []);
  return { user: escapeText(user, 80), roles: roles.slice(0, 50) };
}

function capabilitiesOf({ token }: Found, listed: boolean, read: boolean, granted: Level): Capability[] {
  const shown: readonly (readonly [Capability, boolean])[] = [
    ['identify', true],
    ['whoami', token.meaning === 'open'],
    ['list-collections', listed],
    ['count-records', read],
    ['read-records', read],
    ['write-records', granted === 'write' || granted === 'admin'],
    ['administer', granted === 'admin'],
  ];
  return shown.filter(([, holds]) => holds).map(([capability]) => capability);
}

function settingsOf({ self, token, keys, services, selfAnswer }: Found, unguarded: boolean): Record<string, Setting> {
  return {
    accessControl: unguarded ? false : token.meaning === 'open' || token.meaning === 'refused' ? true : null,
    defaultPolicy: token.defaultPolicy ?? selfAnswer.defaultPolicy,
    selfReadable: self !== null,
    datacenter: self?.datacenter ?? null,
    server: self?.server ?? null,
    remoteScripts: self?.remoteScripts ?? null,
    localScripts: self?.localScripts ?? null,
    bindAny: self?.bindAny ?? null,
    services,
    topKeys: keys === null ? null : keys.length,
  };
}

function proofsOf(found: Found, unguarded: boolean, read: boolean): Record<string, number[]> {
  const { selfAnswer, self, control, token, keysAnswer, keys, servicesAnswer, services } = found;
  const of = ({ exchange }: Answer, holds: boolean) => (holds ? [exchange] : []);
  const named: readonly (readonly [string, readonly number[]])[] = [
    ['banner', [selfAnswer.exchange]],
    ['control', [control.exchange]],
    ['whoami', of(token, token.meaning === 'open')],
    ['privileges', of(token, token.meaning === 'open')],
    [
      'security-layer',
      unguarded ? [...of(token, token.meaning === 'unguarded'), ...of(selfAnswer, self?.accessControl === false)] : [],
    ],
    ['settings', of(selfAnswer, self !== null)],
    ['list-collections', of(keysAnswer, keys !== null)],
    ['count-records', of(keysAnswer, read)],
    ['services', of(servicesAnswer, (services ?? 0) > 0)],
    ['refusal', refusalsOf(found).slice(0, 3)],
  ];
  return Object.fromEntries(named.filter(([, all]) => all.length > 0).map(([name, all]) => [name, [...all]]));
}

function notesOf({ services, self }: Found, listed: boolean): string[] {
  const told = services !== null && services > 0 && !listed;
  return [
    ...(told
      ? [
          `${services} ${services === 1 ? 'service is' : 'services are'} told to anybody, which many set up so for DNS; no key is`,
        ]
      : []),
    ...(self !== null && !self.server
      ? ['a client agent: the keys lie on the servers of its data centre, and are the same']
      : []),
  ];
}
