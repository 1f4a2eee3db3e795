import type { ProbeContext } from '../../model/engine.ts';
import type { AccessFacts, Collection, Egress, InventoryFacts } from '../../model/facts.ts';
import { hostOf } from '../../support/address.ts';
import { at, bag, count, text } from '../../wire/json.ts';
import { streamsIn } from './access.ts';
import { answerOf } from './answers.ts';
import { isToken, jsonOf, type NatsChannel, PAGE } from './requests.ts';
import { asCollection, type Stream, streamIn } from './streams.ts';

/** A stream with more subjects is described by those that it is configured for alone. */
const MOST_SUBJECTS = 2_000;
const MOST_STREAMS = 50;

/** Streams, and what the words of their subjects say; without JetStream nothing is kept, and there is nothing to list. */
export async function takeStreams(
  channel: NatsChannel,
  { settings }: AccessFacts,
  context: ProbeContext,
): Promise<InventoryFacts> {
  const { streams, total } = settings['jetstream'] === true ? await list(channel, context) : { streams: [], total: 0 };
  const collections: Collection[] = [];
  for (const [index, stream] of streams.entries()) {
    const few = index < MOST_STREAMS && isToken(stream.name) && (stream.differentSubjects ?? 0) <= MOST_SUBJECTS;
    const subjects = few ? await subjectsOf(channel, stream, context) : [];
    collections.push(asCollection(stream, subjects, context.limits.fieldsPerCollection));
    if (context.sample !== null && few) await sample(channel, stream, context);
  }
  const members = Array.isArray(settings['members']) ? settings['members'] : [];
  return {
    collections,
    omitted:
      total > streams.length
        ? { collections: total - streams.length, reason: `only the first ${streams.length} are listed` }
        : null,
    egress: members.map(
      (place): Egress => ({ kind: 'member', name: 'server of the cluster', location: place, host: hostOf(place) }),
    ),
    signs: [],
    settings: { streams: total },
    proofs: {},
    notes:
      settings['jetstream'] === true
        ? []
        : ['JetStream is off: messages pass through and are not kept, so none are counted'],
  };
}

async function list(
  channel: NatsChannel,
  { tokens: { control }, limits }: ProbeContext,
): Promise<{ readonly streams: readonly Stream[]; readonly total: number }> {
  const streams: Stream[] = [];
  let total = 0;
  for (let offset = 0; offset < limits.collections; offset += PAGE) {
    const { json } = answerOf(await channel.ask('streams', { control, offset }));
    const page = streamsIn(json);
    if (page === null) break;
    streams.push(...page.flatMap((one) => streamIn(one, null) ?? []));
    total = count(at(json, 'total')) ?? streams.length;
    if (offset + PAGE >= total || page.length === 0) break;
  }
  return { streams: streams.slice(0, limits.collections), total: Math.max(total, streams.length) };
}

async function subjectsOf(channel: NatsChannel, { name }: Stream, { tokens }: ProbeContext): Promise<string[]> {
  const { json } = answerOf(await channel.ask('subjects', { control: tokens.control, stream: name }));
  return Object.keys(bag(at(json, 'state', 'subjects')) ?? {}).slice(0, MOST_SUBJECTS);
}

/** The first messages of a stream: the fields of those that are JSON are classified, and nothing of them is kept. */
async function sample(channel: NatsChannel, stream: Stream, { sample: wanted, tokens }: ProbeContext): Promise<void> {
  if (wanted === null) return;
  const most = Math.min(wanted.records, stream.messages ?? 0);
  for (let number = 0; number < most; number += 1) {
    const question = { control: tokens.control, stream: stream.name, seq: stream.first + number };
    const { json } = answerOf(await channel.ask('message', question));
    const data = text(at(json, 'message', 'data'));
    const record = data === null ? null : bag(jsonOf(Buffer.from(data, 'base64').toString('utf8')));
    for (const [field, value] of Object.entries(record ?? {})) wanted.sink.see(stream.shownAs, field, value);
  }
}
