import { type Entry, stompEntry } from '../../families/stomp/entry.ts';
import { factsOfDoor } from '../../families/stomp/facts.ts';
import type { Failure, Reply } from '../../model/channel.ts';
import type { ProbeContext } from '../../model/engine.ts';
import type { AccessFacts } from '../../model/facts.ts';
import { escapeText } from '../../support/escape.ts';
import { destinationsIn } from './lists.ts';
import { answerIn } from './openwire.ts';
import type { ActivemqChannel } from './requests.ts';

export const ENGINE = 'activemq';

/** The port of OpenWire: a session is had or not; names are not asked for here. */
export async function askOpenwire(
  channel: ActivemqChannel,
  { tokens, claim, login }: ProbeContext,
): Promise<AccessFacts> {
  const { control } = tokens;
  const greeting = await channel.ask('greeting');
  const anybody = login ? openwireEntry(await channel.ask('openwire-control', { control })) : null;
  const entry = openwireEntry(await channel.ask('openwire', { control }));
  return factsOfDoor({
    engine: ENGINE,
    version: claim.version,
    name: null,
    entry,
    anybody,
    listed: [],
    banner: greeting.ok ? greeting.exchange : entry.exchange,
    inferred: 'admin',
    settings: { role: 'openwire' },
    notes:
      entry.kind === 'in'
        ? ['queues are not named by OpenWire here; STOMP, where it is spoken, and the console name them']
        : [],
  });
}

/** Of exceptions those that are about a login; the broker may be full or stopping as well. */
const WANTS_LOGIN =
  /^java\.lang\.SecurityException|^javax?\.security\.|^jakarta\.jms\.JMSSecurityException|^javax\.jms\.JMSSecurityException/;

export function openwireEntry(reply: Reply | Failure): Entry {
  const { exchange } = reply;
  if (!reply.ok || reply.kind !== 'bytes') {
    const kind = !reply.ok && reply.kind === 'client-certificate' ? 'certificate' : 'other';
    return { kind, exchange, said: reply.ok ? 'another protocol' : reply.message };
  }
  const answer = answerIn(reply.bytes);
  const said = escapeText(answer?.said ?? 'no answer', 160);
  if (answer?.granted === true) return { kind: 'in', exchange, said };
  return { kind: answer !== null && WANTS_LOGIN.test(answer.said) ? 'refused' : 'other', exchange, said };
}

/** The port of STOMP: the same, and names of queues and topics as the broker tells them to its listeners. */
export async function askStomp(channel: ActivemqChannel, { tokens, claim, login }: ProbeContext): Promise<AccessFacts> {
  const anybody = login ? stompEntry(await channel.ask('stomp-control', { control: tokens.control })).entry : null;
  const { entry } = stompEntry(await channel.ask('stomp'));
  const lists = entry.kind === 'in' ? await askLists(channel) : null;
  return factsOfDoor({
    engine: ENGINE,
    version: claim.version,
    name: null,
    entry,
    anybody,
    listed: lists?.exchanges ?? [],
    banner: entry.exchange,
    inferred: 'admin',
    settings: { role: 'stomp', listed: lists?.granted ?? false },
    notes: lists?.granted === false ? ['it lets anybody in without a login, and does not tell names of queues'] : [],
  });
}

/** Names are sent by the way, not in answer: they are waited for until several rounds in a row bring none. */
const QUIET_ROUNDS = 4;
const MOST_ROUNDS = 40;

export async function askLists(channel: ActivemqChannel) {
  const begun = await channel.ask('lists');
  const replies = [begun];
  for (let round = 1, quiet = 0; round <= MOST_ROUNDS && quiet < QUIET_ROUNDS; round += 1) {
    const reply = await channel.ask('lists-round', { round });
    replies.push(reply);
    if (!reply.ok) break;
    quiet = destinationsIn(reply)?.length === 0 ? quiet + 1 : 0;
  }
  const ended = await channel.ask('lists-end');
  const parts = [...replies, ended].map(destinationsIn);
  return {
    granted: destinationsIn(begun) !== null,
    destinations: parts.flatMap((part) => part ?? []),
    exchanges: [begun.exchange, ended.exchange],
  };
}
