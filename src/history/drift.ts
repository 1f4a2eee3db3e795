import { LEVELS } from '../model/access.ts';
import { byText } from '../support/stable-json.ts';
import { type Change, changesBetween, isOtherStore } from './changes.ts';
import {
  type AuditEntry,
  type Check,
  type DataState,
  type EndpointKey,
  type EndpointState,
  keyText,
  standingOf,
} from './state.ts';

export const DRIFT_KINDS = [
  'protection-removed',
  'regressed',
  'exposed-first-seen',
  'ransom-sign',
  'size-collapse',
  'protection-weakened',
  'identity-changed',
  'class-added',
  'new-collection',
  'version-became-vulnerable',
  'endpoint-appeared',
  'closed',
  'endpoint-gone',
  'not-assessed',
  'audit-gap',
] as const;
export type DriftKind = (typeof DRIFT_KINDS)[number];

/** What changed at one endpoint, seen from one vantage. */
export interface Drift {
  readonly kind: DriftKind;
  readonly endpoint: EndpointKey;
  readonly vantage: string;
  readonly audit: string;
  readonly at: string;
  /** Time of the check that it is compared with; null where there is none. */
  readonly since: string | null;
  readonly detail: string;
  /** What else is otherwise than at that check. */
  readonly also: readonly Change[];
}

/** What is known of an endpoint when the next check comes. */
interface Before {
  /** The last check that settled something. */
  readonly settled: Check | null;
  /** The last check, whatever came of it. */
  readonly last: Check | null;
  readonly wasOpen: boolean;
  readonly gaps: readonly number[];
}

const DAY = 86_400_000;
/** A pause is a gap where it is this many times the usual one, and longer than a day. */
const UNUSUAL = 3;
const FEWEST_GAPS = 3;
/** Two digits less: of a hundred records one or none is left. */
const COLLAPSE = 2;

/**
 * All that changed over the checks of one endpoint from one vantage, in the order of time. `first`: the vantage's first audit,
 * in which nothing appears, since nothing was known.
 */
export function driftOf(series: readonly Check[], first: string): Drift[] {
  let before: Before = { settled: null, last: null, wasOpen: false, gaps: [] };
  const found: Drift[] = [];
  for (const check of series) {
    found.push(...eventsAt(check, before, first));
    const standing = standingOf(check.state);
    const gap = before.last === null ? [] : [Date.parse(check.at) - Date.parse(before.last.at)];
    before = {
      settled: standing === 'unknown' ? before.settled : check,
      last: check,
      wasOpen: before.wasOpen || standing === 'open',
      gaps: [...before.gaps, ...gap].slice(-50),
    };
  }
  return found;
}

function eventsAt(check: Check, before: Before, first: string): Drift[] {
  const { audit, at, vantage, endpoint, state } = check;
  const event = (kind: DriftKind, detail: string, since: Check | null, also: readonly Change[] = []): Drift => ({
    kind,
    endpoint,
    vantage,
    audit,
    at,
    since: since?.at ?? null,
    detail,
    also,
  });
  const events: Drift[] = [];
  const pause = gapBefore(check, before);
  if (pause !== null) events.push(event('audit-gap', pause, before.last));
  if (before.last === null && audit !== first) events.push(event('endpoint-appeared', state.outcome, null));
  const standing = standingOf(state);
  const { settled } = before;
  if (standing === 'unknown') {
    if (settled === null || before.last === null || standingOf(before.last.state) === 'unknown') return events;
    const kind = state.outcome === 'unreachable' ? 'endpoint-gone' : 'not-assessed';
    return [...events, event(kind, state.reason ?? state.outcome, settled)];
  }
  const other = settled !== null && isOtherStore(settled.state, state);
  const also = settled === null ? [] : changesBetween(settled.state, state);
  if (other) events.push(event('identity-changed', 'another store answers at the same address', settled, also));
  if (standing === 'open') {
    const level = state.inferred ?? state.proved ?? 'unknown';
    if (settled === null) events.push(event('exposed-first-seen', `open to ${level}; no earlier check`, null));
    else if (standingOf(settled.state) === 'closed') {
      events.push(
        event('protection-removed', `${settled.state.protection ?? 'protected'} before, ${level} now`, settled, also),
      );
      if (before.wasOpen) events.push(event('regressed', 'it was open before, closed, and is open again', settled));
    }
  } else if (settled !== null && standingOf(settled.state) === 'open') {
    events.push(event('closed', state.protection ?? 'protected', settled, also));
  }
  if (settled === null || other) return events;
  const same = standingOf(settled.state) === standing;
  const weaker = same ? weakenings(settled.state, state) : [];
  if (weaker.length > 0) events.push(event('protection-weakened', weaker.join('; '), settled, also));
  for (const [kind, detail] of [
    ...dataChanges(settled.state.data, state.data),
    ...versionChanges(settled.state, state),
  ]) {
    events.push(event(kind, detail, settled));
  }
  return events;
}

function gapBefore({ at }: Check, { last, gaps }: Before): string | null {
  if (last === null || gaps.length < FEWEST_GAPS) return null;
  const usual = gaps.toSorted((left, right) => left - right)[Math.floor(gaps.length / 2)] ?? 0;
  const pause = Date.parse(at) - Date.parse(last.at);
  if (pause <= DAY || pause <= usual * UNUSUAL) return null;
  return `${Math.round(pause / DAY)} days without a check; ${roundDays(usual)} are usual`;
}

