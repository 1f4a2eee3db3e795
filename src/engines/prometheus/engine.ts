/**
 * Prometheus 2 and 3, and VictoriaMetrics, which answers the same questions and is named for what it is.
 *
 * What it sends: the requests of ./requests.ts, all GETs: what it is and how it was started, names of labels and metrics, the
 * statistics of its store, its configuration. Of PromQL `count(up)` and `count(METRIC)` at this moment: one number each, over
 * no stretch of time. Nothing under `/api/v1/admin/`, no `/-/reload`, `/-/quit`, `write` or `import` is ever asked. Of the
 * configuration the places that samples are sent to are kept, and whether a password stands there in the clear.
 * Wire format: https://prometheus.io/docs/prometheus/latest/querying/api/ and
 * https://docs.victoriametrics.com/victoriametrics/#prometheus-querying-api-usage.
 */
import type { Failure, Reply } from '../../model/channel.ts';
import type { Claim, Engine } from '../../model/engine.ts';
import { at, text } from '../../wire/json.ts';
import { climb } from './access.ts';
import { readAnswer } from './answers.ts';
import { measureLabel, takeInventory } from './inventory.ts';
import { type PrometheusTable, prometheusRequests } from './requests.ts';

const ID = 'prometheus';

export const engine: Engine<PrometheusTable> = {
  id: ID,
  title: 'Prometheus',
  ports: [
    { port: 9090, transport: 'tcp', tls: 'plain', role: 'http' },
    { port: 8428, transport: 'tcp', tls: 'plain', role: 'http (VictoriaMetrics)' },
  ],
  requests: prometheusRequests,
  identify: [
    { request: 'build', claim: claimByBuild },
    { request: 'health', claim: claimByHealth },
  ],
  levels: {
    banner: 'version and build',
    metadata: 'names of labels are listed',
    read: 'series of a metric are counted by a query',
    write: 'it was started with a receiver for samples of others, by its own flags',
    admin: 'it was started with its interface to delete, or to reload and stop it, by its own flags',
  },
  tested: 'real server',
  access: climb,
  inventory: takeInventory,
  measure: measureLabel,
};

/**
 * All the facts of a build stand in Prometheus’s answer. VictoriaMetrics gives a version of Prometheus that it resembles, alone,
 * and puts its host’s name on every answer. Mimir and its kin name an application; Thanos is below 1.0.
 */
function claimByBuild(reply: Reply | Failure): Claim | null {
  const { meaning, data } = readAnswer(reply);
  if (!reply.ok || reply.kind !== 'http' || meaning !== 'open') return null;
  const version = text(at(data, 'version'));
  if (version === null || text(at(data, 'application')) !== null) return null;
  const named = ['revision', 'branch', 'goVersion'].every((name) => text(at(data, name)) !== null);
  if (!named)
    return 'x-server-hostname' in reply.headers ? victoria('the build it resembles and its host header') : null;
  const number = /^[1-9]\d{0,2}\.\d{1,3}\.\d{1,4}/.exec(version)?.[0];
  if (number === undefined) return null;
  return { engine: ID, confidence: 'certain', version: number, because: 'the facts of its build', role: 'prometheus' };
}

/** Before 2.14 no build is told. */
function claimByHealth(reply: Reply | Failure): Claim | null {
  if (!reply.ok || reply.kind !== 'http' || reply.status !== 200) return null;
  const said = reply.text().slice(0, 100).trim();
  if (said === 'VictoriaMetrics is Healthy.') return victoria('its word of health');
  // The old ones end the same word with a point or without.
  if (!/^Prometheus(?: Server)? is Healthy\.$/.test(said)) return null;
  return { engine: ID, confidence: 'certain', version: null, because: 'its word of health', role: 'prometheus' };
}

function victoria(because: string): Claim {
  return { engine: ID, confidence: 'certain', version: null, because, role: 'victoriametrics' };
}
