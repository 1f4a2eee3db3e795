import type { ProbeContext, Subject } from '../../model/engine.ts';
import type { Collection, Measurement } from '../../model/facts.ts';
import type { Json } from '../../model/request.ts';
import { at, bag, count, isWord, text } from '../../wire/json.ts';
import { counted, uncounted } from '../facts/measurements.ts';
import { readAnswer } from './answers.ts';
import { isBefore, spokenVersion } from './banner.ts';
import { isAskable, type SearchChannel } from './requests.ts';

/** Above this many documents one distinct count is too dear for an audit. */
const MOST_DOCUMENTS = 200_000_000;

/** Counts distinct values of one field, once, within the server's own time limit; never retried. */
export async function measureDistinct(
  channel: SearchChannel,
  subject: Subject,
  { claim }: ProbeContext,
): Promise<Measurement> {
  const { collection, field } = subject;
  const version = spokenVersion(claim.engine, claim.version);
  const unfit = whyUnfit(collection, isBefore(version, 1, 1));
  if (unfit !== null) return uncounted(subject, unfit);
  const health = readAnswer(await channel.ask('health'));
  if (health.meaning === 'busy' || health.meaning === 'failed')
    return uncounted(subject, `the health question was answered with ${health.said}`);
  const status = text(at(health.json, 'status'));
  if (status === 'red') return uncounted(subject, 'the cluster is in trouble (health red)');
  const state = readAnswer(await channel.ask('index-state', { index: collection.name }));
  if (state.meaning === 'busy') return uncounted(subject, `the server is busy: ${state.said}`);
  if (isCold(state.json)) return uncounted(subject, 'the index is frozen or a searchable snapshot');
  const answer = readAnswer(
    await channel.ask(isBefore(version, 6) ? 'distinct-old' : 'distinct', { index: collection.name, field }),
  );
  if (answer.meaning !== 'open')
    return uncounted(subject, `the count was answered with ${answer.said}`, answer.exchange);
  if (at(answer.json, 'timed_out') === true)
    return uncounted(subject, 'the server ended the count at its own time limit', answer.exchange);
  const failed = count(at(answer.json, '_shards', 'failed'));
  const distinct = count(at(answer.json, 'aggregations', 'distinct', 'value'));
  if (distinct === null || failed === null || failed > 0)
    return uncounted(subject, 'the server could not count all of it', answer.exchange);
  return counted(subject, distinct, answer.exchange);
}

function whyUnfit({ name, state, records }: Collection, tooOld: boolean): string | null {
  if (tooOld) return 'this version cannot count distinct values (1.1 and later can)';
  if (!isAskable(name)) return 'the name of the index cannot be asked for safely';
  const kept = state.find(
    (word) => word === 'closed' || word === 'frozen' || word === 'searchable-snapshot' || word === 'red',
  );
  if (kept !== undefined) return `the index is ${kept}`;
  if ((records ?? 0) > MOST_DOCUMENTS) return `the index holds more than ${MOST_DOCUMENTS} documents`;
  return null;
}

/** Frozen, throttled, or kept in a snapshot: a count would have to load it. */
function isCold(json: Json | undefined): boolean {
  return Object.values(bag(json) ?? {}).some(
    (index) =>
      isWord(at(index, 'settings', 'index', 'frozen'), 'true') ||
      isWord(at(index, 'settings', 'index', 'search', 'throttled'), 'true') ||
      text(at(index, 'settings', 'index', 'store', 'type')) === 'snapshot',
  );
}
