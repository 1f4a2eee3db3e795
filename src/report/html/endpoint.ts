import type { VNode } from 'preact';
import type { Report, ReportEndpoint, ReportFinding } from '../../model/report.ts';
import { acceptanceOf, accessOf, labelOf, number, plural, REACH, serviceOf, size } from '../words.ts';
import { ladder } from './ladder.ts';
import { html, shown, type View } from './view.ts';

const MOST_COLLECTIONS = 100;

/** One open store: to whom, whose data, since when, what proves it, what to do. */
export function exposedCard(endpoint: ReportEndpoint, findings: readonly ReportFinding[], { audit }: Report): VNode {
  const worst = findings.find(({ suppression }) => suppression === null)?.severity ?? 'info';
  const { data, notes, sameStoreAs } = endpoint;
  return html`<article class="card ${worst}">
    <header><span class="badge ${worst}">${worst}</span><h3>${shown(labelOf(endpoint))}</h3><span class="soft">${shown(serviceOf(endpoint))}</span></header>
    ${ladder(endpoint)}
    <dl class="answers">
      <div><dt>Open to</dt><dd>${REACH[audit.vantage.kind]}: ${shown(accessOf(endpoint))}</dd></div>
      <div><dt>Whose data</dt><dd>${whose(data, sameStoreAs)}</dd></div>
      <div><dt>Since when</dt><dd>${since(data)}</dd></div>
      <div><dt>What to do now</dt><dd>${findings[0] === undefined ? 'nothing is known' : shown(findings[0].remediation.summary)}</dd></div>
    </dl>
    ${data === null || data.classes.length === 0 ? null : html`<ul class="chips" aria-label="Data classes by field">${data.classes.map((found) => html`<li>${found.class}${found.records === null ? '' : html` <span class="soft">${number(found.records)}</span>`}</li>`)}</ul>`}
    ${findings.map(findingDetails)}
    ${data === null ? null : collections(data)}
    ${notes.length === 0 ? null : html`<p class="small soft">${shown(notes.join('; '))}</p>`}
  </article>`;
}

type Data = NonNullable<ReportEndpoint['data']>;

function whose(data: ReportEndpoint['data'], sameStoreAs: string | null): View {
  if (data === null) return 'what lies in it was not asked';
  const people =
    data.people === null
      ? `people not counted${data.peopleSkipped === null ? '' : `: ${shown(data.peopleSkipped)}`}`
      : `about ${number(data.people)} people (distinct ${shown(data.peopleField ?? '')})`;
  const same = sameStoreAs === null ? '' : `; the same store as ${shown(sameStoreAs)}`;
  return `${plural(data.records, 'record')}, ${people}${same}`;
}

/** A start is known only from an earlier audit; the oldest collection bounds it. */
function since(data: ReportEndpoint['data']): string {
  const oldest = (data?.collections ?? [])
    .flatMap(({ created, system }) => (created === null || system ? [] : [created]))
    .sort()[0];
  return oldest === undefined ? 'start unknown' : `start unknown; its oldest collection is of ${oldest.slice(0, 10)}`;
}

/** A finding, closed until somebody wants to know: why, proof, mend, check. */
export function findingDetails(finding: ReportFinding): VNode {
  const accepted = acceptanceOf(finding);
  const { remediation, evidence, references } = finding;
  return html`<details>
    <summary><span class="badge ${finding.severity}">${finding.severity}</span> ${shown(finding.title)} ${finding.status === 'known' ? html`<span class="soft">known</span>` : null} ${accepted === null ? null : html`<span class="soft">${shown(accepted)}</span>`}</summary>
    ${finding.description === '' ? null : html`<p>${shown(finding.description)}</p>`}
    <h4>What to do</h4><p>${shown(remediation.summary)}</p>
    <ol class="steps">${remediation.steps.map((step) => html`<li>${shown(step)}</li>`)}</ol>
    ${remediation.verify === null ? null : html`<p>${shown(remediation.verify)}</p>`}
    ${evidence.length === 0 ? null : html`<h4>Proof</h4>${evidence.map(({ request, response, sha256 }) => html`<pre>${shown(request)}${'\n'}${shown(response)}</pre><p class="small soft">sha256 ${sha256} of the masked answer</p>`)}`}
    <p class="small soft">${shown(finding.rule)} · ${finding.fingerprint.slice(0, 16)} · ${shown(references.join(', '))}</p>
  </details>`;
}

function collections(data: Data): VNode | null {
  const own = data.collections.filter(({ system }) => !system);
  if (own.length === 0) return null;
  const listed = own.toSorted((left, right) => (right.records ?? -1) - (left.records ?? -1)).slice(0, MOST_COLLECTIONS);
  const more = own.length - listed.length + (data.omitted?.collections ?? 0);
  return html`<details>
    <summary>${plural(own.length, 'collection')}</summary>
    <div class="scroll" tabindex="0" role="region" aria-label="Collections"><table class="stack">
      <thead><tr><th scope="col">collection</th><th scope="col" class="n">records</th><th scope="col" class="n">size</th><th scope="col">data classes by field</th></tr></thead>
      <tbody>${listed.map(({ name, records, bytes, fields, state }) => html`<tr><td class="word">${shown(name, 200)}${state.length === 0 ? '' : ` (${state.join(', ')})`}</td><td class="n" data-of="records:">${records === null ? 'unknown' : number(records)}</td><td class="n" data-of="size:">${bytes === null ? '' : size(bytes)}</td><td class="word">${[...new Set(fields.flatMap((field) => field.class ?? []))].join(', ')}</td></tr>`)}</tbody>
    </table></div>
    ${more === 0 ? null : html`<p class="soft small">and ${plural(more, 'more collection')}: the JSON report lists them${data.omitted === null ? '' : `; ${shown(data.omitted.reason)}`}</p>`}
    ${absent(data)}
  </details>`;
}

function absent({ lookedFor, collections: all }: Data): VNode | null {
  const names = lookedFor.filter(({ found }) => !found).map((item) => item.class);
  if (names.length === 0 || !all.some(({ fields }) => fields.length > 0)) return null;
  const sampled = lookedFor[0]?.basis === 'field-names-and-sampled-values';
  return html`<p class="small soft">No field like: ${names.join(', ')} (by field names${sampled ? ' and sampled values' : '; contents not read'}).</p>`;
}
