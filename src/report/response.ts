import type { DataClass, ResponseStep } from '../model/classes.ts';
import type { Report, ReportEndpoint } from '../model/report.ts';
import { byText } from '../support/stable-json.ts';

/** What has to be done whatever lies open: keep what tells of it, close it, and see that it stays closed. */
const ANYWAY: readonly ResponseStep[] = [
  {
    action:
      'Keep the evidence: this report, access and firewall logs, a snapshot of the disks; turn their deletion off',
    why: 'Who came and what left is read from them, and most logs are gone after some weeks.',
    order: 1,
    owner: 'security',
  },
  {
    action: 'Close the open endpoints as each finding says, and see by `unlatched verify` that they are closed',
    why: 'Every hour that it stays open counts.',
    order: 2,
    owner: 'engineering',
  },
  {
    action: 'Find the change that opened it, and let a check in deployment refuse that change',
    why: 'What was opened once by a mistake is opened again by the same one.',
    order: 80,
    owner: 'engineering',
  },
  {
    action: 'Put a second layer before each store: network rules besides a login, a login besides network rules',
    why: 'One mistake must not be enough.',
    order: 85,
    owner: 'engineering',
  },
  {
    action: 'Audit every other datastore, copies and forgotten ones too, and repeat it on a schedule',
    why: 'A second open database is often found days after the first.',
    order: 90,
    owner: 'security',
  },
];

type Step = Report['response'][number];

/** What the owner does now, for just the classes that lie open, in the order in which it has to be done; no action twice. */
export function responseOf(endpoints: readonly ReportEndpoint[], classes: readonly DataClass[]): Step[] {
  const exposed = endpoints.filter(({ outcome }) => outcome === 'exposed');
  if (exposed.length === 0) return [];
  const records = recordsByClass(exposed);
  const steps = [
    ...ANYWAY.map((step) => ({ ...step, class: 'any' })),
    ...classes
      .filter(({ id }) => records.has(id))
      .flatMap(({ id, response }) => response.map((step) => ({ ...step, class: id }))),
  ].sort(
    (left, right) => left.order - right.order || byText(left.class, right.class) || byText(left.action, right.action),
  );
  const first = new Map<string, Step>();
  for (const { class: of, action, why, owner } of steps) {
    if (!first.has(action)) first.set(action, { class: of, action, why, owner, records: records.get(of) ?? null });
  }
  return [...first.values()];
}

/** Of each store once, whichever of its endpoints are listed. */
function recordsByClass(exposed: readonly ReportEndpoint[]): ReadonlyMap<string, number | null> {
  const found = exposed.flatMap(({ data, sameStoreAs }) => (sameStoreAs === null ? (data?.classes ?? []) : []));
  return new Map(
    [...Map.groupBy(found, (item) => item.class)].map(([id, items]) => {
      const known = items.flatMap(({ records }) => records ?? []);
      return [id, known.length === 0 ? null : known.reduce((sum, count) => sum + count, 0)];
    }),
  );
}
