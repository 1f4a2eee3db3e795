import type { BytesReply, Failure, Reply } from '../../model/channel.ts';
import { escapeText } from '../../support/escape.ts';
import { orNull } from '../../wire/or-null.ts';
import { type Resp, RespError, readReplies } from '../../wire/resp.ts';

/**
 * What a reply means. `login`: NOAUTH. `forbidden`: NOPERM, the user may not. `denied`: protected mode refuses by address.
 * `unknown`: no such command (renamed, or not of this version). `elsewhere`: another node of the cluster has the key. `busy`: it
 * cannot answer now. `odd`: another error. `failed`: no whole reply.
 */
export type Meaning = 'open' | 'login' | 'forbidden' | 'denied' | 'unknown' | 'elsewhere' | 'busy' | 'odd' | 'failed';

export interface Answer {
  readonly meaning: Meaning;
  /** Null where it is no success. */
  readonly value: Resp;
  /** The error or failure in its own words, escaped. */
  readonly said: string;
  readonly exchange: number;
}

const CODES: Readonly<Record<string, Meaning>> = {
  NOAUTH: 'login',
  NOPERM: 'forbidden',
  DENIED: 'denied',
  MOVED: 'elsewhere',
  ASK: 'elsewhere',
  LOADING: 'busy',
  BUSY: 'busy',
  MASTERDOWN: 'busy',
  CLUSTERDOWN: 'busy',
  TRYAGAIN: 'busy',
};

export function meaningOf({ code, text }: RespError): Meaning {
  const known = CODES[code];
  if (known !== undefined) return known;
  if (/^ERR unknown (?:sub)?command/i.test(text)) return 'unknown';
  // Before 6.0 a login was asked for in these words by some builds.
  if (/^ERR operation not permitted/i.test(text)) return 'login';
  return text.startsWith('ERR max number of clients') ? 'busy' : 'odd';
}

/** The last reply of an answer counts; what stood before it chose the database, and where that failed, `fallen` says so. */
export function readAnswer(reply: BytesReply | Failure): Answer & { readonly fallen: boolean } {
  const { exchange } = reply;
  const replies = repliesOf(reply);
  if (replies === null) {
    const said = reply.ok ? 'bytes that are no reply' : reply.message;
    return { meaning: 'failed', value: null, said, exchange, fallen: true };
  }
  const last = replies.at(-1) ?? null;
  const fallen = replies.slice(0, -1).some((before) => before instanceof RespError);
  if (!(last instanceof RespError)) return { meaning: 'open', value: last, said: '', exchange, fallen };
  return { meaning: meaningOf(last), value: null, said: escapeText(last.text, 160), exchange, fallen };
}

/**
 * The replies of an answer, or null where it has none. A server that refuses to talk says so once, whatever it was asked, and hangs
 * up: such an error stands for the whole answer.
 */
export function repliesOf(reply: Reply | Failure): readonly Resp[] | null {
  const bytes = reply.ok ? (reply.kind === 'bytes' ? reply.bytes : undefined) : reply.received;
  if (bytes === undefined || (!reply.ok && bytes[0] !== MINUS)) return null;
  const end = reply.ok ? bytes.length : bytes.indexOf(LF) + 1;
  const replies = orNull(() => readReplies(bytes.subarray(0, end)));
  return replies?.length === 0 ? null : replies;
}

const MINUS = 0x2d;
const LF = 10;
