import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { clusterOf } from '../../../demo/incident.ts';
import { answer } from '../../../demo/stand-in/answer.ts';
import { parseRequest } from '../../../demo/stand-in/message.ts';
import { readIncident } from '../../../seeds/incident.ts';
import { engine } from '../../../src/engines/elasticsearch/engine.ts';
import type { Json } from '../../../src/model/request.ts';
import type { Transcript } from '../../../src/model/transcript.ts';

const incident = await readIncident();
const folder = new URL('../../engines/elasticsearch/', import.meta.url);

/** Names and types of what was said, for comparing; ids of nodes and lengths of lists differ. */
function shape(value: Json | undefined): unknown {
  if (value === null || typeof value !== 'object') return typeof value;
  if (isList(value)) return value.length === 0 ? [] : [shape(value[0])];
  const entries = Object.entries(value).map(([key, member]): [string, unknown] => {
    if (key !== 'nodes' || typeof member !== 'object' || member === null) return [key, shape(member)];
    return [key, Object.values(member).map(shape)];
  });
  return Object.fromEntries(entries.sort(([left], [right]) => (left < right ? -1 : 1)));
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

describe.each([
  ['7.17.28-open', false],
  ['7.17.28-locked', true],
] as const)('the stand-in beside the real server of %s', async (state, secured) => {
  const text = await readFile(new URL(`${state}.transcript.json`, folder), 'utf8');
  const { exchanges } = JSON.parse(text) as Transcript;
  const cluster = clusterOf(incident, secured, 9200);
  const http = exchanges.flatMap(({ name, params, sent, answer }) =>
    'status' in answer ? [{ name, params, sent, answer }] : [],
  );

  it('has something to be compared with', () => {
    expect(http.length).toBeGreaterThan(secured ? 2 : 8);
  });

  it.each(http)('answers $name alike', ({ name, params, sent, answer: real }) => {
    const [method = '', target = ''] = sent.split(' ');
    const request = (engine.requests as Readonly<Record<string, { readonly body?: Json }>>)[name];
    const body = JSON.stringify(request?.body ?? null).replace('"{field}"', JSON.stringify(params['field'] ?? null));
    const said = answer(cluster, parseRequest(method, target, body));
    expect(said.status).toBe(real.status);
    const sorted = (names: readonly string[]) => names.map((header) => header.toLowerCase()).sort();
    expect(sorted(Object.keys(said.headers))).toEqual(sorted(real.headers.map(([header]) => header)));
    if (method === 'HEAD') return;
    const [ours, theirs] = [said.body, real.body].map((body) => shape(JSON.parse(body) as Json));
    expect(ours).toEqual(theirs);
  });
});
