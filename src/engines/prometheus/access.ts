import type { Capability, Level } from '../../model/access.ts';
import type { ProbeContext } from '../../model/engine.ts';
import { type AccessFacts, provedLevel } from '../../model/facts.ts';
import { at, list, text, texts } from '../../wire/json.ts';
import { type Answer, countIn, readAnswer, readStatistics } from './answers.ts';
import type { PrometheusChannel } from './requests.ts';

/** Prometheus has one guard for all of it or none; a proxy may guard a part. Each rung is asked by itself. */
export async function climb(channel: PrometheusChannel, context: ProbeContext): Promise<AccessFacts> {
  const { role, version } = context.claim;
  const build = readAnswer(await channel.ask('build'));
  const banner = build.meaning === 'open' ? build : readAnswer(await channel.ask('health'));
  const control = readAnswer(await channel.ask('control', { control: context.tokens.control }));
  const honeypot = control.meaning === 'open' && list(control.data).length > 0;
  const stop = control.meaning === 'busy' || control.meaning === 'failed' || honeypot;
  const labels = stop ? null : readAnswer(await channel.ask('labels'));
  const names = labels?.meaning === 'open' ? texts(labels.data) : null;
  const reading = stop ? null : await countSeries(channel, names ?? []);
  const flags = stop || role === 'victoriametrics' ? null : readAnswer(await channel.ask('flags'));
  // VictoriaMetrics takes samples of everybody whom it answers; its flags are not asked for, they may hold keys.
  const granted = role === 'victoriametrics' ? 'write' : flags?.meaning === 'open' ? grantedBy(flags) : null;
  const asked = [control, labels, reading?.answer ?? null, flags].filter((answer) => answer !== null);
  const refused = asked.filter(({ meaning }) => meaning === 'refused').map(({ exchange }) => exchange);
  const read = (reading?.count ?? 0) > 0;
  const proved = provedLevel(['banner', true], ['metadata', names !== null], ['read', read]);
  const exposed = names !== null || read;
  const settled = exposed || refused.length > 0;
  const unknown = honeypot || !settled;
  const inferred: Level = exposed && granted !== null ? granted : proved;
  return {
    service: { engine: 'prometheus', version, identity: {}, name: null },
    access: {
      proved: unknown ? 'unknown' : proved,
      inferred: unknown ? 'unknown' : higher(inferred, proved),
      capabilities: capabilitiesOf(names !== null, read, exposed ? granted : null),
      protection: refused.length > 0 ? 'authentication' : null,
      securityLayer: refused.length > 0 ? 'present' : exposed ? 'absent' : 'unknown',
      anonymous: null,
      filtered: exposed && refused.length > 0,
      control: honeypot
        ? 'failed'
        : control.meaning === 'open' || control.meaning === 'unsupported'
          ? 'passed'
          : 'not-asked',
      reason: honeypot
        ? 'a page for everything or a honeypot: a label of a random name, which cannot exist, has values'
        : unknown
          ? `neither data nor a refusal was seen: ${(labels ?? control).said}`
          : null,
    },
    settings: {
      product: role,
      receiver: granted === 'write' || flag(flags, RECEIVERS),
      administered: flag(flags, ADMINISTERS),
      targets: reading?.targets ?? null,
    },
    proofs: proofsOf({
      banner: [banner],
      control: [control],
      'list-collections': names === null ? [] : [labels],
      'count-records': read ? [reading?.answer ?? null] : [],
      privileges: granted === null ? [] : [flags],
      refusal: asked.filter(({ meaning }) => meaning === 'refused').slice(0, 3),
    }),
    notes: [],
  };
}

/** Flags that let visitors write samples, and those that let them delete, reload or stop. */
const RECEIVERS = ['web.enable-remote-write-receiver', 'web.enable-otlp-receiver'];
const ADMINISTERS = ['web.enable-admin-api', 'web.enable-lifecycle'];

function flag(flags: Answer | null, names: readonly string[]): boolean {
  return names.some((name) => text(at(flags?.data, name)) === 'true');
}

/** By its own flags; null where they say nothing of the kind. */
function grantedBy(flags: Answer): Level | null {
  if (flag(flags, ADMINISTERS)) return 'admin';
  return flag(flags, RECEIVERS) ? 'write' : null;
}

function higher(left: Level, right: Level): Level {
  return left === 'admin' || left === 'write' ? left : right;
}

interface Reading {
  readonly answer: Answer;
  readonly count: number | null;
  readonly targets: number | null;
}

/** A count of the targets; where nothing is scraped, of one metric that the statistics name. */
async function countSeries(channel: PrometheusChannel, labels: readonly string[]): Promise<Reading> {
  const answer = readAnswer(await channel.ask('targets'));
  const targets = countIn(answer.data);
  if (targets !== 0 || labels.length === 0) return { answer, count: targets, targets };
  const told = readAnswer(await channel.ask('statistics'));
  const metric = list(at(told.data, 'seriesCountByMetricName'))
    .map((entry) => text(at(entry, 'name')) ?? '')
    .find((name) => /^[A-Za-z][A-Za-z0-9_]{0,120}$/.test(name));
  if (metric === undefined || readStatistics(told.data) === null) return { answer, count: targets, targets };
  const counted = readAnswer(await channel.ask('count', { question: `count(${metric})` }));
  return { answer: counted, count: countIn(counted.data), targets };
}

function capabilitiesOf(listed: boolean, read: boolean, granted: Level | null): Capability[] {
  const shown: readonly (readonly [Capability, boolean])[] = [
    ['identify', true],
    ['list-collections', listed],
    ['count-records', read],
    ['read-records', read],
    ['write-records', granted !== null],
    ['administer', granted === 'admin'],
  ];
  return shown.filter(([, holds]) => holds).map(([capability]) => capability);
}

function proofsOf(named: Readonly<Record<string, readonly (Answer | null)[]>>): Record<string, number[]> {
  const proofs: Record<string, number[]> = {};
  for (const [name, answers] of Object.entries(named)) {
    const exchanges = answers.flatMap((answer) => (answer === null ? [] : [answer.exchange]));
    if (exchanges.length > 0) proofs[name] = exchanges;
  }
  return proofs;
}
