import { type Capability, highest, type Level, type Protection } from '../../model/access.ts';
import type { Failure, Reply } from '../../model/channel.ts';
import type { ProbeContext } from '../../model/engine.ts';
import { type AccessFacts, provedLevel } from '../../model/facts.ts';
import { escapeText } from '../../support/escape.ts';
import { closedBy, type Frame, framesOf, METHOD, type Start, startIn } from './amqp.ts';
import type { RabbitChannel } from './requests.ts';

const USUAL_HOST = '/';

/** What one question of the conversation came to. */
interface Answer {
  readonly kind: 'granted' | 'refused' | 'missing' | 'other';
  readonly exchange: number;
  readonly said: string;
}

/** `access-refused` and `not-allowed` are about rights; `not-found` is not. */
const REFUSED: readonly number[] = [403, 530];
const MISSING = 404;

function answerOf(reply: Reply | Failure, granting: string): Answer {
  const { exchange } = reply;
  if (!reply.ok || reply.kind !== 'bytes')
    return { kind: 'other', exchange, said: reply.ok ? 'another protocol' : reply.message };
  const frames: readonly Frame[] = framesOf(reply.bytes);
  const closed = frames.map(closedBy).find((one) => one !== null) ?? null;
  if (closed !== null) {
    const kind = REFUSED.includes(closed.code) ? 'refused' : closed.code === MISSING ? 'missing' : 'other';
    return { kind, exchange, said: escapeText(`${closed.code} ${closed.said}`, 160) };
  }
  return frames.some(({ method }) => method === granting)
    ? { kind: 'granted', exchange, said: 'yes' }
    : { kind: 'other', exchange, said: 'a frame of another kind' };
}

interface Climbed {
  readonly start: Start | null;
  readonly header: number;
  readonly login: Answer | null;
  readonly host: Answer | null;
  readonly get: Answer | null;
}

/** By AMQP: a login is asked for, unless the server offers one for visitors without a name. */
export async function askBroker(channel: RabbitChannel, { tokens }: ProbeContext): Promise<AccessFacts> {
  const header = await channel.ask('header');
  const start = header.ok ? startIn(header.bytes) : null;
  const climbed: Climbed = { start, header: header.exchange, login: null, host: null, get: null };
  if (start?.mechanisms.includes('ANONYMOUS') !== true) return factsOf(climbed);
  const login = answerOf(await channel.ask('anonymous'), METHOD.tune);
  if (login.kind !== 'granted') return factsOf({ ...climbed, login });
  const host = answerOf(await channel.ask('host', { host: USUAL_HOST }), METHOD.openOk);
  if (host.kind !== 'granted') return factsOf({ ...climbed, login, host });
  // An answer with or without a message would be one about a queue that cannot exist.
  const get = answerOf(await channel.ask('get', { control: tokens.control }), '60.71');
  return factsOf({ ...climbed, login, host, get });
}

const HONEYPOT =
  'it says yes to everything, or is a honeypot: a queue of a random name, which cannot exist, is read like one that does';
const BY_CERTIFICATE = 'EXTERNAL';

function factsOf({ start, header, login, host, get }: Climbed): AccessFacts {
  const honeypot = get?.kind === 'granted';
  const inside = host?.kind === 'granted' && !honeypot;
  const asked = [login, host, get].filter((answer) => answer !== null);
  const demanded = start !== null && login === null;
  const refused = asked.filter(({ kind }) => kind === 'refused').map(({ exchange }) => exchange);
  const protection = protectionOf(start, demanded, refused.length > 0);
  const proved = provedLevel(['banner', true], ['metadata', inside]);
  const settled = !honeypot && (inside || protection !== null);
  const granted: Level = inside && get?.kind === 'missing' ? 'read' : 'none';
  return {
    service: {
      engine: 'rabbitmq',
      version: start?.version ?? null,
      identity: start?.cluster === null || start === null ? {} : { cluster: start.cluster },
      name: start?.cluster ?? null,
    },
    access: {
      proved: settled ? proved : 'unknown',
      inferred: settled ? highest(proved, granted) : 'unknown',
      capabilities: inside ? INSIDE : ['identify'],
      protection,
      securityLayer: start === null ? 'unknown' : 'present',
      anonymous: null,
      filtered: inside && get?.kind === 'refused',
      control: honeypot ? 'failed' : get?.kind === 'missing' || get?.kind === 'refused' ? 'passed' : 'not-asked',
      reason: honeypot
        ? HONEYPOT
        : settled
          ? null
          : `neither data nor a refusal was seen: ${asked.at(-1)?.said ?? 'no first frame'}`,
    },
    settings: {
      role: 'amqp',
      mechanisms: start?.mechanisms ?? [],
      anonymousOffered: start?.mechanisms.includes('ANONYMOUS') ?? false,
      anonymousRefused: login?.kind === 'refused',
    },
    proofs: Object.fromEntries(
      Object.entries({
        banner: [header],
        control: get === null ? [] : [get.exchange],
        'list-collections': inside ? [host.exchange] : [],
        privileges: granted === 'read' && get !== null ? [get.exchange] : [],
        refusal: refused.length > 0 ? refused : demanded ? [header] : [],
      }).filter(([, exchanges]) => exchanges.length > 0),
    ),
    notes: inside ? ['which user visitors without a name are is not told by AMQP, and no names of queues are'] : [],
  };
}

const INSIDE: readonly Capability[] = ['identify', 'list-collections'];

/** Where the only way to log in is by certificate, that is what keeps visitors out. */
function protectionOf(start: Start | null, demanded: boolean, refused: boolean): Protection | null {
  if (demanded && start?.mechanisms.every((name) => name === BY_CERTIFICATE) === true) return 'client-certificate';
  return demanded || refused ? 'authentication' : null;
}
