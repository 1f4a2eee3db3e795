import { endpointLabel } from '../model/endpoint.ts';
import type { Report, ReportEndpoint, ReportFinding } from '../model/report.ts';

/** What all formats for people say in the same words. */

type Vantage = Report['audit']['vantage']['kind'];
/** As far as it was shown: from where the audit looked, and no further. */
export const REACH: Record<Vantage, string> = {
  loopback: 'this host',
  private: 'this network',
  public: 'the internet',
};

/** `read proved, admin inferred (not tried) as anonymous (viewer)`. */
export function accessOf({ access }: Pick<ReportEndpoint, 'access'>): string {
  if (access === null) return 'not asked';
  const who =
    access.anonymous === null
      ? ''
      : ` as ${access.anonymous.user}${access.anonymous.roles.length > 0 ? ` (${access.anonymous.roles.join(', ')})` : ''}`;
  const beyond = access.inferred === access.level ? '' : `, ${access.inferred} inferred (not tried)`;
  const filtered = access.filtered ? '; what is seen is filtered' : '';
  return `${access.level} proved${beyond}${who}${filtered}`;
}

/** `host:port/path`, with the address where that is another word; the target itself where no port was reached. */
export function labelOf({ host, port, path, transport, target, address }: ReportEndpoint): string {
  if (port === null) return target;
  return `${endpointLabel({ host, port, path, transport })}${address === null || address === host ? '' : ` (${address})`}`;
}

/** `elasticsearch 7.17.28, TLSv1.3`; empty where nothing is known. */
export function serviceOf({ service, tls, port }: ReportEndpoint): string {
  const name = service === null ? null : `${service.engine}${service.version === null ? '' : ` ${service.version}`}`;
  const parts = port === null || tls === null ? [name] : [name, tls.version];
  return parts.filter((part) => part !== null).join(', ');
}

/** The endpoint of each finding, by its fingerprint. */
export function endpointsByFinding({ endpoints }: Report): ReadonlyMap<string, ReportEndpoint> {
  return new Map(endpoints.flatMap((endpoint) => endpoint.findings.map((print) => [print, endpoint] as const)));
}

/** `1,200`. */
export function number(value: number): string {
  return NUMBER.format(value);
}

const NUMBER = new Intl.NumberFormat('en-US');
const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

/** Decimal units, as disks are sold and as `--bytes` of the servers' own listings are divided. */
export function size(bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3));
  return `${(bytes / 1000 ** power).toFixed(power === 0 ? 0 : 1)} ${UNITS[power]}`;
}

/** `1 record`, `1,200 records`. */
export function plural(count: number, noun: string): string {
  return `${number(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** `accepted until 2027-01-31 by ops: public on purpose`; null where nobody answers for it. */
export function acceptanceOf({ suppression }: Pick<ReportFinding, 'suppression'>): string | null {
  if (suppression === null) return null;
  return `accepted until ${suppression.until} by ${suppression.by}: ${suppression.reason}`;
}

/** One sentence: what the audit found, for a heading. */
export function verdictOf({ summary, gate, audit }: Report): string {
  const exposed = summary.outcomes.exposed ?? 0;
  const unsure =
    (summary.outcomes.unreachable ?? 0) + (summary.outcomes.inconclusive ?? 0) + (summary.outcomes.unidentified ?? 0);
  const whose = summary.people === null ? '' : `, of about ${number(summary.people)} people`;
  const open =
    exposed === 0
      ? 'No open datastore was found'
      : `${plural(exposed, 'datastore')} ${exposed === 1 ? 'is' : 'are'} open to anybody who reaches ${exposed === 1 ? 'it' : 'them'} from ${REACH[audit.vantage.kind]}, with ${plural(summary.records, 'record')}${whose}`;
  const rest = unsure === 0 ? '' : `; ${plural(unsure, 'endpoint')} could not be assessed`;
  return `${open}${rest}${gate.conditions.includes('interrupted') || !audit.complete ? '; the audit is incomplete' : ''}.`;
}
