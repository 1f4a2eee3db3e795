import { styleText } from 'node:util';
import Table from 'cli-table3';
import { OUTCOMES } from '../model/access.ts';
import type { Report, ReportEndpoint, ReportFinding } from '../model/report.ts';
import { SEVERITIES, type Severity } from '../model/rule.ts';
import { escapeText } from '../support/escape.ts';
import { notAssessed } from './assemble.ts';
import type { Format, RenderOptions } from './format.ts';
import { acceptanceOf, accessOf, labelOf, number, plural, REACH, serviceOf, size } from './words.ts';

/** Collections shown for an endpoint; the JSON has them all. */
const MOST_COLLECTIONS = 8;
/** Endpoints of one kind listed one by one before they are counted. */
const MOST_LISTED = 40;

type Paint = (style: Parameters<typeof styleText>[0], text: string) => string;

/** For people: the verdict first, then what is open with its proof and its mend, then what could not be said. */
export const table: Format = {
  name: 'table',
  describe: 'for people, on a terminal',
  *render(report, options) {
    for (const piece of pieces(report, options)) yield safe(piece, options.color);
  },
};

/** A report may come from a file that others wrote: nothing in it speaks to the terminal but colours that were asked for. */
function safe(piece: string, color: boolean): string {
  return piece.replace(UNSAFE, (found) => (color && COLOR.test(found) ? found : escapeText(found, found.length)));
}

