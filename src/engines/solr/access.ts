import { type Answer, isEnd } from '../../families/rest/answers.ts';
import { factsOf } from '../../families/rest/facts.ts';
import type { ProbeContext } from '../../model/engine.ts';
import type { AccessFacts } from '../../model/facts.ts';
import { at, bag, text } from '../../wire/json.ts';
import { type Core, foundIn, isOn, readCores, readSolr } from './answers.ts';
import type { SolrChannel } from './requests.ts';

/** Each question has a permission of its own in Solr, and may be guarded alone. */
export async function climb(channel: SolrChannel, context: ProbeContext): Promise<AccessFacts> {
  const system = readSolr(await channel.ask('system'));
  const control = readSolr(await channel.ask('control', { core: context.tokens.control }));
  const lies = (readCores(control) ?? []).length > 0;
  const stop = isEnd(control) || lies;
  const listing = stop ? null : readSolr(await channel.ask('cores'));
  const cores = listing === null ? null : readCores(listing);
  const authentication = stop ? null : readSolr(await channel.ask('authentication'));
  const authorization = stop ? null : readSolr(await channel.ask('authorization'));
  const counted = cores === null ? null : await findDocuments(channel, cores);
  const asks = authentication === null ? null : isOn(authentication, 'authentication');
  const rules = authorization === null ? null : isOn(authorization, 'authorization');
  const refused = [system, control, listing, authentication, authorization].filter(
    (answer): answer is Answer => answer?.meaning === 'refused',
  );
  // Who was let through here without a login may do everything where no rules say otherwise.
  const free = cores !== null && rules === false && asks !== null;
  return factsOf({
    service: { engine: 'solr', version: context.claim.version, identity: {}, name: null },
    control: lies ? 'failed' : readCores(control) === null ? 'not-asked' : 'passed',
    banner: system.meaning === 'open',
    listed: cores !== null,
    read: counted !== null,
    granted: free ? 'admin' : null,
    securityLayer:
      asks === true || refused.length > 0 ? 'present' : asks === false && rules === false ? 'absent' : 'unknown',
    refused,
    reason: lies
      ? 'a page for everything or a honeypot: a core of a random name, which cannot exist, has a status'
      : `neither data nor a refusal was seen: ${(listing ?? control).said}`,
    settings: {
      mode: text(at(system.json, 'mode')),
      authentication: asks,
      authorization: rules,
      unknownPass: asks === true && cores !== null,
      hashesShown: bag(at(authentication?.json, 'authentication', 'credentials')) !== null,
    },
    proofs: {
      banner: [system],
      control: [control],
      'list-collections': cores === null ? [] : [listing],
      'count-records': [counted],
      'security-layer': free ? [authentication, authorization] : [],
      authentication: asks === true ? [authentication] : [],
    },
  });
}

/** So many cores are searched, those with documents first. */
const MOST_TRIES = 5;

async function findDocuments(channel: SolrChannel, cores: readonly Core[]): Promise<Answer | null> {
  const full = cores.filter(({ documents }) => (documents ?? 0) > 0).slice(0, MOST_TRIES);
  for (const { name } of full) {
    const answer = readSolr(await channel.ask('count', { core: name }));
    if ((foundIn(answer) ?? 0) > 0) return answer;
  }
  return null;
}
