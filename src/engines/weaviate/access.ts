import { factsOf } from '../../families/rest/facts.ts';
import type { ProbeContext } from '../../model/engine.ts';
import type { AccessFacts } from '../../model/facts.ts';
import { at, bag, text } from '../../wire/json.ts';
import { type Answer, countQuery, readAnswer, readCounts, readSchema } from './answers.ts';
import { numberIn } from './claim.ts';
import type { WeaviateChannel } from './requests.ts';

/** So many classes are counted for the proof. */
const PROVED = 20;

/** Anonymous visitors can be shut out, or let in with all rights, with reading, or with none. */
export async function climb(channel: WeaviateChannel, { claim, tokens }: ProbeContext): Promise<AccessFacts> {
  const metaReply = await channel.ask('meta');
  const meta = readAnswer(metaReply);
  const cors = metaReply.ok ? (metaReply.headers['access-control-allow-origin'] ?? null) : null;
  const control = readAnswer(await channel.ask('control', { control: tokens.control }));
  const honeypot = control.meaning === 'open';
  const stop = honeypot || control.meaning === 'busy' || control.meaning === 'failed';
  const listed = stop ? null : readAnswer(await channel.ask('schema'));
  const classes = listed === null ? null : readSchema(listed);
  // Who may see no class is shown an empty list: that is no success.
  const shown = classes !== null && (classes.length > 0 || control.meaning === 'missing');
  const counted = shown ? await countFirst(channel, classes) : null;
  const rights = shown ? readAnswer(await channel.ask('rights')) : null;
  const asked = [meta, control, listed, counted?.answer ?? null, rights].filter((answer) => answer !== null);
  const refused = asked.filter(({ meaning }) => meaning === 'refused');
  const read = (counted?.many ?? 0) > 0;
  const absent = shown && rights?.meaning === 'missing' && rights.empty;
  const limited = shown && rights?.meaning === 'refused';
  const facts = factsOf({
    service: {
      engine: 'weaviate',
      version: claim.version ?? numberIn(text(at(meta.json, 'version'))),
      identity: {},
      name: null,
    },
    control: honeypot ? 'failed' : control.meaning === 'missing' ? 'passed' : 'not-asked',
    banner: true,
    listed: shown,
    read,
    granted: absent ? 'admin' : null,
    securityLayer: refused.length > 0 ? 'present' : absent ? 'absent' : 'unknown',
    refused,
    reason: honeypot
      ? 'a page for everything or a honeypot: a class that cannot exist is answered like one that does'
      : `neither data nor a refusal was seen: ${asked.at(-1)?.said ?? 'nothing was answered'}`,
    settings: {
      anonymous: shown,
      modules: modulesIn(meta),
      cors,
      corsAny: cors === '*',
    },
    proofs: {
      banner: meta.meaning === 'open' ? [meta] : [],
      cors: cors === null ? [] : [meta],
      control: [control],
      'list-collections': shown ? [listed] : [],
      'count-records': read ? [counted?.answer ?? null] : [],
      privileges: rights === null ? [] : [rights],
      'security-layer': absent ? [rights] : [],
    },
  });
  // That rights are not told, or the version is not, filters nothing of the data.
  const filtered = shown && [control, counted?.answer].some((answer) => answer?.meaning === 'refused');
  return {
    ...facts,
    access: { ...facts.access, filtered },
    notes:
      shown && rights !== null && !absent && !limited
        ? ['which rights an anonymous visitor has is not told by this version']
        : [],
  };
}

async function countFirst(
  channel: WeaviateChannel,
  classes: NonNullable<ReturnType<typeof readSchema>>,
): Promise<{ readonly answer: Answer; readonly many: number } | null> {
  const first = classes.filter(({ tenants }) => !tenants).slice(0, PROVED);
  if (first.length === 0) return null;
  const answer = readAnswer(await channel.ask('count', { query: countQuery(first) }));
  const counts = readCounts(answer, first);
  return { answer, many: [...counts.values()].reduce((sum, many) => sum + many, 0) };
}

/** What it reaches beside its data: other people's models, and places that backups go to. */
function modulesIn({ json }: Answer): string[] {
  return Object.keys(bag(at(json, 'modules')) ?? {})
    .filter((name) => /^[a-z0-9-]{1,60}$/.test(name))
    .slice(0, 100);
}
