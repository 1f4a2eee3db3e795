import { proofsOf } from '../../families/facts/proofs.ts';
import { type Capability, highest, type Level, type Protection } from '../../model/access.ts';
import type { ProbeContext } from '../../model/engine.ts';
import { type AccessFacts, provedLevel } from '../../model/facts.ts';
import type { Json } from '../../model/request.ts';
import { at, count, list } from '../../wire/json.ts';
import { type Answer, answerOf, type Greeting, greetingOf, type Rights, rightsIn } from './answers.ts';
import type { NatsChannel } from './requests.ts';

/** What each question of the ladder showed. */
interface Climbed {
  readonly greeting: Greeting;
  readonly entry: Answer;
  readonly control: Answer | null;
  readonly listen: Answer | null;
  readonly streams: Answer | null;
  readonly user: Answer | null;
  readonly rights: Rights | null;
  /** A user who cannot exist was let in. */
  readonly anybody: Answer | null;
}

const NOTHING = { control: null, listen: null, streams: null, user: null, rights: null, anybody: null };

/** The port for clients: let in or not, and then what may be listened to, what is kept, and who we are. */
export async function askClients(channel: NatsChannel, context: ProbeContext): Promise<AccessFacts> {
  const info = await channel.ask('info');
  const greeting = greetingOf(info);
  if (greeting.tls) await channel.ask('tls');
  const { control } = context.tokens;
  const asksName = context.login && !greeting.loginAsked && !tellsUsers(greeting.version);
  const anybody = asksName ? answerOf(await channel.ask('connect-control', { control })) : null;
  const entry = answerOf(await channel.ask('connect'));
  const climbed: Climbed = { ...NOTHING, greeting, entry, anybody };
  return factsOf(entry.kind === 'granted' ? await climb(channel, context, climbed) : climbed);
}

/** From 2.10 on the server says who it takes us for. */
function tellsUsers(version: string | null): boolean {
  const [major = 0, minor = 0] = (version ?? '').split('.').map(Number);
  return major > 2 || (major === 2 && minor >= 10);
}

async function climb(channel: NatsChannel, { tokens }: ProbeContext, from: Climbed): Promise<Climbed> {
  const { control } = tokens;
  const controlled = answerOf(await channel.ask('control', { control }));
  if (controlled.kind === 'granted' || controlled.kind === 'failed') return { ...from, control: controlled };
  const listen = answerOf(await channel.ask('listen', { control }));
  const user = answerOf(await channel.ask('user', { control }));
  const streams = from.greeting.jetstream ? answerOf(await channel.ask('streams', { control, offset: 0 })) : null;
  return { ...from, control: controlled, listen, user, rights: rightsIn(user.json), streams };
}

/** The list of streams as an answer gives it; null where it is no such list. */
export function streamsIn(json: Json | undefined): readonly Json[] | null {
  return count(at(json, 'total')) === null || at(json, 'error') !== undefined ? null : list(at(json, 'streams'));
}

const HONEYPOT = 'it says yes to everything, or is a honeypot: a subject that cannot be is listened to like any other';

function factsOf(climbed: Climbed): AccessFacts {
  const { greeting, entry, control, listen, streams, rights, anybody } = climbed;
  const honeypot = control?.kind === 'granted';
  const listed = honeypot ? null : streamsIn(streams?.json);
  const read = !honeypot && listen?.kind === 'granted';
  const proved = provedLevel(['banner', true], ['metadata', listed !== null], ['read', read]);
  const exposed = listed !== null || read;
  const refused = [entry, listen, streams].flatMap((answer) => (answer?.kind === 'refused' ? [answer.exchange] : []));
  const protection = protectionOf(entry, refused.length > 0);
  const settled = !honeypot && (exposed || protection !== null);
  const nobodyAsked = exposed && (rights?.user === '' || anybody?.kind === 'granted');
  const granted: Level = nobodyAsked ? 'admin' : exposed && rights !== null ? rights.level(greeting.jetstream) : 'none';
  const inferred = highest(proved, granted);
  return {
    service: {
      engine: 'nats',
      version: greeting.version,
      identity: greeting.serverId === null ? {} : { serverId: greeting.serverId },
      name: greeting.serverName,
    },
    access: {
      proved: settled ? proved : 'unknown',
      inferred: settled ? inferred : 'unknown',
      capabilities: capabilitiesOf(proved, inferred, listed !== null),
      protection,
      securityLayer: nobodyAsked
        ? 'absent'
        : protection !== null || anybody?.kind === 'refused'
          ? 'present'
          : 'unknown',
      anonymous: rights === null || rights.user === '' ? null : { user: rights.user, roles: [] },
      filtered: exposed && refused.length > 0,
      control: honeypot ? 'failed' : control?.kind === 'refused' || control?.kind === 'error' ? 'passed' : 'not-asked',
      reason: honeypot ? HONEYPOT : settled ? null : `neither data nor a refusal was seen: ${(control ?? entry).said}`,
    },
    settings: {
      role: 'clients',
      loginAsked: greeting.loginAsked,
      jetstream: greeting.jetstream,
      noAuthUser: exposed && !nobodyAsked && (rights !== null || anybody?.kind === 'refused'),
      members: greeting.members,
    },
    proofs: proofsOf({
      banner: [greeting.exchange],
      control: control === null ? [] : [control.exchange],
      'list-collections': listed === null || streams === null ? [] : [streams.exchange],
      'count-records': read && listen !== null ? [listen.exchange] : [],
      privileges: rights === null || climbed.user === null ? [] : [climbed.user.exchange],
      'security-layer': nobodyAsked ? [(anybody ?? climbed.user ?? entry).exchange] : [],
      members: greeting.members.length > 0 ? [greeting.exchange] : [],
      refusal: refused,
    }),
    notes:
      entry.kind === 'granted' && !exposed && !honeypot
        ? ['it lets anybody in without a login, and its rights refuse what was asked then']
        : [],
  };
}

function protectionOf(entry: Answer, refused: boolean): Protection | null {
  if (entry.kind === 'certificate') return 'client-certificate';
  return refused ? 'authentication' : null;
}

function capabilitiesOf(proved: Level, inferred: Level, listed: boolean): Capability[] {
  const shown: readonly (readonly [Capability, boolean])[] = [
    ['identify', true],
    ['list-collections', listed],
    ['count-records', listed],
    ['read-records', proved === 'read'],
    ['write-records', inferred === 'write' || inferred === 'admin'],
    ['administer', inferred === 'admin'],
  ];
  return shown.filter(([, holds]) => holds).map(([capability]) => capability);
}
