import type { Exchange } from '../model/channel.ts';
import type { Params, Request } from '../model/request.ts';
import { Ended } from './ended.ts';
import type { HttpAnswer } from './reply.ts';

const EXCERPT_BYTES = 4096;
const NOTHING = new Uint8Array();

export type BytesAnswer = {
  readonly kind: 'bytes';
  readonly bytes: Uint8Array;
  /** What it was put together from, over UDP. */
  readonly datagrams?: readonly Uint8Array[];
};
export type Answer = HttpAnswer | BytesAnswer;
export type Outcome = Answer | Ended;

export function receivedOf(outcome: Outcome): Uint8Array {
  if (outcome instanceof Ended) return outcome.received ?? NOTHING;
  return outcome.kind === 'http' ? outcome.body : outcome.bytes;
}

function tell(request: Request, answer: Uint8Array): string | null {
  const told = request.kind === 'stream' || request.kind === 'datagram';
  return told && request.tells !== undefined ? request.tells(answer) : null;
}

/** What stays of an exchange. Records themselves (`sample`) leave no bytes behind. */
export function exchangeOf(of: {
  number: number;
  engine: string;
  name: string;
  request: Request;
  label: string;
  params: Params;
  outcome: Outcome;
  moved: { sent: number; received: number };
  milliseconds: number;
}): Exchange {
  const { outcome } = of;
  const whole = of.request.safety === 'sample' ? NOTHING : receivedOf(outcome);
  return {
    number: of.number,
    engine: of.engine,
    name: of.name,
    safety: of.request.safety,
    request: of.label,
    params: of.params,
    outcome:
      outcome instanceof Ended
        ? { failure: outcome.kind, message: outcome.message }
        : outcome.kind === 'http'
          ? { status: outcome.status, headers: outcome.headers }
          : { bytes: outcome.bytes.length },
    // A copy where it is a part: a view would keep the whole body alive.
    excerpt: whole.length > EXCERPT_BYTES ? Uint8Array.from(whole.subarray(0, EXCERPT_BYTES)) : whole,
    told: outcome instanceof Ended || outcome.kind === 'http' ? null : tell(of.request, outcome.bytes),
    sentBytes: of.moved.sent,
    receivedBytes: of.moved.received,
    milliseconds: of.milliseconds,
  };
}