function roundDays(milliseconds: number): string {
  return `${Math.round((milliseconds / DAY) * 10) / 10}`;
}

/** TLS dropped, a visitor who may more, a lock that is a mere guard now. */
function weakenings(before: EndpointState, now: EndpointState): string[] {
  const found: string[] = [];
  if (before.tls !== null && now.tls === null) found.push('TLS is gone');
  const [old, fresh] = [before.inferred ?? 'unknown', now.inferred ?? 'unknown'];
  if (old !== 'unknown' && fresh !== 'unknown' && LEVELS.indexOf(fresh) > LEVELS.indexOf(old)) {
    found.push(`an anonymous visitor had ${old} and has ${fresh}`);
  }
  const roles = now.anonymous?.roles.filter((role) => before.anonymous?.roles.includes(role) === false) ?? [];
  if (roles.length > 0) found.push(`the anonymous user got the role ${roles.join(', ')}`);
  if (before.protection !== null && before.protection !== 'network' && now.protection === 'network') {
    found.push(`${before.protection} before, a guard of the network alone now`);
  }
  return found;
}

function* dataChanges(before: DataState | null, now: DataState | null): Iterable<readonly [DriftKind, string]> {
  if (before === null || now === null) return;
  if (!before.more) {
    const fresh = now.each.filter((name) => !before.each.includes(name)).length;
    if (fresh > 0) yield ['new-collection', fresh === 1 ? 'one more collection' : `${fresh} more collections`];
  }
  const classes = now.classes.filter((name) => !before.classes.includes(name));
  if (classes.length > 0) yield ['class-added', classes.join(', ')];
  if (before.magnitude - now.magnitude >= COLLAPSE || (before.magnitude > 0 && now.magnitude === 0)) {
    yield ['size-collapse', `${about(before.magnitude)} before, ${about(now.magnitude)} now: wiped?`];
  }
  const signs = now.signs.filter((sign) => !before.signs.includes(sign));
  if (signs.length > 0) yield ['ransom-sign', signs.join(', ')];
}

function about(magnitude: number): string {
  return magnitude === 0
    ? 'no records'
    : magnitude === 1
      ? 'fewer than ten records'
      : `some ${(10 ** (magnitude - 1)).toLocaleString('en-US')} records`;
}

/** A rule about the version holds that did not: the version is another, or the world knows more of it. */
function* versionChanges(before: EndpointState, now: EndpointState): Iterable<readonly [DriftKind, string]> {
  const fresh = now.rules.filter((rule) => /\/(?:end-of-life|cve-|ghsa-)/.test(rule) && !before.rules.includes(rule));
  if (fresh.length === 0 || before.service === null || before.service.version === null) return;
  const version = now.service?.version ?? 'unknown';
  const how =
    before.service.version === version ? `still ${version}` : `${before.service.version} before, ${version} now`;
  yield ['version-became-vulnerable', `${fresh.join(', ')}: ${how}`];
}

/** The checks by endpoint and vantage, each in the order of time. */
export function seriesOf(checks: readonly Check[]): Check[][] {
  const series = Map.groupBy(checks, ({ endpoint, vantage }) => `${vantage}\n${keyText(endpoint)}`);
  return [...series.values()].map((list) => list.toSorted((left, right) => byText(left.at, right.at)));
}

/** Drift of all checks, latest first and the worst of one time first. `audits`: in the order of time. */
export function allDrift(checks: readonly Check[], audits: readonly AuditEntry[]): Drift[] {
  const firsts = new Map<string, string>();
  for (const { id, vantage } of audits) if (!firsts.has(vantage)) firsts.set(vantage, id);
  return [
    ...seriesOf(checks).flatMap((series) => driftOf(series, firsts.get(series[0]?.vantage ?? '') ?? '')),
    ...goneBetween(checks, audits),
  ].toSorted((left, right) => byText(right.at, left.at) || rank(left) - rank(right));
}

/**
 * Silent ports are not listed in a report: an endpoint is gone where a whole audit asked for the same as the one before it and
 * does not list it.
 */
function* goneBetween(checks: readonly Check[], audits: readonly AuditEntry[]): Iterable<Drift> {
  const byAudit = Map.groupBy(checks, ({ audit }) => audit);
  const latest = new Map<string, string>();
  for (const { id, vantage, asked, complete, finishedAt } of audits) {
    if (!complete) continue;
    const before = latest.get(`${vantage}\n${asked}`);
    latest.set(`${vantage}\n${asked}`, id);
    const listed = new Set(byAudit.get(id)?.map(({ endpoint }) => keyText(endpoint)));
    for (const { endpoint, state, at } of (before === undefined ? undefined : byAudit.get(before)) ?? []) {
      if (standingOf(state) === 'unknown' || listed.has(keyText(endpoint))) continue;
      yield {
        kind: 'endpoint-gone',
        endpoint,
        vantage,
        audit: id,
        at: finishedAt,
        since: at,
        detail: 'nothing answers there any more: gone is not known to be mended',
        also: [],
      };
    }
  }
}

function rank({ kind }: Drift): number {
  return DRIFT_KINDS.indexOf(kind);
}
