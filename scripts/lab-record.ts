import { mkdir, writeFile } from 'node:fs/promises';
import { runAudit } from '../src/audit/index.ts';
import type { AuditOptions } from '../src/model/audit.ts';
import type { Transcript, TranscriptExchange } from '../src/model/transcript.ts';
import type { FullExchange } from '../src/net/index.ts';
import { createScope } from '../src/scope/index.ts';
import { parseTarget } from '../src/targets/index.ts';
import { Lab, labStates, type Standing } from '../test/kit/lab.ts';
import { expectationOf, recordedAs } from '../test/kit/lab-state.ts';

/**
 * `npm run lab:record -- NAME [STATE]`: the real probe against the real server, written to test/engines/NAME/STATE.transcript.json.
 * A state of docker/nginx is recorded for the engine behind it, as `nginx-STATE`.
 */

const CONTROL = 'unl-0000000000000000';
/** A state with an answer that is longer is not recorded: a replay that gives only a part of it would be another server's. */
const MOST_BYTES = 64 * 1024;

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
    const { engine, state: word } = recordedAs(state);
    const file = new URL(`../test/engines/${engine}/${word}.transcript.json`, import.meta.url);
    const transcript = await record(await lab.enter(state));
    const longest = Math.max(...transcript.exchanges.map(sizeOf));
    if (longest > MOST_BYTES) {
      process.stderr.write(`${engine}/${word}: not recorded, an answer has ${longest} bytes\n`);
      continue;
    }
    await mkdir(new URL('.', file), { recursive: true });
    await writeFile(file, `${JSON.stringify(transcript, null, 2)}\n`);
    process.stderr.write(`${engine}/${word}: ${transcript.exchanges.length} exchanges\n`);
  }
}

async function record({ state, target, truth, door }: Standing): Promise<Transcript> {
  const as = recordedAs(state);
  const exchanges: FullExchange[] = [];
  await runAudit({
    targets: once(target),
    expected: 1,
    scope: createScope({ allow: [], deny: [], public: [], maxAddresses: 1, enginePorts: [] }),
    options: { ...OPTIONS, engines: [as.engine] },
    toolVersion: '0.0.0',
    signal: new AbortController().signal,
    tokens: () => ({ control: CONTROL }),
    onExchange: (full) => exchanges.push(full),
  });
  return {
    schema: 'unlatched/transcript/1',
    ...as,
    server: {
      product: state.server.product,
      version: state.expect.version ?? versionOf(state.server.target),
      source: 'recorded',
    },
    tls: door.tls,
    ...(state.udp === true ? { transport: 'udp' as const } : {}),
    path: state.path,
    exchanges: exchanges.map(exchangeOf),
    expect: expectationOf(state, truth),
  };
}

function exchangeOf({ exchange, sent, received, datagrams, upgraded }: FullExchange): TranscriptExchange {
  const { name, params, outcome } = exchange;
  const base = { name, params, sent };
  const hex = Buffer.from(received).toString('hex');
  if ('failure' in outcome) {
    // Bytes that are not the protocol are the answer itself: the transport port says in them what it is.
    const said = outcome.failure === 'protocol' && received.length > 0;
    return { ...base, answer: said ? { hex } : { failure: outcome.failure } };
  }
  if (datagrams !== null) {
    return { ...base, answer: { datagrams: datagrams.map((one) => Buffer.from(one).toString('hex')) } };
  }
  if ('bytes' in outcome) return { ...base, answer: upgraded ? { hex, tls: true } : { hex } };
  const { 'content-length': _length, ...headers } = outcome.headers;
  const body = Buffer.from(received).toString('utf8');
  return { ...base, answer: { status: outcome.status, headers: Object.entries(headers), body } };
}

function sizeOf({ answer }: TranscriptExchange): number {
  return 'body' in answer
    ? answer.body.length
    : 'hex' in answer
      ? answer.hex.length / 2
      : 'datagrams' in answer
        ? answer.datagrams.join('').length / 2
        : 0;
}

async function* once(target: string) {
  yield parseTarget(target, null);
}

/** Of a server that tells nobody: the version that its image is named after. nginx is Debian's. */
function versionOf(target: string): string {
  return /\d+(\.\d+)*/.exec(target)?.[0] ?? '1.22.1';
}
