import type { Report, ReportEndpoint } from '../model/report.ts';
import { notAssessed } from './assemble.ts';
import type { Format } from './format.ts';
import { accessOf, labelOf, number, plural, REACH, serviceOf } from './words.ts';

const CLOCK_HOURS = 72;

/**
 * What GDPR Art. 33(3) and its kin ask of a notification (https://eur-lex.europa.eu/eli/reg/2016/679/oj, Art. 33), as far as an
 * audit can tell. A candidate for assessment by those who know the law, never their advice.
 */
export const worksheet: Format = {
  name: 'worksheet',
  describe: 'breach worksheet: what GDPR Art. 33(3) asks, as far as an audit can tell',
  *render(report) {
    const exposed = report.endpoints.filter(({ outcome }) => outcome === 'exposed');
    yield* head(report, exposed);
    yield* nature(report, exposed);
    yield* numbers(report, exposed);
    yield* window(report, exposed);
    yield* notFound(exposed);
    yield* consequences(exposed);
    yield* measures(report);
    yield* unknown(report);
  },
};

function* head({ audit, tool }: Report, exposed: readonly ReportEndpoint[]): Iterable<string> {
  const known = new Date(audit.finishedAt);
  const due = new Date(known.getTime() + CLOCK_HOURS * 3_600_000);
  yield '# Breach worksheet\n\n';
  yield 'A candidate for assessment, made by a program. It is no legal advice, and what it leaves open has to be filled in by people.\n\n';
  if (exposed.length === 0)
    yield '**Nothing was found open in this audit.** What follows is empty for that reason.\n\n';
  yield `- Found by: unlatched ${tool.version}, audit ${audit.id}, from ${audit.vantage.name} (${audit.vantage.kind})\n`;
  yield `- Found at (UTC): ${audit.finishedAt}\n`;
  yield `- ${CLOCK_HOURS} hours after that (Art. 33(1); the clock begins when the controller becomes aware, which may be another time): ${due.toISOString()}\n`;
  yield '- Became aware at: ______\n- Controller: ______\n- Contact, data protection officer (Art. 33(3)(b)): ______\n\n';
}

function* nature({ audit }: Report, exposed: readonly ReportEndpoint[]): Iterable<string> {
  yield '## Nature of the breach (Art. 33(3)(a))\n\n';
  yield `Confidentiality: what follows could be reached without any login from ${REACH[audit.vantage.kind]}. Whether somebody else did is not shown by this audit.\n\n`;
  for (const endpoint of exposed)
    yield `- ${plain(labelOf(endpoint))}: ${plain(serviceOf(endpoint))}; anonymous access: ${plain(accessOf(endpoint))}${endpoint.access?.inferred === 'write' || endpoint.access?.inferred === 'admin' ? '; records could also be changed or erased (integrity, availability)' : ''}\n`;
  yield '\n';
}

function* numbers({ summary }: Report, exposed: readonly ReportEndpoint[]): Iterable<string> {
  yield '## Categories and approximate numbers (Art. 33(3)(a))\n\n';
  const people =
    summary.people === null
      ? 'not counted (`--depth impact` counts distinct values of one identifying field in each store)'
      : `about ${number(summary.people)}, in the store that has most of them; stores are not added up, for the same people may be in several`;
  yield `- Data subjects: ${people}\n- Records: ${number(summary.records)}, each store counted once\n- Categories of data subjects (customers, employees, patients …): ______\n\n`;
  const rows = exposed.flatMap((endpoint) => (endpoint.data?.classes ?? []).map((found) => ({ endpoint, found })));
  if (rows.length === 0) return;
  yield '| category | family | endpoint | records at most | distinct |\n| --- | --- | --- | ---: | ---: |\n';
  for (const { endpoint, found } of rows)
    yield `| ${found.class} | ${found.family} | ${plain(labelOf(endpoint))} | ${found.records === null ? 'unknown' : number(found.records)} | ${found.distinct === null ? '' : number(found.distinct)} |\n`;
  const special = rows.filter(({ found }) => found.family === 'health' || found.family === 'special-category');
  yield special.length > 0
    ? '\nAmong them are families that Art. 9 may apply to (health or other special categories): to be assessed.\n\n'
    : '\n';
}

