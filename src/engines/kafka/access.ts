import { type Capability, highest, type Level, type Protection } from '../../model/access.ts';
import type { ProbeContext } from '../../model/engine.ts';
import { type AccessFacts, provedLevel, type Setting } from '../../model/facts.ts';
import { escapeText } from '../../support/escape.ts';
import {
  type Acls,
  type Answer,
  type ApiVersions,
  ERROR,
  type Metadata,
  readAcls,
  readAnswer,
  readApiVersions,
  readFetched,
  readMetadata,
  readSasl,
  type SaslAnswer,
} from './answers.ts';
import { countMessages, places } from './offsets.ts';
import type { KafkaChannel } from './requests.ts';
import { grantedBy } from './rights.ts';
import { wordOf } from './tells.ts';
import { API } from './wire.ts';

/** Partitions in which the right to read is asked for, until one has it. */
const TRIES = 5;

export type MetadataVersion = 4 | 8;

/** Version 8 tells what we may do; brokers before 2.3 do not know it. */
export function metadataVersion(versions: ApiVersions | null): MetadataVersion {
  return (versions?.apis.get(API.metadata) ?? 8) >= 8 ? 8 : 4;
}

interface Found {
  readonly versions: ApiVersions | null;
  readonly control: Answer<Metadata>;
  readonly sasl: Answer<SaslAnswer> | null;
  readonly topics: Answer<Metadata> | null;
  readonly acls: Answer<Acls> | null;
  readonly read: Reading;
}

interface Reading {
  readonly shown: readonly number[];
  readonly refused: readonly number[];
}

const UNREAD: Reading = { shown: [], refused: [] };

/** Metadata is the first that a listener with a login refuses; what may be done is said by the broker itself. */
export async function kafkaAccess(channel: KafkaChannel, context: ProbeContext): Promise<AccessFacts> {
  const opening = await channel.ask('api-versions');
  const versions = opening.ok ? readApiVersions(opening.bytes) : null;
  const version = metadataVersion(versions);
  const params = { control: context.tokens.control };
  const control = readAnswer(await channel.ask(`control-${version}`, params), readMetadata(version));
  const answered = errorOfControl(control.body) !== null;
  const nothing = { versions, control, topics: null, acls: null, read: UNREAD };
  if (!answered || isHoneypot(control.body)) {
    const sasl = answered ? null : readAnswer(await channel.ask('sasl-handshake', params), readSasl);
    return factsOf({ ...nothing, sasl }, context, opening.exchange);
  }
  const topics = readAnswer(await channel.ask(`topics-${version}`), readMetadata(version));
  const acls = readAnswer(await channel.ask('acls'), readAcls);
  const read = topics.body === null ? UNREAD : await proveRead(channel, topics.body);
  return factsOf({ ...nothing, sasl: null, topics, acls, read }, context, opening.exchange);
}

/** How the topic that cannot exist is spoken of; null where it is not spoken of at all. */
function errorOfControl(control: Metadata | null): number | null {
  const [topic, ...more] = control?.topics ?? [];
  return topic === undefined || more.length > 0 ? null : topic.error;
}

function isHoneypot(control: Metadata | null): boolean {
  return errorOfControl(control) === ERROR.none && control?.topics[0]?.partitions.length !== 0;
}

/** Of partitions that hold messages: what lies behind the end is missing for whoever may read, and refused to all others. */
async function proveRead(channel: KafkaChannel, { topics }: Metadata): Promise<Reading> {
  const own = topics.filter(({ internal }) => !internal);
  const { filled, exchanges, refused } = await countMessages(channel, places(own), true);
  const denied: number[] = [...refused];
  for (const place of oneOfEach(filled).slice(0, TRIES)) {
    const fetched = readAnswer(await channel.ask('fetch-beyond', { places: [place] }), readFetched);
    const error = fetched.body?.[0]?.error;
    if (error === ERROR.outOfRange) return { shown: [fetched.exchange, ...exchanges], refused: denied };
    if (error === ERROR.topicRefused) denied.push(fetched.exchange);
  }
  return { shown: [], refused: denied };
}

function oneOfEach(filled: readonly string[]): string[] {
  return [...new Map(filled.map((place) => [place.slice(place.indexOf(':') + 1), place])).values()];
}

