import type { Failure, Reply } from '../../model/channel.ts';
import { escapeText } from '../../support/escape.ts';
import { stompFrames } from '../../wire/stomp.ts';

/** What a broker says to somebody who comes in. */
export interface Entry {
  readonly kind: 'in' | 'refused' | 'certificate' | 'other';
  readonly exchange: number;
  readonly said: string;
}

/** Which broker, by the header that names it or by its own words of refusal. */
export interface Greeted {
  readonly entry: Entry;
  readonly server: string | null;
  readonly refusal: string | null;
}

/** The words in which brokers of this family refuse a login. */
const WORDS =
  /^(?:Security Error occurred: )?User name \[[^\]]{0,200}\] or password is invalid\.?$|^AMQ229031: |^(?:Security Error occurred: )?Unable to validate user|^Client presented no certificate|is not authorized/i;

/** Reads the answer to CONNECT; what is no frame, or another refusal than one of a login, is `other`. */
export function stompEntry(reply: Reply | Failure): Greeted {
  const { exchange } = reply;
  if (!reply.ok || reply.kind !== 'bytes') {
    const kind = !reply.ok && reply.kind === 'client-certificate' ? 'certificate' : 'other';
    return {
      entry: { kind, exchange, said: reply.ok ? 'another protocol' : reply.message },
      server: null,
      refusal: null,
    };
  }
  const [frame] = stompFrames(reply.bytes);
  if (frame?.command === 'CONNECTED') {
    return {
      entry: { kind: 'in', exchange, said: 'CONNECTED' },
      server: frame.headers.get('server') ?? null,
      refusal: null,
    };
  }
  const message = frame?.headers.get('message') ?? '';
  const said = escapeText(message === '' ? 'no frame of STOMP' : message, 160);
  const kind = frame?.command === 'ERROR' && WORDS.test(message) ? 'refused' : 'other';
  return { entry: { kind, exchange, said }, server: null, refusal: kind === 'refused' ? message : null };
}
