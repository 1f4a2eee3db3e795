import { stableJson } from '../support/stable-json.ts';
import type { Format } from './format.ts';

/** The contract itself. */
export const json: Format = {
  name: 'json',
  describe: 'the whole report as one JSON document (see `unlatched schema report`)',
  *render(report) {
    yield stableJson(report);
  },
};

/** For pipes and log shippers: `audit` first, then each `endpoint` and `finding`, the `response`, and `summary` last, one line each. */
export const jsonl: Format = {
  name: 'jsonl',
  describe: 'one JSON object a line: audit, endpoints, findings, response, summary',
  *render({ schemaVersion, tool, audit, summary, gate, acceptances, baseline, endpoints, findings, response }) {
    yield line('audit', { schemaVersion, tool, audit });
    for (const endpoint of endpoints) yield line('endpoint', endpoint);
    for (const finding of findings) yield line('finding', finding);
    for (const step of response) yield line('response', step);
    yield line('summary', { summary, gate, acceptances, baseline });
  },
};

function line(kind: string, content: object): string {
  return stableJson({ kind, ...content }, 0);
}
