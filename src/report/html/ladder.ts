import type { VNode } from 'preact';
import { LEVELS } from '../../model/access.ts';
import type { ReportEndpoint } from '../../model/report.ts';
import { accessOf } from '../words.ts';
import { html } from './view.ts';

const [WIDTH, HEIGHT, GAP] = [86, 26, 4] as const;

/** The levels as a row of rungs: filled as far as was proved, striped as far as follows from it. */
export function ladder(endpoint: ReportEndpoint): VNode {
  const rank = (level: string | undefined) => LEVELS.findIndex((known) => known === level);
  const proved = rank(endpoint.access?.level);
  const inferred = rank(endpoint.access?.inferred);
  const said = `Anonymous access: ${accessOf(endpoint)}`;
  return html`<svg class="ladder" viewBox="0 0 ${LEVELS.length * WIDTH} ${HEIGHT + 22}" role="img" aria-label=${said}>
    <title>${said}</title>
    ${LEVELS.map((level, at) => {
      const kind = at > 0 && at <= proved ? 'proved' : at > 0 && at <= inferred ? 'inferred' : '';
      return html`<rect class="rung ${kind}" x=${at * WIDTH} y="0" width=${WIDTH - GAP} height=${HEIGHT} rx="4" /><text x=${at * WIDTH + 2} y=${HEIGHT + 15}>${level}</text>`;
    })}
  </svg>`;
}

/** The stripes of what was inferred, once a page. */
export const stripes = html`<svg width="0" height="0" aria-hidden="true" focusable="false"><defs><pattern id="stripes" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><line class="stripe" x1="0" y1="0" x2="0" y2="6" stroke-width="4" /></pattern></defs></svg>`;
