import type { Protection } from '../../model/access.ts';
import type { ProbeContext } from '../../model/engine.ts';
import type { ServerError } from './packets.ts';
import type { MysqlChannel } from './requests.ts';
import { type Session, takeSession } from './session.ts';
import { type Door, type Entered, enter, greet, type Opening } from './speak.ts';

/** How far a visitor without a password came. */
export interface Logins {
  readonly opening: Opening;
  /** Null: nobody was let in, or nothing that was said is believed. */
  readonly session: Session | null;
  readonly control: 'passed' | 'failed' | 'not-asked';
  readonly controlExchange: number | null;
  /** A name that cannot exist was let in: as the account without a name, or because nobody is asked. */
  readonly anybody: boolean;
  readonly rootAsked: boolean;
  /** What the last login was asked for beside the greeting's own method. */
  readonly methods: readonly string[];
  readonly protection: Protection | null;
  readonly refusals: readonly number[];
  /** Why nothing follows from what was said. */
  readonly reason: string | null;
}

/** The control, the account without a name where that was let in, and root where logins may be asked. */
export async function takeLogins(channel: MysqlChannel, context: ProbeContext): Promise<Logins> {
  const opening = await greet(channel);
  const closed: Logins = {
    opening,
    session: null,
    control: 'not-asked',
    controlExchange: null,
    anybody: false,
    rootAsked: false,
    methods: [],
    protection: null,
    refusals: [],
    reason: null,
  };
  if (opening.greeting === null) return { ...closed, reason: `no login could be tried: ${opening.said}` };
  if (opening.greeting.kind === 'refused') return { ...closed, ...judge(opening.greeting.error, opening.exchange) };
  const { control } = context.tokens;
  const tried = await enter(channel, 'control', opening.within, { control });
  const { answer, methods } = tried;
  const heard = { ...closed, methods, controlExchange: tried.exchange };
  if (answer === null) return { ...heard, reason: `a login was answered with: ${tried.said}` };
  const anybody = answer.kind === 'in';
  if (anybody) {
    const session = await sessionAs(channel, 'anonymous', opening, context);
    if (session === null) return { ...heard, control: 'failed', anybody };
    if (!session.believed) return { ...heard, session, control: 'failed', anybody };
    if (session.unchecked || !context.login) return { ...heard, session, control: 'passed', anybody };
    const root = await sessionAs(channel, 'root', opening, context);
    if (root?.believed === true) return { ...heard, session: root, control: 'passed', anybody, rootAsked: true };
    await enter(channel, 'anonymous', opening.within);
    return { ...heard, session, control: 'passed', anybody, rootAsked: true };
  }
  const refused = { ...heard, ...judgeAnswer(tried), control: 'passed' as const };
  if (refused.protection !== 'authentication' || !context.login) return refused;
  const root = await enter(channel, 'root', opening.within);
  if (root.answer?.kind !== 'in') {
    const judged = judgeAnswer(root);
    const refusals = [...refused.refusals, ...judged.refusals];
    return { ...refused, ...judged, refusals, methods: [...methods, ...root.methods], rootAsked: true };
  }
  const session = await takeSession(channel, 'root', root.exchange, context);
  const believed = session.believed ? 'passed' : 'failed';
  return { ...refused, session, control: believed, rootAsked: true, protection: null, reason: null };
}

async function sessionAs(
  channel: MysqlChannel,
  door: Door,
  { within }: Opening,
  context: ProbeContext,
): Promise<Session | null> {
  const { answer, exchange } = await enter(channel, door, within);
  return answer?.kind === 'in' ? takeSession(channel, door, exchange, context) : null;
}

type Judged = Pick<Logins, 'protection' | 'refusals' | 'reason'>;

function judgeAnswer({ answer, exchange, said, methods }: Entered): Judged {
  if (answer?.kind === 'refused') return judge(answer.error, exchange);
  // A password is asked for again and again: an account that has one.
  if (answer?.kind === 'asks') return { protection: 'authentication', refusals: [exchange], reason: null };
  return { protection: null, refusals: [], reason: `a login (${methods.join(', ')}) was answered with: ${said}` };
}

/** Wrong password; none is taken; the account, or its method, is not for logins. */
const BY_LOGIN = new Set([1045, 1698, 1251, 1524, 3118, 4151]);
const NOT_ALLOWED = 1130;

const WORDS: Readonly<Record<number, string>> = {
  1040: 'it has no connection left for us',
  1129: 'it blocks this host for its connection errors, until an administrator flushes its list of hosts; nothing more was asked',
  1203: 'it has no connection left for us',
  1862: 'the password is empty, and has to be changed before anything else: whoever changes it is in',
  3159: 'it wants TLS, and offers none',
};

/** What a refusal says of what guards the server, by its number: the message may be in any language. */
export function judge(error: ServerError, exchange: number): Judged {
  const { code, message } = error;
  if (code === NOT_ALLOWED) return { protection: 'network', refusals: [exchange], reason: null };
  if (BY_LOGIN.has(code)) return { protection: 'authentication', refusals: [exchange], reason: null };
  const reason = `${WORDS[code] ?? 'neither a session nor a refusal was had'} (${code}: ${message})`;
  return { protection: null, refusals: [], reason };
}
