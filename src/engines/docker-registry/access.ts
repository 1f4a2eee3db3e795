import { factsOf } from '../../families/rest/facts.ts';
import type { HttpReply } from '../../model/channel.ts';
import type { ProbeContext } from '../../model/engine.ts';
import type { AccessFacts } from '../../model/facts.ts';
import { escapeText } from '../../support/escape.ts';
import { at, list, text } from '../../wire/json.ts';
import { type Answer, readAnswer, readCatalog, readChallenge, readTags } from './answers.ts';
import { type RegistryChannel, repositoryOf } from './requests.ts';

/** Repositories that are tried for the proof. */
const TRIES = 4;

export async function climb(channel: RegistryChannel, context: ProbeContext): Promise<AccessFacts> {
  const reply = await channel.ask('base');
  const base = readAnswer(reply);
  const challenge = readChallenge(reply);
  const control = readAnswer(await channel.ask('control', { control: context.tokens.control }));
  const honeypot = control.meaning === 'open';
  const stop = honeypot || control.meaning === 'busy' || control.meaning === 'failed';
  const catalog = stop ? null : readAnswer(await channel.ask('catalog'));
  const names = catalog === null ? null : readCatalog(catalog);
  const pulled = await pullsOne(channel, names ?? []);
  const asked = [base, control, ...(catalog === null ? [] : [catalog])];
  const refused = asked.filter(({ meaning }) => meaning === 'refused');
  const exposed = names !== null;
  // Distribution itself answers, and asks nobody who they are: then its rights are not told apart.
  const absent =
    exposed && refused.length === 0 && reply.ok && !isBehind(reply) && isDistribution(control, context.tokens.control);
  const facts = factsOf({
    service: { engine: 'docker-registry', version: null, identity: {}, name: null },
    control: honeypot ? 'failed' : ['missing', 'refused'].includes(control.meaning) ? 'passed' : 'not-asked',
    banner: true,
    listed: exposed,
    read: pulled !== null,
    granted: absent ? 'write' : null,
    securityLayer: absent ? 'absent' : refused.length > 0 ? 'present' : 'unknown',
    refused,
    reason: honeypot ? HONEYPOT : whyUnsettled(base, control, catalog),
    settings: {
      repositories: names?.length ?? null,
      login: challenge?.scheme ?? null,
      behindProxy: reply.ok ? isBehind(reply) : null,
    },
    proofs: {
      banner: [base],
      control: [control],
      'list-collections': exposed ? [catalog] : [],
      'count-records': [pulled],
      'security-layer': absent ? [base] : [],
    },
  });
  return { ...facts, notes: notesOf(challenge, absent) };
}

const HONEYPOT = 'a page for everything or a honeypot: a repository of a random name, which cannot exist, has tags';

function whyUnsettled(base: Answer, control: Answer, catalog: Answer | null): string {
  if (base.meaning === 'open' && catalog?.meaning === 'unsupported')
    return 'it asks for no login and does not list its repositories: whether one that is known by name can be pulled was not tried';
  const { said } = catalog ?? control;
  return `neither repositories nor a refusal was seen: ${escapeText(said, 120)}`;
}

/**
 * Distribution’s own words for a repository that is not there: others, which can let visitors pull and not push, add to them or
 * word them in another way.
 */
function isDistribution({ meaning, json }: Answer, control: string): boolean {
  const [error] = list(at(json, 'errors'));
  return (
    meaning === 'missing' && text(at(error, 'detail', 'name')) === control && at(error, 'description') === undefined
  );
}

/** The registry’s own server names itself to nobody; what stands before it mostly does, and can guard a part. */
function isBehind({ headers }: HttpReply): boolean {
  return ['server', 'via', 'x-powered-by'].some((name) => name in headers);
}

/** The exchange in which the manifest of an image was shown, the first that is found. */
async function pullsOne(channel: RegistryChannel, names: readonly string[]): Promise<number | null> {
  const fit = names.flatMap((name) => repositoryOf(name) ?? []);
  for (const { name, depth, params } of fit.slice(0, TRIES)) {
    const tags = readTags(readAnswer(await channel.ask(`tags-${depth}`, params)), name) ?? [];
    const tag = tags.find(isTag);
    if (tag === undefined) continue;
    const reply = await channel.ask(`manifest-${depth}`, { ...params, tag });
    if (reply.ok && reply.status === 200 && 'docker-content-digest' in reply.headers) return reply.exchange;
  }
  return null;
}

function isTag(tag: string): boolean {
  return /^[A-Za-z0-9][\w.-]{0,127}$/.test(tag);
}

function notesOf(challenge: ReturnType<typeof readChallenge>, absent: boolean): string[] {
  if (absent)
    return [
      'that anybody may push follows from there being no login; one that was made read-only, or mirrors another, would answer alike',
    ];
  if (challenge?.scheme !== 'bearer' || challenge.realm === null) return [];
  return [
    `tokens are given at ${escapeText(challenge.realm, 120)}, which was not asked: it may give one for pulling to anybody`,
  ];
}
