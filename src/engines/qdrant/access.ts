import { type Answer, isEnd } from '../../families/rest/answers.ts';
import { factsOf } from '../../families/rest/facts.ts';
import type { ProbeContext } from '../../model/engine.ts';
import type { AccessFacts } from '../../model/facts.ts';
import { namesIn, pointsIn, readQdrant } from './answers.ts';
import type { QdrantChannel } from './requests.ts';

/** A key guards everything but the banner and the words of health; where there is none, everything is open. */
export async function climb(channel: QdrantChannel, context: ProbeContext): Promise<AccessFacts> {
  const root = readQdrant(await channel.ask('root'));
  const control = readQdrant(await channel.ask('control', { collection: context.tokens.control }));
  const lies = control.meaning === 'open';
  const listing = isEnd(control) || lies ? null : readQdrant(await channel.ask('collections'));
  const names = listing === null ? null : namesIn(listing);
  const counted = await findPoints(channel, names ?? []);
  const refused = [control, listing].filter((answer): answer is Answer => answer?.meaning === 'refused');
  const free = names !== null && refused.length === 0;
  return factsOf({
    service: { engine: 'qdrant', version: context.claim.version, identity: {}, name: null },
    control: lies ? 'failed' : control.meaning === 'missing' ? 'passed' : 'not-asked',
    banner: true,
    listed: names !== null,
    read: counted !== null,
    granted: free ? 'admin' : null,
    securityLayer: refused.length > 0 ? 'present' : free ? 'absent' : 'unknown',
    refused,
    reason: lies
      ? 'a page for everything or a honeypot: a collection of a random name, which cannot exist, is described'
      : `neither data nor a refusal was seen: ${(listing ?? control).said}`,
    settings: {},
    proofs: {
      banner: [root],
      control: [control],
      'list-collections': names === null ? [] : [listing],
      'count-records': [counted],
      'security-layer': free ? [listing] : [],
    },
  });
}

/** So many collections are asked, until one has points. */
const MOST_TRIES = 5;

async function findPoints(channel: QdrantChannel, names: readonly string[]): Promise<Answer | null> {
  for (const collection of names.slice(0, MOST_TRIES)) {
    const answer = readQdrant(await channel.ask('collection', { collection }));
    if ((pointsIn(answer)?.points ?? 0) > 0) return answer;
  }
  return null;
}
