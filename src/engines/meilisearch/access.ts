import { type Answer, isEnd } from '../../families/rest/answers.ts';
import { factsOf } from '../../families/rest/facts.ts';
import type { ProbeContext } from '../../model/engine.ts';
import type { AccessFacts } from '../../model/facts.ts';
import { type MeiliAnswer, readMeili, readStatistics, type Statistics, totalIn } from './answers.ts';
import type { MeilisearchChannel } from './requests.ts';

/** A master key guards everything but the word of health; without one everything is open, and the server says that it has none. */
export async function climb(channel: MeilisearchChannel, context: ProbeContext): Promise<AccessFacts> {
  const version = readMeili(await channel.ask('version'));
  const control = readMeili(await channel.ask('control', { index: context.tokens.control }));
  const lies = control.meaning === 'open';
  const stop = isEnd(control) || lies;
  const told = stop ? null : readMeili(await channel.ask('statistics'));
  const indexes = told === null ? null : readStatistics(told);
  const keys = indexes === null ? null : readMeili(await channel.ask('keys'));
  const keyless = keys?.code === 'missing_master_key';
  const counted = await findDocuments(channel, indexes ?? new Map());
  // The question for keys is refused where there are none, too, by a word of its own.
  const refused = [version, control, told, keyless ? null : keys].filter(
    (answer): answer is MeiliAnswer => answer?.meaning === 'refused',
  );
  return factsOf({
    service: { engine: 'meilisearch', version: context.claim.version, identity: {}, name: null },
    control: lies ? 'failed' : control.code === 'index_not_found' ? 'passed' : 'not-asked',
    banner: true,
    listed: indexes !== null,
    read: counted !== null,
    granted: keyless ? 'admin' : null,
    securityLayer: keyless ? 'absent' : refused.length > 0 ? 'present' : 'unknown',
    refused,
    reason: lies
      ? 'a page for everything or a honeypot: an index of a random name, which cannot exist, is described'
      : `neither data nor a refusal was seen: ${(told ?? control).said}`,
    settings: { masterKey: keyless ? false : refused.length > 0 ? true : null },
    proofs: {
      banner: [version],
      control: [control],
      'list-collections': indexes === null ? [] : [told],
      'count-records': [counted],
      'security-layer': keyless ? [keys] : [],
    },
  });
}

/** So many indexes are asked, those with documents. */
const MOST_TRIES = 5;

async function findDocuments(
  channel: MeilisearchChannel,
  indexes: ReadonlyMap<string, Statistics>,
): Promise<Answer | null> {
  const full = [...indexes].filter(([, { documents }]) => (documents ?? 0) > 0).slice(0, MOST_TRIES);
  for (const [index] of full) {
    const answer = readMeili(await channel.ask('count', { index }));
    if ((totalIn(answer) ?? 0) > 0) return answer;
  }
  return null;
}
