import { isRefusal } from '../../families/rest/answers.ts';
import type { Capability, Level } from '../../model/access.ts';
import type { Failure, HttpReply, Reply } from '../../model/channel.ts';
import type { ProbeContext } from '../../model/engine.ts';
import { type AccessFacts, provedLevel } from '../../model/facts.ts';
import type { Json } from '../../model/request.ts';
import { at, list, text, texts } from '../../wire/json.ts';
import { readMetrics } from './metrics.ts';
import type { RabbitChannel } from './requests.ts';

export interface Page {
  readonly kind: 'shown' | 'refused' | 'missing' | 'odd';
  readonly json: Json | undefined;
  readonly reply: HttpReply | null;
  readonly exchange: number;
  readonly said: string;
}

export function readPage(reply: Reply | Failure): Page {
  const { exchange } = reply;
  if (!reply.ok || reply.kind !== 'http') {
    return { kind: 'odd', json: undefined, reply: null, exchange, said: reply.ok ? 'no HTTP' : reply.message };
  }
  const { status } = reply;
  const refused = isRefusal(status);
  const kind = status === 200 ? 'shown' : refused ? 'refused' : status === 404 ? 'missing' : 'odd';
  return { kind, json: status === 200 ? reply.json() : undefined, reply, exchange, said: `HTTP ${status}` };
}

/** Of the management: what it tells without a login, for it has nobody but those with one. */
export async function askManagement(channel: RabbitChannel, { tokens, claim }: ProbeContext): Promise<AccessFacts> {
  const overview = readPage(await channel.ask('overview'));
  if (overview.kind === 'refused')
    return factsOf({ role: 'management', version: claim.version, refused: [overview], banner: overview });
  const control = readPage(await channel.ask('control-api', { control: tokens.control }));
  const queues = control.kind === 'shown' ? null : readPage(await channel.ask('queues'));
  const whoami = control.kind === 'shown' ? null : readPage(await channel.ask('whoami'));
  const listed = queues !== null && queuesIn(queues.json) !== null ? queues : null;
  const user = text(at(whoami?.json, 'name'));
  return factsOf({
    role: 'management',
    version: versionIn(overview.json) ?? claim.version,
    cluster: text(at(overview.json, 'cluster_name')),
    banner: overview,
    control,
    listed,
    refused: [queues, whoami].filter((page) => page?.kind === 'refused'),
    user: user === null || whoami === null ? null : { user, roles: tagsIn(whoami.json), exchange: whoami.exchange },
    said: (queues ?? control).said,
  });
}

/** Of the metrics: they ask nobody, whatever AMQP and management do. */
export async function askMetrics(channel: RabbitChannel, { tokens, claim }: ProbeContext): Promise<AccessFacts> {
  const old = claim.role === 'metrics-old';
  const shown = readPage(await channel.ask(old ? 'metrics-old' : 'metrics'));
  const control = readPage(await channel.ask('control', { control: tokens.control }));
  const metrics = readMetrics(shown.reply?.text() ?? '');
  return factsOf({
    role: 'metrics',
    version: metrics?.version ?? claim.version,
    cluster: metrics?.cluster ?? null,
    banner: shown,
    control,
    listed: metrics?.queues === null || metrics === null ? null : shown,
    refused: [shown].filter(({ kind }) => kind === 'refused'),
    said: metrics?.queues === null ? 'its metrics name no queues' : shown.said,
  });
}

/** Pages since 3.6.3; a bare list before that. */
export function queuesIn(json: Json | undefined): readonly Json[] | null {
  return Array.isArray(json) ? list(json) : Array.isArray(at(json, 'items')) ? list(at(json, 'items')) : null;
}

export function versionIn(json: Json | undefined): string | null {
  return (
    /^\d{1,3}\.\d{1,3}\.\d{1,4}(?:[-+.~][\w.+~-]{1,40})?$/.exec(text(at(json, 'rabbitmq_version')) ?? '')?.[0] ?? null
  );
}

/** A list since 3.9, words with commas between them before that. */
function tagsIn(json: Json | undefined): string[] {
  const tags = at(json, 'tags');
  return typeof tags === 'string' ? tags.split(',').map((tag) => tag.trim()) : texts(tags);
}

interface Seen {
  readonly role: 'management' | 'metrics';
  readonly version: string | null;
  readonly cluster?: string | null;
  readonly banner: Page;
  readonly control?: Page;
  readonly listed?: Page | null;
  readonly refused: readonly (Page | null)[];
  readonly user?: { readonly user: string; readonly roles: readonly string[]; readonly exchange: number } | null;
  readonly said?: string;
}

const HONEYPOT = 'a page for everything or a honeypot: a page of a random name, which cannot exist, is shown';

function factsOf({
  role,
  version,
  cluster = null,
  banner,
  control,
  listed = null,
  refused,
  user = null,
  said = '',
}: Seen): AccessFacts {
  const honeypot = control?.kind === 'shown';
  const open = listed !== null && !honeypot;
  const proved = provedLevel(['banner', version !== null], ['metadata', open]);
  const settled = !honeypot && (open || refused.length > 0);
  const inferred: Level = open && user !== null && user.roles.includes('administrator') ? 'admin' : proved;
  const capabilities: readonly (readonly [Capability, boolean])[] = [
    ['identify', proved !== 'none'],
    ['whoami', user !== null],
    ['list-collections', open],
    ['count-records', open],
    ['write-records', inferred === 'admin'],
    ['administer', inferred === 'admin'],
  ];
  return {
    service: { engine: 'rabbitmq', version, identity: {}, name: cluster },
    access: {
      proved: settled ? proved : 'unknown',
      inferred: settled ? inferred : 'unknown',
      capabilities: capabilities.filter(([, holds]) => holds).map(([capability]) => capability),
      protection: refused.length > 0 ? 'authentication' : null,
      securityLayer: refused.length > 0 ? 'present' : open && role === 'metrics' ? 'absent' : 'unknown',
      anonymous: user === null ? null : { user: user.user, roles: user.roles },
      filtered: open && refused.length > 0,
      control: honeypot
        ? 'failed'
        : control?.kind === 'missing' || control?.kind === 'refused'
          ? 'passed'
          : 'not-asked',
      reason: honeypot ? HONEYPOT : settled ? null : `neither data nor a refusal was seen: ${said}`,
    },
    settings: { role },
    proofs: Object.fromEntries(
      Object.entries({
        banner: [banner.exchange],
        control: control === undefined ? [] : [control.exchange],
        'list-collections': listed === null || honeypot ? [] : [listed.exchange],
        privileges: user === null ? [] : [user.exchange],
        whoami: user === null ? [] : [user.exchange],
        refusal: refused.flatMap((page) => page?.exchange ?? []),
      }).filter(([, exchanges]) => exchanges.length > 0),
    ),
    notes: [],
  };
}
