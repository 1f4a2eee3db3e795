import type { Failure, Reply } from '../../model/channel.ts';
import type { Json } from '../../model/request.ts';
import { parseJson } from '../../support/bounded-json.ts';
import { at, text } from '../../wire/json.ts';
import { stompFrames } from '../../wire/stomp.ts';

export interface Destination {
  readonly kind: 'queue' | 'topic';
  readonly name: string;
  readonly messages: number | null;
}

/** Topics on which the broker speaks of itself are in the way of what others made. */
export function isOwn(name: string): boolean {
  return name.startsWith('ActiveMQ.Advisory.');
}

/** Names in messages about queues and topics; null where listening was refused, or no whole answer came. */
export function destinationsIn(reply: Reply | Failure): Destination[] | null {
  if (!reply.ok || reply.kind !== 'bytes') return null;
  const frames = stompFrames(reply.bytes);
  if (frames.some(({ command }) => command === 'ERROR')) return null;
  return frames
    .filter(({ command }) => command === 'MESSAGE')
    .flatMap(({ body }): Destination[] => {
      const told = at(parseJson(body) as Json | undefined, 'DestinationInfo');
      const name = text(at(told, 'destination', 'string'));
      const kind = KINDS.get(text(at(told, 'destination', '@class')) ?? '');
      // An operation other than 0 says that something is gone.
      const there = at(told, 'operationType') === 0;
      return name === null || kind === undefined || !there || isOwn(name) ? [] : [{ kind, name, messages: null }];
    });
}

const KINDS: ReadonlyMap<string, Destination['kind']> = new Map([
  ['ActiveMQQueue', 'queue'],
  ['ActiveMQTopic', 'topic'],
]);
