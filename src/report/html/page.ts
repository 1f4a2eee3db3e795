import { createHash } from 'node:crypto';
import type { VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';
import type { Report, ReportFinding } from '../../model/report.ts';
import { SEVERITIES } from '../../model/rule.ts';
import { notAssessed } from '../assemble.ts';
import type { Format } from '../format.ts';
import { labelOf, plural, REACH, serviceOf, verdictOf } from '../words.ts';
import { exposedCard, findingDetails } from './endpoint.ts';
import { stripes } from './ladder.ts';
import { calm, dataMap, figures, plan, standing, unassessed } from './sections.ts';
import { STYLE } from './style.ts';
import { html, shown } from './view.ts';

/** Open stores that are shown whole; of the others there is a row each. */
const MOST_CARDS = 100;
const MOST_ROWS = 2_000;
const MOST_BESIDE = 200;

/** One page for whoever has to decide and whoever has to mend: read without a script, offline, on paper and on a phone. */
export const page: Format = {
  name: 'html',
  describe: 'one self-contained page, for people',
  *render(report) {
    const style = createHash('sha256').update(STYLE).digest('base64');
    yield `<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n`;
    yield `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-${style}'; base-uri 'none'; form-action 'none'">\n`;
    yield `<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta name="referrer" content="no-referrer">\n<meta name="robots" content="noindex">\n`;
    yield `${renderToString(html`<title>unlatched: ${verdictOf(report)}</title>`)}\n<style>${STYLE}</style>\n</head>\n<body>\n`;
    for (const view of views(report)) if (view !== null) yield `${renderToString(view)}\n`;
    yield '</body>\n</html>\n';
  },
};

function* views(report: Report): Iterable<VNode | null> {
  yield html`<a class="skip" href="#main">To the findings</a>`;
  yield stripes;
  yield head(report);
  const known = new Map(report.findings.map((finding) => [finding.fingerprint, finding]));
  const at = (prints: readonly string[]) => prints.flatMap((print) => known.get(print) ?? []);
  const exposed = report.endpoints
    .filter(({ outcome }) => outcome === 'exposed')
    .map((endpoint) => ({ endpoint, findings: at(endpoint.findings) }))
    .toSorted(byWorst);
  yield html`<main id="main">
    ${
      exposed.length === 0
        ? null
        : html`<section aria-labelledby="open"><h2 id="open">What is open, and to whom</h2>
      ${exposed.slice(0, MOST_CARDS).map(({ endpoint, findings }) => exposedCard(endpoint, findings, report))}
      ${exposed.length <= MOST_CARDS ? null : moreExposed(exposed.slice(MOST_CARDS))}</section>`
    }
    ${plan(report)}
    ${dataMap(report)}
    ${unassessed(report)}
    ${beside(report, at)}
    ${calm(report)}
    ${standing(report)}
  </main>`;
  yield foot(report);
}

function head(report: Report): VNode {
  const { audit, tool } = report;
  return html`<header class="top"><p class="brand">unlatched ${tool.version}</p><h1>${verdictOf(report)}</h1>
    <p class="soft">Seen from ${REACH[audit.vantage.kind]} (${shown(audit.vantage.name)}), depth ${audit.depth}, ${audit.finishedAt}${audit.complete ? '' : `. Incomplete: ${audit.incompleteBecause}`}</p>
    ${figures(report)}
    <nav aria-label="Sections"><ul>${sectionsOf(report).map(([id, text]) => html`<li><a href="#${id}">${text}</a></li>`)}</ul></nav></header>`;
}

/** The sections that this report has. */
function sectionsOf(report: Report): readonly (readonly [string, string])[] {
  const sections: readonly (readonly [string, string, boolean])[] = [
    ['open', 'What is open', (report.summary.outcomes.exposed ?? 0) > 0],
    ['now', 'What to do now', report.response.length > 0],
    ['map', 'Which data lies where', dataMap(report) !== null],
    ['unknown', 'Not assessed', notAssessed(report).length > 0],
    ['calm', 'Protected', calm(report) !== null],
  ];
  return sections.filter(([, , there]) => there).map(([id, text]) => [id, text]);
}

/** Worst finding first, then most records. */
function byWorst(left: Exposed[number], right: Exposed[number]): number {
  const rank = ({ findings }: Exposed[number]) =>
    SEVERITIES.indexOf(findings.find(({ suppression }) => suppression === null)?.severity ?? 'info');
  return rank(left) - rank(right) || (right.endpoint.data?.records ?? 0) - (left.endpoint.data?.records ?? 0);
}

type Exposed = readonly {
  readonly endpoint: Report['endpoints'][number];
  readonly findings: readonly ReportFinding[];
}[];

function moreExposed(exposed: Exposed): VNode {
  const listed = exposed.slice(0, MOST_ROWS);
  return html`<h3>${plural(exposed.length, 'more open store')}</h3><div class="scroll" tabindex="0" role="region" aria-label="More open stores"><table class="stack">
    <thead><tr><th scope="col">worst</th><th scope="col">endpoint</th><th scope="col">what</th><th scope="col" class="n">findings</th></tr></thead>
    <tbody>${listed.map(({ endpoint, findings }) => html`<tr><td>${findings[0]?.severity ?? ''}</td><td class="word">${shown(labelOf(endpoint), 200)}</td><td class="word">${shown(serviceOf(endpoint), 120)}</td><td class="n" data-of="findings:">${findings.length}</td></tr>`)}</tbody>
  </table></div>${exposed.length > listed.length ? html`<p class="soft">and ${plural(exposed.length - listed.length, 'more')}: the JSON report lists them</p>` : null}`;
}

/** Findings at endpoints that are not open: one mistake away, or unknown. */
function beside(report: Report, at: (prints: readonly string[]) => readonly ReportFinding[]): VNode | null {
  const others = report.endpoints.filter(({ outcome, findings }) => outcome !== 'exposed' && findings.length > 0);
  if (others.length === 0) return null;
  return html`<section aria-labelledby="beside"><h2 id="beside">Findings at endpoints that are not open</h2>
    ${others.slice(0, MOST_BESIDE).map((endpoint) => html`<article class="card"><header><h3>${shown(labelOf(endpoint))}</h3><span class="soft">${endpoint.outcome}, ${shown(serviceOf(endpoint))}</span></header>${at(endpoint.findings).map(findingDetails)}</article>`)}
    ${others.length > MOST_BESIDE ? html`<p class="soft">and ${plural(others.length - MOST_BESIDE, 'more endpoint')}</p>` : null}</section>`;
}

function foot({ audit, tool, summary }: Report): VNode {
  return html`<footer><p>Audit ${audit.id}: ${plural(summary.tried, 'endpoint')} tried, ${audit.startedAt} to ${audit.finishedAt}; ${plural(tool.rules.count, 'rule')}, ${tool.rules.digest.slice(0, 19)}.
    ${tool.rules.warnings.map((warning) => html`<br />${shown(warning)}`)}</p>
    <p>Names, types and counts; no record was kept. “Not found” means that no field is named like it. Writing was never tried: what could be changed follows from the server's own answers.</p></footer>`;
}
