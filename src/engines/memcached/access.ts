import type { Capability, Level } from '../../model/access.ts';
import type { ProbeContext } from '../../model/engine.ts';
import { type AccessFacts, provedLevel, type Setting } from '../../model/facts.ts';
import { escapeText } from '../../support/escape.ts';
import { numberOf, readPackets, readText, STATUS, statisticsOf } from './protocol.ts';
import { type MemcachedChannel, memcachedRequests } from './requests.ts';

/** What the questions showed, whichever of the two protocols they went by. */
interface Shown {
  readonly protocol: 'text' | 'binary' | 'udp';
  readonly answered: boolean;
  readonly version: string | null;
  readonly refusal: number | null;
  /** True: a key that cannot exist has a value. Null: the control was not answered. */
  readonly honeypot: boolean | null;
  readonly statistics: ReadonlyMap<string, string> | null;
  readonly settings: ReadonlyMap<string, string> | null;
  readonly proofs: { readonly control: number; readonly statistics: number | null; readonly settings: number | null };
  /** How many times as large as its question an answer over UDP is. */
  readonly amplification: number | null;
  readonly said: string;
}

const NOTHING = { refusal: null, honeypot: null, statistics: null, settings: null, amplification: null };

/** The ladder is short: memcached asks for a login before everything, or for none. */
export async function memcachedAccess(channel: MemcachedChannel, context: ProbeContext): Promise<AccessFacts> {
  if (channel.endpoint.transport === 'udp') return factsOf(await byDatagrams(channel, context));
  const shown = await byText(channel, context);
  // Where text is hung up on, binary is all that is spoken.
  return factsOf(shown.answered ? shown : await byPackets(channel, context));
}

async function byText(channel: MemcachedChannel, { tokens, claim }: ProbeContext): Promise<Shown> {
  const control = readText(await channel.ask('control', { control: tokens.control }));
  const nothing = {
    ...NOTHING,
    protocol: 'text' as const,
    version: claim.version,
    answered: control.kind !== 'failed',
  };
  const proofs = { control: control.exchange, statistics: null, settings: null };
  if (control.kind === 'login') return { ...nothing, refusal: control.exchange, proofs, said: control.said };
  if (control.kind !== 'open') return { ...nothing, proofs, said: control.said };
  const statistics = readText(await channel.ask('statistics'));
  const settings = readText(await channel.ask('settings'));
  return {
    ...nothing,
    honeypot: control.lines.length > 0,
    statistics: statistics.kind === 'open' ? statisticsOf(statistics.lines) : null,
    settings: settings.kind === 'open' ? statisticsOf(settings.lines) : null,
    proofs: { control: control.exchange, statistics: statistics.exchange, settings: settings.exchange },
    said: statistics.kind === 'open' ? '' : statistics.said,
  };
}

async function byPackets(channel: MemcachedChannel, { tokens, claim }: ProbeContext): Promise<Shown> {
  const control = await channel.ask('binary-control', { control: tokens.control });
  const [answer] = readPackets(control);
  const nothing = { ...NOTHING, protocol: 'binary' as const, version: claim.version, answered: answer !== undefined };
  const proofs = { control: control.exchange, statistics: null, settings: null };
  if (answer === undefined) return { ...nothing, proofs, said: control.ok ? 'no packet' : control.message };
  if (answer.status === STATUS.login || answer.status === STATUS.loginGoesOn) {
    return { ...nothing, refusal: control.exchange, proofs, said: answer.value };
  }
  const listed = await channel.ask('binary-statistics');
  const pairs = readPackets(listed).filter(({ key, status }) => key !== '' && status === STATUS.ok);
  return {
    ...nothing,
    honeypot: answer.status === STATUS.ok,
    statistics: pairs.length > 0 ? new Map(pairs.map(({ key, value }) => [key, value])) : null,
    proofs: { ...proofs, statistics: listed.exchange },
    said: answer.status === STATUS.missing || answer.status === STATUS.ok ? '' : `status ${answer.status}`,
  };
}