function factsOf(found: Found, { claim }: ProbeContext, banner: number): AccessFacts {
  const { control, topics, acls, read } = found;
  const honeypot = isHoneypot(control.body);
  const byControl = errorOfControl(control.body);
  const protection = protectionOf(found);
  const metadata = topics?.body ?? null;
  const listed = (metadata?.topics ?? []).filter(({ error }) => error === ERROR.none);
  const empty = metadata !== null && byControl === ERROR.unknownTopic;
  const open = !honeypot && (listed.length > 0 || empty);
  const level = provedLevel(['banner', true], ['metadata', open], ['read', read.shown.length > 0]);
  const absent = acls?.body?.error === ERROR.noAuthorizer;
  const granted: Level = !open || metadata === null ? 'none' : absent ? 'admin' : grantedBy(metadata);
  const settled = open || protection !== null;
  const inferred = highest(level, granted);
  return {
    service: {
      engine: 'kafka',
      version: claim.version,
      identity: control.body?.clusterId ? { clusterId: control.body.clusterId } : {},
      name: control.body?.clusterId?.startsWith('redpanda.') === true ? 'Redpanda' : null,
    },
    access: {
      proved: settled ? level : 'unknown',
      inferred: settled ? inferred : 'unknown',
      capabilities: capabilitiesOf(level, inferred),
      protection,
      securityLayer: absent ? 'absent' : protection !== null || acls?.body?.error === 0 ? 'present' : 'unknown',
      anonymous: open && !absent ? { user: 'User:ANONYMOUS', roles: [] } : null,
      filtered: open && (read.refused.length > 0 || byControl === ERROR.topicRefused),
      control: honeypot ? 'failed' : byControl === null ? 'not-asked' : 'passed',
      reason: honeypot
        ? 'a page for everything or a honeypot: a topic of a random name, which cannot exist, has partitions'
        : settled
          ? null
          : reasonOf(found, claim.role),
    },
    settings: settingsOf(found, claim.role),
    proofs: proofsOf(found, banner, open),
    notes: [],
  };
}

/** A login before everything, or an authorizer that shows a stranger no topic. */
function protectionOf({ sasl, control }: Found): Protection | null {
  if (sasl?.body?.error === ERROR.unknownMechanism) return 'authentication';
  return errorOfControl(control.body) === ERROR.topicRefused ? 'authentication' : null;
}

function reasonOf({ control, sasl }: Found, role: string): string {
  if (role === 'controller')
    return 'the port between the nodes that keep the cluster’s metadata answers here; topics are not asked for there';
  const error = errorOfControl(control.body);
  const said = error === null ? (sasl?.said ?? control.said) : wordOf(error);
  return `neither topics nor a refusal were seen: ${escapeText(said, 120)}`;
}

function settingsOf({ versions, control, sasl, acls }: Found, role: string): Record<string, Setting> {
  const error = acls?.body?.error;
  return {
    role,
    metadataLevel: versions?.features.get('metadata.version') ?? null,
    brokers: control.body?.brokers.length ?? null,
    saslMechanisms: sasl?.body?.mechanisms.map((name) => name.slice(0, 40)) ?? [],
    authorizer: error === undefined ? null : error !== ERROR.noAuthorizer,
    rulesShown: error === undefined ? null : error === ERROR.none,
  };
}

function capabilitiesOf(level: Level, inferred: Level): Capability[] {
  const read = level === 'read';
  const listed = read || level === 'metadata';
  const shown: readonly (readonly [Capability, boolean])[] = [
    ['identify', true],
    ['list-collections', listed],
    ['count-records', read],
    ['read-records', read],
    ['write-records', listed && (inferred === 'write' || inferred === 'admin')],
    ['administer', listed && inferred === 'admin'],
  ];
  return shown.filter(([, holds]) => holds).map(([capability]) => capability);
}

function proofsOf(
  { control, topics, acls, sasl, read }: Found,
  banner: number,
  open: boolean,
): Record<string, number[]> {
  const denied = errorOfControl(control.body) === ERROR.topicRefused ? [control.exchange] : [];
  const login = sasl?.body?.error === ERROR.unknownMechanism ? [control.exchange, sasl.exchange] : [];
  const named: readonly (readonly [string, readonly number[]])[] = [
    ['banner', [banner]],
    ['control', [control.exchange]],
    ['list-collections', open && topics !== null ? [topics.exchange] : []],
    ['count-records', read.shown],
    ['privileges', open && typeof topics?.body?.operations === 'number' ? [topics.exchange] : []],
    ['security-layer', acls?.body?.error === ERROR.noAuthorizer ? [acls.exchange] : []],
    ['refusal', [...login, ...denied, ...read.refused].slice(0, 3)],
  ];
  return Object.fromEntries(
    named.filter(([, exchanges]) => exchanges.length > 0).map(([name, exchanges]) => [name, [...exchanges]]),
  );
}
