import {
  type AuditEntry,
  allDrift,
  type Check,
  type Drift,
  type HistoryStore,
  standingOf,
} from '../../history/index.ts';
import { LEVELS } from '../../model/access.ts';
import { endpointLabel } from '../../model/endpoint.ts';
import { Diagnostic } from '../../support/diagnostic.ts';
import type { Context } from '../context.ts';
import { endpointsMeant, endpointsOf, minute, printList, tableText, withHistory } from '../history-view.ts';

interface Remembered {
  readonly audits: readonly AuditEntry[];
  readonly checks: readonly Check[];
  readonly drift: readonly Drift[];
}

/** All of it. Before the time up to which it was pruned, changes cannot be told from what was dropped. */
async function remembered(store: HistoryStore): Promise<Remembered> {
  const [audits, checks, pruned] = [await store.audits(), await store.checks(), await store.prunedBefore()];
  return { audits, checks, drift: allDrift(checks, audits).filter(({ at }) => pruned === null || at >= pruned) };
}

/** Audits, the latest first. */
export async function list(context: Context): Promise<number> {
  const { audits, checks } = await withHistory(context, remembered);
  const counts = countsOf(checks);
  const rows = audits.toReversed().map((audit) => ({ ...audit, ...(counts.get(audit.id) ?? NO_COUNTS) }));
  await printList(context, rows, () =>
    tableText([
      ['audit', 'time (UTC)', 'vantage', 'depth', 'open', 'protected', 'not assessed', ''],
      ...rows.map((row) => [
        row.id.slice(0, 8),
        minute(row.startedAt),
        row.vantage,
        row.depth,
        ...[row.open, row.protected, row.notAssessed].map(String),
        row.complete ? '' : 'not complete',
      ]),
    ]),
  );
  return 0;
}

/** Each check of an endpoint, the latest last, and what changed. */
export async function show(context: Context): Promise<number> {
  const { checks, drift } = await withHistory(context, remembered);
  const meant = endpointsMeant(context.args[0] ?? '', endpointsOf(checks)).map(endpointLabel);
  const isMeant = ({ endpoint }: Check | Drift) => meant.includes(endpointLabel(endpoint));
  const [seen, changed] = [checks.filter(isMeant), drift.filter(isMeant)];
  await printList(context, { endpoints: meant, checks: seen, drift: changed }, () =>
    tableText([CHECK_TITLES, ...seen.map(checkRow)], changed.map(driftLine)),
  );
  return 0;
}

/** What an audit brought: the one that is named, or the latest of each vantage. */
export async function diff(context: Context): Promise<number> {
  const { audits, drift } = await withHistory(context, remembered);
  const [word] = context.args;
  const meant = word === undefined ? latestOf(audits) : [auditMeant(word, audits)];
  const changed = drift.filter(({ audit }) => meant.some(({ id }) => id === audit));
  await printList(context, { audits: meant, drift: changed }, () =>
    changed.length === 0
      ? `nothing changed at ${meant.map(({ id, vantage }) => `${id.slice(0, 8)} (${vantage})`).join(', ')}\n`
      : tableText([
          ['what', 'endpoint', 'vantage', 'since (UTC)', 'how'],
          ...changed.map((event) => [
            event.kind,
            endpointLabel(event.endpoint),
            event.vantage,
            minute(event.since),
            [event.detail, ...event.also.map(({ what, before, now }) => `${what}: ${before} > ${now}`)].join('; '),
          ]),
        ]),
  );
  return 0;
}

/** One row an audit, in the order of time. */
export async function trend(context: Context): Promise<number> {
  const { audits, checks, drift } = await withHistory(context, remembered);
  const counts = countsOf(checks);
  const changes = Map.groupBy(drift, ({ audit }) => audit);
  const rows = audits.map(({ id, startedAt, vantage }) => ({
    audit: id,
    at: startedAt,
    vantage,
    ...(counts.get(id) ?? NO_COUNTS),
    changes: changes.get(id)?.length ?? 0,
  }));
  await printList(context, rows, () =>
    tableText([
      ['time (UTC)', 'vantage', 'open', 'protected', 'not assessed', 'worst', 'people', 'changes'],
      ...rows.map((row) => [
        minute(row.at),
        row.vantage,
        ...[row.open, row.protected, row.notAssessed].map(String),
        row.worst ?? '-',
        row.people === null ? '-' : String(row.people),
        String(row.changes),
      ]),
    ]),
  );
  return 0;
}

/** Everything, for other programs; as a table, each check. */
export async function exportAll(context: Context): Promise<number> {
  const whole = await withHistory(context, async (store) => ({
    ...(await remembered(store)),
    sightings: await store.sightings(),
  }));
  await printList(context, whole, () => tableText([CHECK_TITLES, ...whole.checks.map(checkRow)]));
  return 0;
}

const CHECK_TITLES = ['time (UTC)', 'endpoint', 'vantage', 'outcome', 'level', 'TLS', 'engine', 'data'];

function checkRow({ at, endpoint, vantage, state }: Check): string[] {
  const { data, service, proved, inferred } = state;
  return [
    minute(at),
    endpointLabel(endpoint),
    vantage,
    state.outcome,
    proved === null ? '-' : proved === inferred ? proved : `${proved}, ${inferred ?? ''} inferred`,
    state.tls?.version ?? '-',
    service === null ? '-' : `${service.engine} ${service.version ?? ''}`.trimEnd(),
    data === null
      ? (state.reason ?? state.protection ?? '')
      : `${data.each.length} collections; ${data.classes.join(', ')}`,
  ];
}

function driftLine({ at, kind, vantage, detail, also }: Drift): string {
  const beside = also.map(({ what, before, now }) => `${what}: ${before} > ${now}`);
  return `${minute(at)}  ${kind} (${vantage}): ${[detail, ...beside].join('; ')}`;
}

interface Counts {
  readonly open: number;
  readonly protected: number;
  readonly notAssessed: number;
  readonly worst: string | null;
  /** The largest count of one store: stores are not added up. */
  readonly people: number | null;
}

const NO_COUNTS: Counts = { open: 0, protected: 0, notAssessed: 0, worst: null, people: null };

function countsOf(checks: readonly Check[]): Map<string, Counts> {
  const counts = new Map<string, Counts>();
  for (const { audit, state } of checks) {
    const before = counts.get(audit) ?? NO_COUNTS;
    const standing = standingOf(state);
    const people = state.data?.people ?? null;
    counts.set(audit, {
      open: before.open + (standing === 'open' ? 1 : 0),
      protected: before.protected + (standing === 'closed' ? 1 : 0),
      notAssessed: before.notAssessed + (standing === 'unknown' ? 1 : 0),
      worst:
        LEVELS.findLast((level) => level === before.worst || (standing === 'open' && level === state.inferred)) ?? null,
      people: people === null ? before.people : Math.max(people, before.people ?? 0),
    });
  }
  return counts;
}

function latestOf(audits: readonly AuditEntry[]): AuditEntry[] {
  return [...new Map(audits.map((audit) => [audit.vantage, audit])).values()];
}

function auditMeant(word: string, audits: readonly AuditEntry[]): AuditEntry {
  const [audit, ...more] = audits.filter(({ id }) => id.startsWith(word));
  if (audit !== undefined && more.length === 0) return audit;
  throw new Diagnostic(`${more.length > 0 ? 'more than one audit begins' : 'no audit begins'} with "${word}"`, {
    mend: 'unlatched history list shows them',
  });
}