async function byDatagrams(channel: MemcachedChannel, { tokens, claim }: ProbeContext): Promise<Shown> {
  const { control: token } = tokens;
  const control = readText(await channel.ask('udp-control', { control: token }));
  const proofs = { control: control.exchange, statistics: null, settings: null };
  const nothing = { ...NOTHING, protocol: 'udp' as const, version: claim.version, answered: true, proofs };
  if (control.kind === 'login') return { ...nothing, refusal: control.exchange, said: control.said };
  if (control.kind !== 'open') return { ...nothing, said: control.said };
  const reply = await channel.ask('udp-statistics', { control: token });
  const statistics = readText(reply);
  const asked = memcachedRequests['udp-statistics'].encode({ control: token }).length;
  return {
    ...nothing,
    honeypot: control.lines.length > 0,
    statistics: statistics.kind === 'open' ? statisticsOf(statistics.lines) : null,
    amplification: reply.ok ? Math.floor(reply.bytes.length / asked) : null,
    proofs: { ...proofs, statistics: statistics.exchange },
    said: statistics.kind === 'open' ? '' : statistics.said,
  };
}

function factsOf(shown: Shown): AccessFacts {
  const { statistics, settings, refusal, honeypot, proofs } = shown;
  const version = statistics?.get('version') ?? shown.version;
  const items = numberOf(statistics?.get('curr_items'));
  const lookedUp = honeypot === false;
  const level = provedLevel(
    ['banner', version !== null],
    ['metadata', statistics !== null],
    ['read', lookedUp && items !== null && items > 0],
  );
  const open = lookedUp && statistics !== null;
  const settled = refusal !== null || open;
  const inferred: Level = open ? 'admin' : level;
  return {
    service: { engine: 'memcached', version: version === null ? null : versionIn(version), identity: {}, name: null },
    access: {
      proved: settled ? level : 'unknown',
      inferred: settled ? inferred : 'unknown',
      capabilities: capabilitiesOf(level, open, items),
      protection: refusal === null ? null : 'authentication',
      securityLayer: refusal !== null ? 'present' : open ? 'absent' : 'unknown',
      anonymous: null,
      filtered: false,
      control: honeypot === true ? 'failed' : lookedUp ? 'passed' : 'not-asked',
      reason:
        settled || honeypot === true ? null : `neither data nor a refusal was seen: ${escapeText(shown.said, 120)}`,
    },
    settings: {
      protocol: shown.protocol,
      items,
      udpPort: numberOf(settings?.get('udpport')),
      boundTo: wordOf(settings?.get('inter')),
      sasl: flagOf(settings?.get('auth_enabled_sasl')),
      dump: flagOf(settings?.get('dump_enabled')),
      shutdown: flagOf(settings?.get('shutdown_command')),
      honeypot: honeypot === true,
      ...(shown.protocol === 'udp' ? { amplification: shown.amplification } : {}),
    },
    proofs: Object.fromEntries(
      Object.entries({
        banner: open && proofs.statistics !== null ? [proofs.statistics] : [],
        control: [proofs.control],
        'list-collections': open && proofs.statistics !== null ? [proofs.statistics] : [],
        'count-records': level === 'read' && proofs.statistics !== null ? [proofs.statistics, proofs.control] : [],
        'security-layer': open ? [proofs.control] : [],
        amplification: shown.protocol === 'udp' && proofs.statistics !== null ? [proofs.statistics] : [],
        settings: settings === null || proofs.settings === null ? [] : [proofs.settings],
        refusal: refusal === null ? [] : [refusal],
      }).filter(([, exchanges]) => exchanges.length > 0),
    ),
    notes: [],
  };
}

function capabilitiesOf(level: Level, open: boolean, items: number | null): Capability[] {
  const shown: readonly (readonly [Capability, boolean])[] = [
    ['identify', level !== 'none'],
    ['list-collections', open],
    ['count-records', open && items !== null],
    ['read-records', level === 'read'],
    ['write-records', open],
    ['administer', open],
  ];
  return shown.filter(([, holds]) => holds).map(([capability]) => capability);
}

/** A version as memcached and its builds write it. */
export function versionIn(text: string): string | null {
  return /^\d{1,4}(?:\.\d{1,6}){1,3}(?:[-_][\w.-]{1,40})?$/.exec(text.trim())?.[0] ?? null;
}

function flagOf(value: string | undefined): Setting {
  return value === 'yes' ? true : value === 'no' ? false : null;
}

function wordOf(value: string | undefined): Setting {
  return value === undefined || value === 'NULL' ? null : value.slice(0, 200);
}
