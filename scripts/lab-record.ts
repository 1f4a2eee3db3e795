import { mkdir, writeFile } from 'node:fs/promises';
import { runAudit } from '../src/audit/index.ts';
import type { AuditOptions } from '../src/model/audit.ts';
import type { Transcript, TranscriptExchange } from '../src/model/transcript.ts';
import type { FullExchange } from '../src/net/index.ts';
import { createScope } from '../src/scope/index.ts';
import { parseTarget } from '../src/targets/index.ts';
import { Lab, labStates, type Standing } from '../test/kit/lab.ts';

/**
 * `npm run lab:record -- NAME [STATE]`: the real probe against the real server, written to test/engines/NAME/STATE.transcript.json.
 * A state of docker/nginx is recorded for the engine behind it, as `nginx-STATE`.
 */

const CONTROL = 'unl-0000000000000000';
/** Longer answers are cut to their first members, and the counts of such a state are no longer compared. */
const MOST_BYTES = 64 * 1024;
const MOST_MEMBERS = 40;

const OPTIONS: AuditOptions = {
  depth: 'impact',
  ports: [],
  anyEngine: false,
  engines: [],
  timeout: 10_000,
  budget: { milliseconds: 60_000, requests: 500, bytes: 64 * 1024 * 1024 },
  deadline: null,
  concurrency: 1,
  sample: 0,
  throughConsole: false,
  login: true,
  tls: { ca: null, serverName: null },
  contact: null,
  vantage: { name: 'lab', kind: 'loopback' },
};

const [name, only] = process.argv.slice(2);
const chosen = (await labStates()).filter(({ name: at }) =>
  only === undefined ? at.startsWith(`${name}/`) : at === `${name}/${only}`,
);
if (name === undefined || chosen.length === 0) {
  process.stderr.write(
    'usage: npm run lab:record -- NAME [STATE]\nNAME is a folder of docker/, STATE one of its states.ts\n',
  );
  process.exitCode = 2;
} else {
  await using lab = new Lab();
  for (const state of chosen) {
    const transcript = await record(await lab.enter(state));
    const folder = new URL(`../test/engines/${transcript.engine}/`, import.meta.url);
    await mkdir(folder, { recursive: true });
    await writeFile(new URL(`${transcript.state}.transcript.json`, folder), `${JSON.stringify(transcript, null, 2)}\n`);
    process.stderr.write(`${transcript.engine}/${transcript.state}: ${transcript.exchanges.length} exchanges\n`);
  }
}

async function record({ state, target, truth, door }: Standing): Promise<Transcript> {
  const [folder = '', word = ''] = state.name.split('/');
  const engine = folder === 'nginx' ? 'elasticsearch' : folder;
  const exchanges: FullExchange[] = [];
  await runAudit({
    targets: once(target),
    expected: 1,
    scope: createScope({ allow: [], deny: [], public: [], maxAddresses: 1, enginePorts: [] }),
    options: { ...OPTIONS, engines: [engine] },
    toolVersion: '0.0.0',
    signal: new AbortController().signal,
    tokens: () => ({ control: CONTROL }),
    onExchange: (full) => exchanges.push(full),
  });
  const kept = exchanges.map(exchangeOf);
  const cut = kept.some((exchange) => exchange.cut);
  const { counted, ...expect } = state.expect;
  return {
    schema: 'unlatched/transcript/1',
    engine,
    state: folder === engine ? word : `${folder}-${word}`,
    server: { product: productOf(state.server.docker), version: versionOf(state.server.target), source: 'recorded' },
    tls: door.tls,
    path: state.path,
    exchanges: kept.map(({ exchange }) => exchange),
    expect: {
      ...expect,
      records: counted && !cut ? truth.records : null,
      collections: counted && !cut ? truth.collections : null,
      people: counted && !cut ? truth.people : null,
    },
  };
}

function exchangeOf({ exchange, sent, received }: FullExchange): { exchange: TranscriptExchange; cut: boolean } {
  const { name, params, outcome } = exchange;
  const base = { name, params, sent };
  if ('failure' in outcome) {
    // Bytes that are not the protocol are the answer itself: the transport port says in them what it is.
    const said = outcome.failure === 'protocol' && received.length > 0;
    const answer = said ? { hex: Buffer.from(received).toString('hex') } : { failure: outcome.failure };
    return { exchange: { ...base, answer }, cut: false };
  }
  if ('bytes' in outcome)
    return { exchange: { ...base, answer: { hex: Buffer.from(received).toString('hex') } }, cut: false };
  const whole = Buffer.from(received).toString('utf8');
  const body = whole.length > MOST_BYTES ? shortened(whole) : whole;
  const { 'content-length': _length, ...headers } = outcome.headers;
  return {
    exchange: { ...base, answer: { status: outcome.status, headers: Object.entries(headers), body } },
    cut: body !== whole,
  };
}

/** Still valid: JSON loses members beyond the first ones at every level, text loses whole lines. */
function shortened(body: string): string {
  try {
    return JSON.stringify(fewer(JSON.parse(body)));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return `${body.slice(0, MOST_BYTES).split('\n').slice(0, -1).join('\n')}\n`;
  }
}

function fewer(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, MOST_MEMBERS).map(fewer);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, MOST_MEMBERS)
      .map(([key, inner]) => [key, fewer(inner)]),
  );
}

async function* once(target: string) {
  yield parseTarget(target, null);
}

function productOf(docker: string): string {
  return { elasticsearch: 'Elasticsearch', opensearch: 'OpenSearch', nginx: 'nginx' }[docker] ?? docker;
}

function versionOf(target: string): string {
  return /\d+(\.\d+)+/.exec(target)?.[0] ?? '1.22.1';
}
