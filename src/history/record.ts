import { createHash } from 'node:crypto';
import { atLeast } from '../model/access.ts';
import type { Setting } from '../model/facts.ts';
import type { Observation } from '../model/observation.ts';
import type { Report, ReportEndpoint } from '../model/report.ts';
import { byText, stableJson } from '../support/stable-json.ts';
import {
  type AuditRecord,
  type DataState,
  type EndpointKey,
  type EndpointState,
  keyText,
  standingOf,
} from './state.ts';

const DIGITS = 12;
/** Of the engines' own facts those that say how a store is reached. */
const SURROUNDINGS = ['behindProxy', 'bindAny', 'boundTo', 'license'];

/**
 * What of an audit is remembered. The report has the judgement; the observations have the time of each check. `asked`: what the
 * user wanted looked at, kept as a digest.
 */
export function recordOf(report: Report, observations: readonly Observation[], asked: unknown): AuditRecord {
  const { audit, tool } = report;
  const seen = new Map(observations.map((item) => [seenKey({ ...item.endpoint }), item]));
  const rules = new Map(report.findings.map(({ fingerprint, rule }) => [fingerprint, rule]));
  const checks = new Map<string, AuditRecord['checks'][number]>();
  for (const item of report.endpoints) {
    if (item.port === null) continue;
    const endpoint: EndpointKey = { host: item.host, port: item.port, transport: item.transport, path: item.path };
    const observation = seen.get(seenKey(item));
    const check = {
      endpoint,
      at: observation?.observedAt ?? audit.finishedAt,
      state: stateOf(item, rules, observation?.facts?.settings ?? {}),
    };
    const other = checks.get(keyText(endpoint));
    checks.set(keyText(endpoint), other === undefined ? check : weaker(other, check));
  }
  return {
    audit: {
      id: audit.id,
      startedAt: audit.startedAt,
      finishedAt: audit.finishedAt,
      depth: audit.depth,
      complete: audit.complete,
      vantage: audit.vantage.name,
      vantageKind: audit.vantage.kind,
      toolVersion: tool.version,
      rulesDigest: tool.rules.digest,
      asked: digest(stableJson(asked)),
    },
    checks: [...checks.values()],
    findings: report.findings.map(({ fingerprint, rule, host, port, transport, path }) => ({
      fingerprint,
      rule,
      endpoint: { host, port, transport, path },
    })),
  };
}

function seenKey({
  host,
  address,
  port,
  transport,
  path,
}: Pick<ReportEndpoint, keyof EndpointKey | 'address'>): string {
  return `${keyText({ host, port: port ?? 0, transport, path })}\n${address ?? ''}`;
}

/** A name with several addresses is as open as the most open of them, and protected only where all are. */
function weaker(left: AuditRecord['checks'][number], right: AuditRecord['checks'][number]) {
  const order = { open: 2, unknown: 1, closed: 0 } as const;
  const [one, two] = [order[standingOf(left.state)], order[standingOf(right.state)]];
  if (one !== two) return one > two ? left : right;
  return atLeast(left.state.inferred ?? 'none', 'read') || !atLeast(right.state.inferred ?? 'none', 'read')
    ? left
    : right;
}

function stateOf(
  item: ReportEndpoint,
  rules: ReadonlyMap<string, string>,
  settings: Readonly<Record<string, Setting>>,
): EndpointState {
  const { tls, access, service } = item;
  return {
    address: item.address,
    outcome: item.outcome,
    reason: item.reason,
    proved: access?.level ?? null,
    inferred: access?.inferred ?? null,
    protection: item.protection,
    securityLayer: access?.securityLayer ?? null,
    anonymous: access?.anonymous ?? null,
    tls:
      tls === null
        ? null
        : {
            version: tls.version,
            certificate: tls.certificate?.sha256 ?? null,
            issuer: tls.certificate?.issuer ?? null,
            trusted: tls.trusted,
          },
    service:
      service === null
        ? null
        : { engine: service.engine, version: service.version, name: service.name, identity: service.identity },
    surroundings: Object.fromEntries(
      SURROUNDINGS.flatMap((name) => (settings[name] === undefined ? [] : [[name, settings[name]]])),
    ),
    data: item.data === null ? null : dataOf(item.data),
    rules: [...new Set(item.findings.flatMap((fingerprint) => rules.get(fingerprint) ?? []))].sort(byText),
  };
}

function dataOf(data: NonNullable<ReportEndpoint['data']>): DataState {
  const own = data.collections.filter(({ system }) => !system);
  const each = [...new Set(own.map(({ name }) => digest(name)))].sort(byText);
  return {
    names: digest(each.join('\n')),
    each,
    more: data.omitted !== null,
    magnitude: data.records === 0 ? 0 : String(data.records).length,
    people: data.people,
    classes: data.classes.map((found) => found.class).sort(byText),
    signs: [...new Set(data.signs.map(({ kind, certainty }) => `${kind} ${certainty}`))].sort(byText),
    oldest: own.flatMap(({ created }) => created ?? []).sort(byText)[0] ?? null,
  };
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, DIGITS);
}
