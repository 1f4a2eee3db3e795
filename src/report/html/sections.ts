import type { VNode } from 'preact';
import type { Report, ReportEndpoint } from '../../model/report.ts';
import { notAssessed } from '../assemble.ts';
import { labelOf, number, plural, serviceOf } from '../words.ts';
import { html, shown } from './view.ts';

/** Rows of a table before they are counted. */
const MOST_ROWS = 500;

export function figures({ summary, gate }: Report): VNode {
  const unsure =
    (summary.outcomes.unreachable ?? 0) + (summary.outcomes.inconclusive ?? 0) + (summary.outcomes.unidentified ?? 0);
  const items: readonly (readonly [string, string])[] = [
    [number(summary.outcomes.exposed ?? 0), 'open to anybody'],
    [number(summary.records), 'records behind them'],
    [summary.people === null ? 'not counted' : `≈ ${number(summary.people)}`, 'people in the largest'],
    [number(summary.outcomes.protected ?? 0), 'protected'],
    [number(unsure), 'not assessed'],
    [gate.failed ? 'failed' : 'passed', `gate, --fail-on ${gate.failOn}`],
  ];
  return html`<ul class="figures">${items.map(([value, what]) => html`<li><b>${value}</b>${what}</li>`)}</ul>`;
}

export function plan({ response }: Report): VNode | null {
  if (response.length === 0) return null;
  return html`<section aria-labelledby="now"><h2 id="now">What to do now</h2>
    <div class="scroll" tabindex="0" role="region" aria-label="Response plan"><table class="plan stack">
      <thead><tr><th scope="col"><span class="hidden">done</span></th><th scope="col">action</th><th scope="col">who</th><th scope="col">for</th><th scope="col">why</th></tr></thead>
      <tbody>${response.map(({ class: of, action, owner, records, why }) => html`<tr><td><span class="box" role="img" aria-label="not done yet"></span></td><td>${shown(action)}</td><td>${owner}</td><td>${of === 'any' ? 'all that lies open' : of}${records === null ? '' : html` <span class="soft">(${number(records)} records at most)</span>`}</td><td class="soft">${shown(why)}</td></tr>`)}</tbody>
    </table></div></section>`;
}

/** Which class lies where: endpoints across, classes down. */
export function dataMap({ endpoints }: Report): VNode | null {
  const stores = endpoints.filter(
    ({ data, sameStoreAs }) => data !== null && data.classes.length > 0 && sameStoreAs === null,
  );
  if (stores.length === 0) return null;
  const columns = stores.slice(0, 12);
  const classes = [...new Set(columns.flatMap(({ data }) => (data?.classes ?? []).map((found) => found.class)))].sort();
  const cell = (endpoint: ReportEndpoint, id: string): string => {
    const found = endpoint.data?.classes.find((item) => item.class === id);
    if (found === undefined) return '';
    return found.records === null ? 'yes' : number(found.records);
  };
  return html`<section aria-labelledby="map"><h2 id="map">Which data lies where</h2>
    <p class="soft small" id="map-note">Records of the collections that have a field of the class: at most so many hold a value of it.</p>
    <div class="scroll" tabindex="0" role="region" aria-label="Data classes by endpoint"><table aria-describedby="map-note">
      <thead><tr><th scope="col">class</th>${columns.map((endpoint) => html`<th scope="col" class="n word">${shown(labelOf(endpoint), 80)}</th>`)}</tr></thead>
      <tbody>${classes.map((id) => html`<tr><th scope="row">${id}</th>${columns.map((endpoint) => html`<td class="n">${cell(endpoint, id)}</td>`)}</tr>`)}</tbody>
    </table></div>
    ${stores.length > columns.length ? html`<p class="soft small">and ${plural(stores.length - columns.length, 'more store')}: the JSON report has them</p>` : null}
  </section>`;
}

export function unassessed(report: Report): VNode | null {
  const missing = notAssessed(report);
  if (missing.length === 0) return null;
  return html`<section aria-labelledby="unknown"><h2 id="unknown">Not assessed</h2>
    <p>Not fine, not open: nobody knows.</p>${rows(missing, 'Endpoints that were not assessed')}</section>`;
}

export function calm({ endpoints }: Report): VNode | null {
  const kept = endpoints.filter(
    ({ outcome, required }) => outcome === 'protected' || (outcome === 'skipped' && !required),
  );
  if (kept.length === 0) return null;
  return html`<section aria-labelledby="calm"><h2 id="calm">Protected, and not asked</h2>${rows(kept, 'Protected endpoints')}</section>`;
}

function rows(endpoints: readonly ReportEndpoint[], label: string): VNode {
  const listed = endpoints.slice(0, MOST_ROWS);
  return html`<div class="scroll" tabindex="0" role="region" aria-label=${label}><table class="stack">
    <thead><tr><th scope="col">endpoint</th><th scope="col">outcome</th><th scope="col">what</th><th scope="col">why</th></tr></thead>
    <tbody>${listed.map((endpoint) => html`<tr><td class="word">${shown(labelOf(endpoint), 200)}</td><td>${endpoint.outcome}${endpoint.protection === null ? '' : ` by ${endpoint.protection}`}</td><td class="word">${shown(serviceOf(endpoint), 120)}</td><td class="word">${shown(endpoint.reason ?? '', 300)}${endpoint.heard === null ? '' : html`<br /><code>${shown(endpoint.heard, 160)}</code>`}</td></tr>`)}</tbody>
  </table></div>${endpoints.length > listed.length ? html`<p class="soft small">and ${plural(endpoints.length - listed.length, 'more endpoint')}: the JSON report lists them</p>` : null}`;
}

export function standing({ acceptances, baseline, audit }: Report): VNode | null {
  const { notices } = acceptances;
  if (notices.length === 0 && baseline === null && audit.defects.length === 0) return null;
  return html`<section aria-labelledby="standing"><h2 id="standing">Accepted, known, and failed</h2>
    ${notices.length === 0 ? null : html`<ul>${notices.slice(0, MOST_ROWS).map(({ kind, entry, where, why }) => html`<li>Acceptance ${kind}: ${shown(entry, 120)}: ${shown(why)} <span class="soft">(${shown(where)})</span></li>`)}</ul>`}
    ${baseline === null ? null : html`<p>Baseline ${shown(baseline.file)}: ${number(baseline.known)} known, ${number(baseline.gone.length)} gone, ${number(baseline.unconfirmed.length)} that nobody could look at.</p>`}
    ${audit.defects.length === 0 ? null : html`<p><b>unlatched itself failed</b>; the rest stands.</p><ul>${audit.defects.slice(0, MOST_ROWS).map(({ at, message }) => html`<li>${shown(at)}: ${shown(message)}</li>`)}</ul>`}
  </section>`;
}
