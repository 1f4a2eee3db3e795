import { isEnd } from '../../families/rest/answers.ts';
import { factsOf } from '../../families/rest/facts.ts';
import type { Level } from '../../model/access.ts';
import type { ProbeContext } from '../../model/engine.ts';
import type { AccessFacts } from '../../model/facts.ts';
import { type Config, hasPoints, namesIn, readConfig, readTsdb, type TsdbAnswer } from './answers.ts';
import type { OpentsdbChannel } from './requests.ts';

/** It asks for a login before everything (2.4, by a plugin) or before nothing; a proxy may guard a part. */
export async function climb(channel: OpentsdbChannel, context: ProbeContext): Promise<AccessFacts> {
  const version = readTsdb(await channel.ask('version'));
  const control = readTsdb(await channel.ask('control', { expression: `count:${context.tokens.control}` }));
  const lies = hasPoints(control) === true;
  const stop = isEnd(control) || lies;
  const listing = stop ? null : readTsdb(await channel.ask('metrics'));
  const metrics = listing === null ? null : namesIn(listing);
  const configured = stop ? null : readTsdb(await channel.ask('config'));
  const config = configured === null ? null : readConfig(configured);
  const counted = await findPoints(channel, metrics ?? []);
  const refused = [version, control, listing, configured].filter(
    (answer): answer is TsdbAnswer => answer?.meaning === 'refused',
  );
  const granted = metrics === null ? null : grantedBy(config);
  const open = metrics !== null && refused.length === 0;
  return factsOf({
    service: { engine: 'opentsdb', version: context.claim.version, identity: {}, name: null },
    control: lies ? 'failed' : control.nameless ? 'passed' : 'not-asked',
    banner: version.meaning === 'open',
    listed: metrics !== null,
    read: counted !== null,
    granted,
    securityLayer:
      refused.length > 0 || config?.authentication === true
        ? 'present'
        : open && config?.authentication === false
          ? 'absent'
          : 'unknown',
    refused,
    reason: lies
      ? 'a page for everything or a honeypot: a metric of a random name, which cannot exist, has numbers'
      : `neither data nor a refusal was seen: ${(listing ?? control).said}`,
    settings: {
      mode: config?.mode ?? null,
      authentication: config?.authentication ?? null,
      shutdown: config?.shutdown ?? null,
      metricsListed: metrics?.length ?? null,
    },
    proofs: {
      banner: [version],
      control: [control],
      'list-collections': metrics === null ? [] : [listing],
      'count-records': [counted],
      privileges: granted === null ? [] : [configured],
      config: config === null ? [] : [configured],
    },
  });
}

/** By its own configuration, where nobody is asked who they are. */
function grantedBy(config: Config | null): Level | null {
  if (config === null || config.authentication === true || config.mode === null || config.mode === 'ro') return null;
  return config.shutdown === true ? 'admin' : 'write';
}

/** So many metrics are asked, until one has had points in the last hour. */
const MOST_TRIES = 3;

async function findPoints(channel: OpentsdbChannel, metrics: readonly string[]): Promise<TsdbAnswer | null> {
  const plain = metrics.filter((name) => /^[A-Za-z][\w.-]{0,120}$/.test(name)).slice(0, MOST_TRIES);
  for (const name of plain) {
    const answer = readTsdb(await channel.ask('count', { expression: `count:1h-count:${name}` }));
    if (hasPoints(answer) === true) return answer;
  }
  return null;
}
