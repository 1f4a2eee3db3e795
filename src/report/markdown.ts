import type { Report, ReportEndpoint, ReportFinding } from '../model/report.ts';
import { notAssessed } from './assemble.ts';
import type { Format } from './format.ts';
import {
  acceptanceOf,
  accessOf,
  endpointsByFinding,
  labelOf,
  number,
  plural,
  REACH,
  serviceOf,
  verdictOf,
} from './words.ts';

/** What GitHub takes as a comment (https://docs.github.com/rest/issues/comments): a longer one is refused whole. */
const MOST_CHARACTERS = 65_536;
/** Room for the last lines, which say what was left out. */
const RESERVE = 400;

/** GitHub-flavoured Markdown that fits a comment on a pull request: worst first, and what does not fit is counted. */
export const markdown: Format = {
  name: 'markdown',
  describe: 'Markdown that fits a comment on a pull request, worst first',
  *render(report) {
    let left = MOST_CHARACTERS - RESERVE;
    let omitted = 0;
    for (const block of blocks(report)) {
      if (omitted > 0 || block.length > left) omitted += 1;
      else {
        left -= block.length;
        yield block;
      }
    }
    if (omitted > 0) yield `\n_${plural(omitted, 'more part')} did not fit here: \`--format json\` has them all._\n`;
  },
};

function* blocks(report: Report): Iterable<string> {
  const { gate, audit, tool } = report;
  yield `## ${gate.failed ? '❌' : '✅'} unlatched: ${verdictOf(report)}\n\n`;
  yield `${gate.failed ? `**The gate failed** (${gate.conditions.join(', ')}; exit code ${gate.exitCode})` : 'The gate passed'}. Seen from ${REACH[audit.vantage.kind]} (${plain(audit.vantage.name, 80)}), depth ${audit.depth}, ${audit.finishedAt}, version ${tool.version}.\n\n`;
  const exposed = report.endpoints.filter(({ outcome }) => outcome === 'exposed');
  if (exposed.length > 0) {
    yield '| endpoint | what | anonymous access | records | people | data |\n| --- | --- | --- | ---: | ---: | --- |\n';
    for (const endpoint of exposed) yield exposedRow(endpoint);
    yield '\n';
  }
  yield* findingsOf(report);
  const missing = notAssessed(report);
  if (missing.length > 0) {
    yield `\n### Not assessed\n\nNot fine, not open: nobody knows.\n\n`;
    for (const endpoint of missing)
      yield `- ${plain(labelOf(endpoint), 200)}: ${endpoint.outcome}, ${plain(endpoint.reason ?? 'no reason is known', 300)}\n`;
  }
  yield* planOf(report);
  for (const { kind, entry, why } of report.acceptances.notices)
    yield `\nAccepted and ${kind}: ${plain(entry, 120)}: ${plain(why, 200)}\n`;
}

function exposedRow(endpoint: ReportEndpoint): string {
  const { data } = endpoint;
  const cells = [
    plain(labelOf(endpoint), 120),
    plain(serviceOf(endpoint), 80),
    plain(accessOf(endpoint), 160),
    data === null ? '' : number(data.records),
    data === null || data.people === null ? '' : `about ${number(data.people)}`,
    plain(data?.classes.map((found) => found.class).join(', ') ?? '', 200),
  ];
  return `| ${cells.join(' | ')} |\n`;
}

function* findingsOf(report: Report): Iterable<string> {
  if (report.findings.length === 0) return;
  const places = endpointsByFinding(report);
  yield '### Findings\n\n';
  for (const finding of report.findings) yield findingBlock(finding, places.get(finding.fingerprint));
}

function findingBlock(finding: ReportFinding, endpoint: ReportEndpoint | undefined): string {
  const accepted = acceptanceOf(finding);
  const [proof] = finding.evidence;
  const lines = [
    `<details><summary><b>${finding.severity}</b> ${plain(finding.title, 200)}, ${plain(endpoint === undefined ? finding.target : labelOf(endpoint), 120)}${accepted === null ? '' : ' (accepted)'}</summary>\n`,
    plain(finding.description, 600),
    ...(accepted === null ? [] : [plain(accepted, 300)]),
    ...(proof === undefined ? [] : [`Proof: ${plain(proof.request, 300)}<br>${plain(proof.response, 400)}`]),
    `**What to do**: ${plain(finding.remediation.summary, 400)}`,
    finding.remediation.steps.map((step) => `1. ${plain(step, 600)}`).join('\n'),
    `Rule ${plain(finding.rule, 120)}, fingerprint ${finding.fingerprint.slice(0, 16)}`,
    '</details>\n',
  ];
  return `${lines.filter((line) => line !== '').join('\n\n')}\n`;
}

function* planOf({ response }: Report): Iterable<string> {
  if (response.length === 0) return;
  yield '\n### What to do now\n\n| | action | who | for | why |\n| --- | --- | --- | --- | --- |\n';
  for (const { class: of, action, owner, records, why } of response) {
    const many = records === null ? '' : `, ${plural(records, 'record')} at most`;
    yield `| ☐ | ${plain(action, 300)} | ${owner} | ${of === 'any' ? 'all' : `${plain(of, 60)}${many}`} | ${plain(why, 300)} |\n`;
  }
}

/** Of a stranger's words nothing is markup: no HTML, no mention, no link, no row of a table. */
function plain(value: string, most: number): string {
  const text = value.toWellFormed().replaceAll(/\p{Cc}+/gu, ' ');
  const short = text.length > most ? `${text.slice(0, most - 1)}…` : text;
  return short.replaceAll(/[&<>"'`*_~[\]()\\|@#!]|:\/\/|www\./gu, (found) =>
    [...found].map((character) => `&#${character.codePointAt(0)};`).join(''),
  );
}
