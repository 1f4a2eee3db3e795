import { OUTCOMES } from '../model/access.ts';
import type { Report } from '../model/report.ts';
import { SEVERITIES } from '../model/rule.ts';
import { notAssessed } from './assemble.ts';
import type { Format } from './format.ts';

/**
 * Prometheus's text format (https://prometheus.io/docs/instrumenting/exposition_formats/), for the node exporter's textfile
 * collector. `unlatched_last_audit_timestamp_seconds` is what pages somebody when audits stop running.
 */
export const prometheus: Format = {
  name: 'prometheus',
  describe: 'Prometheus text: states, counts, and when the audit ended',
  *render(report) {
    for (const { name, help, samples } of metricsOf(report)) {
      yield `# HELP unlatched_${name} ${help}\n# TYPE unlatched_${name} gauge\n`;
      for (const [labels, value] of samples) yield `unlatched_${name}${labelText(labels)} ${value}\n`;
    }
  },
};

type Labels = Readonly<Record<string, string>>;
interface Metric {
  readonly name: string;
  readonly help: string;
  readonly samples: readonly (readonly [Labels, number])[];
}

/** Worst last, so that an alarm can say `> 4`. */
const STATES = ['skipped', 'protected', 'unidentified', 'unreachable', 'inconclusive', 'exposed'] as const;

function metricsOf(report: Report): Metric[] {
  const { endpoints, summary, gate, audit } = report;
  return [
    {
      name: 'endpoint_state',
      help: `State of an endpoint: ${STATES.map((state, at) => `${at} ${state}`).join(', ')}.`,
      samples: endpoints.map(({ host, port, path, service, outcome }) => [
        { host, port: String(port ?? ''), path, engine: service?.engine ?? '' },
        STATES.indexOf(outcome),
      ]),
    },
    gauge(
      'endpoints',
      'Endpoints by outcome.',
      OUTCOMES.map((outcome) => [{ outcome }, summary.outcomes[outcome] ?? 0]),
    ),
    gauge(
      'findings',
      'Findings by severity.',
      SEVERITIES.map((severity) => [{ severity }, summary.findings[severity] ?? 0]),
    ),
    gauge('exposed_records', 'Records that lie open, each store counted once.', [[{}, summary.records]]),
    gauge(
      'exposed_people',
      'People in the store that has most of them; absent where nobody counted.',
      summary.people === null ? [] : [[{}, summary.people]],
    ),
    gauge('not_assessed', 'Endpoints of which nobody knows.', [[{}, notAssessed(report).length]]),
    gauge('gate_failed', 'Whether the gate failed.', [[{}, gate.failed ? 1 : 0]]),
    gauge('audit_complete', 'Whether the audit came to its end.', [[{}, audit.complete ? 1 : 0]]),
    gauge('last_audit_timestamp_seconds', 'When the audit ended.', [[{}, Date.parse(audit.finishedAt) / 1000]]),
    gauge(
      'last_success_timestamp_seconds',
      'When an audit last came to its end with every required endpoint assessed; absent where this one did not.',
      audit.complete && !gate.conditions.some((why) => why === 'unassessed' || why === 'internal')
        ? [[{}, Date.parse(audit.finishedAt) / 1000]]
        : [],
    ),
  ];
}

function gauge(name: string, help: string, samples: Metric['samples']): Metric {
  return { name, help, samples };
}

function labelText(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function escaped(value: string): string {
  return value.toWellFormed().replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