function* window({ audit }: Report, exposed: readonly ReportEndpoint[]): Iterable<string> {
  yield '## When\n\n';
  const oldest = exposed
    .flatMap(({ data }) => data?.collections ?? [])
    .flatMap(({ created, system }) => (created === null || system ? [] : [created]))
    .sort()[0];
  yield `- First seen open by this audit: ${audit.startedAt}\n- Start: unknown${oldest === undefined ? '' : `; not before the oldest collection was made, ${oldest}, where that was not moved there from elsewhere`}\n`;
  yield '- Last known to be protected (earlier audits, change records): ______\n- Closed at: ______\n\n';
}

function* notFound(exposed: readonly ReportEndpoint[]): Iterable<string> {
  const looked = exposed.flatMap(({ data }) => data?.lookedFor ?? []);
  const found = new Set(looked.filter((item) => item.found).map((item) => item.class));
  const absent = [...new Set(looked.map((item) => item.class))].filter((item) => !found.has(item)).sort();
  if (absent.length === 0) return;
  const sampled = looked.every(({ basis }) => basis === 'field-names-and-sampled-values');
  yield `## What was looked for and not found\n\nNo field named like: ${absent.join(', ')}. ${sampled ? 'Field names and sampled values were looked at' : 'Contents were not read'}; free text may hold anything.\n\n`;
}

function* consequences(exposed: readonly ReportEndpoint[]): Iterable<string> {
  yield '## Likely consequences (Art. 33(3)(c))\n\n';
  const families = new Set(exposed.flatMap(({ data }) => data?.classes ?? []).map(({ family }) => family));
  for (const [family, text] of CONSEQUENCES) if (families.has(family)) yield `- ${text}\n`;
  yield '- To be assessed: ______\n\n';
}

const CONSEQUENCES: readonly (readonly [string, string])[] = [
  ['credential', 'Accounts and linked services can be used by others until tokens and passwords are changed.'],
  ['contact', 'Phishing by mail, message or call that quotes true details.'],
  ['identity', 'Impersonation, and opening of accounts in somebody’s name.'],
  ['financial', 'Fraudulent payments.'],
  ['health', 'Disclosure of health data; discrimination, distress.'],
  ['special-category', 'Disclosure of special categories of data; discrimination, distress.'],
  ['location', 'Somebody’s home, whereabouts or absence become known.'],
  ['device', 'Devices in homes can be recognised and aimed at.'],
];

function* measures({ response }: Report): Iterable<string> {
  yield '## Measures taken and proposed (Art. 33(3)(d))\n\n';
  for (const { action, owner, records, class: of } of response) {
    const why = of === 'any' ? '' : ` (${of}${records === null ? '' : `, ${plural(records, 'record')} at most`})`;
    yield `- [ ] ${action}${why}: ${owner}, done at ______\n`;
  }
  yield '- Communication to data subjects (Art. 34): to be assessed: ______\n- Documented (Art. 33(5)): ______\n\n';
}

function* unknown(report: Report): Iterable<string> {
  yield '## What this audit cannot say\n\n';
  yield '- Whether somebody reached the data, and what left: see access logs, firewall logs and flows.\n';
  const outside = report.endpoints.flatMap(({ data }) => data?.egress ?? []).filter(({ inScope }) => inScope === false);
  for (const { kind, name, location } of outside)
    yield `- A way out that lies outside the scope: ${kind} ${plain(name)}${location === null ? '' : ` at ${plain(location)}`}\n`;
  for (const endpoint of notAssessed(report))
    yield `- Not assessed: ${plain(labelOf(endpoint))}: ${endpoint.outcome}, ${plain(endpoint.reason ?? 'no reason is known')}\n`;
}

/** Of a stranger's words nothing is markup. */
function plain(value: string): string {
  return value
    .toWellFormed()
    .replaceAll(/\p{Cc}+/gu, ' ')
    .slice(0, 300)
    .replaceAll(/[&<>`*_~[\]\\|@]/gu, (character) => `&#${character.codePointAt(0)};`);
}