const UNSAFE = /\u001b\[[0-9;]*m|(?!\n)[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu;
const COLOR = /^\u001b\[[0-9;]*m$/;

function* pieces(report: Report, options: RenderOptions): Iterable<string> {
  const paint: Paint = options.color
    ? (style, text) => styleText(style, text, { validateStream: false })
    : (_, text) => text;
  yield* heading(report, paint);
  const findings = Map.groupBy(report.findings, ({ fingerprint }) => fingerprint);
  const exposed = report.endpoints.filter(({ outcome }) => outcome === 'exposed');
  for (const endpoint of exposed.slice(0, MOST_LISTED))
    yield* exposure(endpoint, findingsOf(endpoint, findings), report.audit.vantage.kind, options, paint);
  if (exposed.length > MOST_LISTED)
    yield `\n… and ${plural(exposed.length - MOST_LISTED, 'more exposed endpoint')}: --format json lists them all\n`;
  yield* others(report, findings, paint);
  yield* unassessed(report, findings, paint);
  yield* response(report, options, paint);
  yield* standing(report, paint);
  yield* defects(report, paint);
  yield* verdict(report, paint);
}

function* heading({ tool, audit, summary }: Report, paint: Paint): Iterable<string> {
  const vantage = audit.vantage.kind === 'loopback' ? 'this host' : `${audit.vantage.name} (${audit.vantage.kind})`;
  yield `${paint('bold', `unlatched ${tool.version}`)}  ${plural(summary.tried, 'endpoint')} tried from ${vantage}, depth ${audit.depth}, ${audit.finishedAt}\n`;
  if (!audit.complete)
    yield `${paint('yellow', `Incomplete: ${audit.incompleteBecause}. What was learnt by then follows.`)}\n`;
}

function* exposure(
  endpoint: ReportEndpoint,
  findings: readonly ReportFinding[],
  vantage: Report['audit']['vantage']['kind'],
  options: RenderOptions,
  paint: Paint,
): Iterable<string> {
  const worst = findings[0]?.severity ?? 'info';
  yield `\n${badge(worst, paint)} ${paint('bold', labelOf(endpoint))}  ${serviceOf(endpoint)}\n`;
  yield `  anonymous access  ${accessOf(endpoint)}; open to: ${REACH[vantage]}\n`;
  yield* content(endpoint, options, paint);
  for (const finding of findings) yield* findingLines(finding, options, paint);
  for (const note of endpoint.notes) yield `  note  ${note}\n`;
}

function* content({ data, sameStoreAs }: ReportEndpoint, { width }: RenderOptions, paint: Paint): Iterable<string> {
  if (data === null) return;
  if (sameStoreAs !== null) yield `  same store as ${sameStoreAs}\n`;
  const own = data.collections.filter(({ system }) => !system);
  const people = data.people === null ? '' : `, about ${number(data.people)} people (distinct ${data.peopleField})`;
  const counted = own.length === 0 || own.some(({ records }) => records !== null);
  const records = counted ? `${number(data.records)} records` : 'an unknown number of records';
  yield `  ${paint('bold', `${records} in ${plural(own.length, 'collection')}${people}`)}\n`;
  if (data.people === null && data.peopleSkipped !== null) yield `  people not counted: ${data.peopleSkipped}\n`;
  if (data.omitted !== null)
    yield `  ${plural(data.omitted.collections, 'collection')} not listed: ${data.omitted.reason}\n`;
  if (own.length > 0) yield `${indent(collectionTable(own))}\n`;
  if (own.length > MOST_COLLECTIONS) yield `  … and ${plural(own.length - MOST_COLLECTIONS, 'more collection')}\n`;
  yield* notFound(data.lookedFor, own, width);
  for (const way of data.egress)
    yield `  ${way.kind} ${way.name}${way.location === null ? '' : ` at ${way.location}`}${way.inScope === false ? ', outside the scope' : ''}\n`;
  for (const sign of data.signs)
    yield `  ${paint('red', `${sign.kind} ${sign.certainty}`)}: ${sign.collection} (${sign.because.join(', ')})\n`;
}

type Data = NonNullable<ReportEndpoint['data']>;

/** Only of fields that were read: of others nobody knows which classes they have. */
function* notFound(lookedFor: Data['lookedFor'], own: Data['collections'], width: number): Iterable<string> {
  const read = own.filter(({ fields }) => fields.length > 0);
  const absent = lookedFor.filter(({ found }) => !found).map((item) => item.class);
  if (absent.length === 0) return;
  const basis =
    lookedFor[0]?.basis === 'field-names-and-sampled-values' ? 'names and sampled values' : 'names; contents not read';
  const among =
    read.length < own.length
      ? `, in the ${read.length} of ${plural(own.length, 'collection')} whose fields are known`
      : '';
  const text =
    read.length === 0
      ? 'no field is known, so nobody can say which data lies here'
      : `no field like: ${absent.join(', ')} (by field ${basis}${among})`;
  yield `${indent(wrap(text.split(' '), ' ', width - 2))}\n`;
}

function collectionTable(collections: Data['collections']): string {
  const rows = [...collections]
    .sort((left, right) => (right.records ?? -1) - (left.records ?? -1))
    .slice(0, MOST_COLLECTIONS);
  const grid = new Table({
    head: ['collection', 'records', 'size', 'data classes by field'],
    colAligns: ['left', 'right', 'right', 'left'],
    colWidths: [34, 14, 10, null],
    wordWrap: true,
    wrapOnWordBoundary: true,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 1 },
    chars: PLAIN,
  });
  for (const { name, records, bytes, fields, state } of rows) {
    const classes = [...new Set(fields.flatMap((field) => field.class ?? []))];
    const label = state.length > 0 ? `${name} (${state.join(', ')})` : name;
    grid.push([
      shorten(label, 32),
      records === null ? 'unknown' : number(records),
      bytes === null ? '' : size(bytes),
      wrap(classes, ', ', 60),
    ]);
  }
  return grid.toString();
}

const PLAIN = Object.fromEntries(
  [
    'top',
    'top-mid',
    'top-left',
    'top-right',
    'bottom',
    'bottom-mid',
    'bottom-left',
    'bottom-right',
    'left',
    'left-mid',
    'mid',
    'mid-mid',
    'right',
    'right-mid',
    'middle',
  ].map((name) => [name, '']),
);

function* findingLines(finding: ReportFinding, { width }: RenderOptions, paint: Paint): Iterable<string> {
  yield `  ${badge(finding.severity, paint)} ${finding.title}  ${paint('dim', `${finding.rule} ${finding.fingerprint.slice(0, 12)}`)}\n`;
  const accepted = acceptanceOf(finding);
  if (accepted !== null) yield `      ${accepted}\n`;
  for (const proof of finding.evidence.slice(0, 2)) {
    yield `      proof  ${shorten(proof.request, Math.max(40, width - 13))}\n`;
    yield `             ${shorten(proof.response.replaceAll(/\s+/g, ' '), Math.max(40, width - 13))}\n`;
  }
  yield `      mend   ${finding.remediation.summary}\n`;
}

function* others(report: Report, findings: ReadonlyMap<string, ReportFinding[]>, paint: Paint): Iterable<string> {
  const calm = report.endpoints.filter(
    ({ outcome, required }) => outcome === 'protected' || (outcome === 'skipped' && !required),
  );
  if (calm.length > 0) yield '\n';
  for (const endpoint of calm.slice(0, MOST_LISTED)) {
    const by = endpoint.protection === null ? '' : ` by ${endpoint.protection}`;
    yield `${paint(endpoint.outcome === 'protected' ? 'green' : 'dim', endpoint.outcome.padEnd(12))} ${labelOf(endpoint)}  ${serviceOf(endpoint)}${by}${endpoint.reason === null ? '' : `  ${endpoint.reason}`}\n`;
    yield* beside(endpoint, findings, paint);
  }
  if (calm.length > MOST_LISTED) yield `… and ${plural(calm.length - MOST_LISTED, 'more endpoint')}\n`;
}

/** What is to be said of an endpoint that is not open: findings in a line each, and remarks. */
function* beside(
  endpoint: ReportEndpoint,
  findings: ReadonlyMap<string, ReportFinding[]>,
  paint: Paint,
): Iterable<string> {
  for (const finding of findingsOf(endpoint, findings))
    yield `  ${badge(finding.severity, paint)} ${finding.title}  ${paint('dim', finding.rule)}\n`;
  for (const note of endpoint.notes) yield `  note  ${note}\n`;
}

function* unassessed(report: Report, findings: ReadonlyMap<string, ReportFinding[]>, paint: Paint): Iterable<string> {
  const missing = notAssessed(report);
  if (missing.length === 0) return;
  yield `\n${paint('bold', 'Not assessed')} (not fine, not open: nobody knows)\n`;
  for (const endpoint of missing.slice(0, MOST_LISTED)) {
    yield `${paint('yellow', endpoint.outcome.padEnd(12))} ${labelOf(endpoint)}  ${endpoint.reason ?? ''}\n`;
    yield* beside(endpoint, findings, paint);
    if (endpoint.heard !== null) yield `${' '.repeat(13)}it said: ${shorten(endpoint.heard, 100)}\n`;
  }
  if (missing.length > MOST_LISTED) yield `… and ${plural(missing.length - MOST_LISTED, 'more endpoint')}\n`;
}

function* response({ response: steps }: Report, { width }: RenderOptions, paint: Paint): Iterable<string> {
  if (steps.length === 0) return;
  yield `\n${paint('bold', 'What to do now')}, for the classes that lie open\n`;
  for (const [index, step] of steps.entries()) {
    yield `${String(index + 1).padStart(3)}. ${step.action}\n`;
    yield `${indent(paint('dim', wrap(`${step.class === 'any' ? '' : `${step.class}: `}${step.why}`.split(' '), ' ', width - 5)), 5)}\n`;
  }
}

function* standing({ acceptances, baseline }: Report, paint: Paint): Iterable<string> {
  if (acceptances.notices.length > 0) yield `\n${paint('bold', 'Accepted, and of no effect')}\n`;
  for (const { kind, entry, where, why } of acceptances.notices.slice(0, MOST_LISTED))
    yield `  ${kind.padEnd(9)} ${shorten(entry, 60)}  ${why}  ${paint('dim', where)}\n`;
  if (baseline === null) return;
  const { known, gone, unconfirmed } = baseline;
  yield `\nBaseline: ${known} known, ${gone.length} gone${unconfirmed.length > 0 ? `, ${unconfirmed.length} that nobody could look at` : ''}\n`;
}

function* defects({ audit }: Report, paint: Paint): Iterable<string> {
  if (audit.defects.length === 0) return;
  yield `\n${paint(['red', 'bold'], 'unlatched itself failed')}; the rest stands. Please report it, with --verbose:\n`;
  for (const { at, message } of audit.defects.slice(0, MOST_LISTED)) yield `  ${at}  ${message}\n`;
  if (audit.defects.length > MOST_LISTED) yield `… and ${plural(audit.defects.length - MOST_LISTED, 'more')}\n`;
}

function* verdict({ summary, gate, tool }: Report, paint: Paint): Iterable<string> {
  for (const text of tool.rules.warnings) yield `\n${paint('yellow', 'Old rules')}: ${text}\n`;
  const outcomes = OUTCOMES.filter((outcome) => (summary.outcomes[outcome] ?? 0) > 0).map(
    (outcome) => `${outcome} ${summary.outcomes[outcome]}`,
  );
  const found = SEVERITIES.filter((severity) => (summary.findings[severity] ?? 0) > 0).map(
    (severity) => `${severity} ${summary.findings[severity]}`,
  );
  yield `\n${outcomes.join(', ') || 'no endpoint answered'}; findings: ${found.join(', ') || 'none'}\n`;
  const why = gate.conditions.join(', ');
  yield gate.failed
    ? `${paint(['red', 'bold'], `Gate failed`)}: ${why} (--fail-on ${gate.failOn}), exit code ${gate.exitCode}\n`
    : `${paint(['green', 'bold'], 'Gate passed')} (--fail-on ${gate.failOn}), exit code 0\n`;
}

function findingsOf(endpoint: ReportEndpoint, findings: ReadonlyMap<string, ReportFinding[]>): ReportFinding[] {
  return endpoint.findings.flatMap((fingerprint) => findings.get(fingerprint)?.[0] ?? []);
}

const COLORS: Record<Severity, Parameters<typeof styleText>[0]> = {
  critical: ['bgRed', 'white', 'bold'],
  high: ['red', 'bold'],
  medium: ['yellow'],
  low: ['cyan'],
  info: ['dim'],
};

function badge(severity: Severity, paint: Paint): string {
  return paint(COLORS[severity], severity.toUpperCase().padEnd(8));
}

function shorten(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

/** Words on lines of at most so many characters; a longer word stands alone. */
function wrap(words: readonly string[], between: string, width: number): string {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last === undefined || last.length + between.length + word.length > width) lines.push(word);
    else lines[lines.length - 1] = `${last}${between}${word}`;
  }
  return lines.join('\n');
}

function indent(text: string, by = 2): string {
  return text.replaceAll(/^/gm, ' '.repeat(by)).replaceAll(/ +$/gm, '');
}
