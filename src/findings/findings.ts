import type { Finding } from '../model/finding.ts';
import type { Evidence, Observation } from '../model/observation.ts';
import { type Match, SEVERITIES, type Severity } from '../model/rule.ts';
import { byText } from '../support/stable-json.ts';
import { fingerprint } from './fingerprint.ts';

/** The findings of one endpoint, worst first, each with the masked exchanges that prove it. */
export function findingsOf(observation: Observation, matches: readonly Match[]): Finding[] {
  const { endpoint } = observation;
  const evidence = new Map(observation.evidence.map((item) => [item.exchange, item]));
  return matches
    .map(({ rule, severity }) => ({
      fingerprint: fingerprint(rule.id, endpoint),
      rule: rule.id,
      severity,
      title: rule.title,
      description: rule.description,
      engine: rule.engine,
      target: endpoint.target,
      host: endpoint.host,
      address: endpoint.address,
      port: endpoint.port,
      transport: endpoint.transport,
      path: endpoint.path,
      evidence: evidenceFor(observation, rule.proof, evidence),
      remediation: rule.remediation,
      references: rule.references,
      status: 'new' as const,
      suppression: null,
    }))
    .sort((left, right) => bySeverity(left, right) || byText(left.rule, right.rule));
}

/** Worst first. */
export function bySeverity(left: { readonly severity: Severity }, right: { readonly severity: Severity }): number {
  return SEVERITIES.indexOf(left.severity) - SEVERITIES.indexOf(right.severity);
}

/** In the order in which the rule names its proofs: the most telling first. */
function evidenceFor(
  observation: Observation,
  proof: readonly string[],
  known: ReadonlyMap<number, Evidence>,
): Finding['evidence'] {
  const proofs = [observation.facts?.proofs, observation.inventory?.proofs];
  const exchanges = new Set(proof.flatMap((name) => proofs.flatMap((shown) => shown?.[name] ?? [])));
  return [...exchanges]
    .flatMap((exchange) => known.get(exchange) ?? [])
    .map(({ request, response, sha256 }) => ({ request, response, sha256 }));
}
