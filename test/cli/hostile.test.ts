import { type ChildProcess, fork, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Report, type ReportEndpoint, report as schema } from '../../src/model/report.ts';
import type { HostileName } from '../kit/hostile.ts';
import { REFUSALS, turncoats } from '../kit/turncoats.ts';

/** The built program against all hostile servers at once, as a user would run it. */
const PROGRAM = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const PEAK = fileURLToPath(new URL('peak.ts', import.meta.url));
const FLEET = fileURLToPath(new URL('hostile-fleet.ts', import.meta.url));

/** A hundred conversations at once on a machine that has other work: patient enough, so that outcomes are about servers. */
const TIMEOUT = 4000;
const BUDGET = 10_000;
const SLACK = 1000;
const MEGABYTES = 250;

/** Outcome, and what was proved of access where the questions got so far. */
type Verdict = readonly [ReportEndpoint['outcome'], level?: string];

const MUTE: Verdict = ['inconclusive'];
const STRANGE: Verdict = ['unidentified'];
const HONEYPOT: Verdict = ['inconclusive', 'unknown'];
const LOCKED: Verdict = ['protected'];

const HOSTILE: Record<HostileName, Verdict> = {
  'tar-pit': MUTE,
  'one byte a second': STRANGE,
  'slow body': STRANGE,
  'endless headers': STRANGE,
  'ten thousand headers': STRANGE,
  'endless interim answers': STRANGE,
  'endless body': STRANGE,
  '200 MB JSON': STRANGE,
  'gzip bomb': STRANGE,
  'brotli bomb': STRANGE,
  'JSON nested 100,000 deep': STRANGE,
  'JSON of a million empty objects': STRANGE,
  'JSON of 300,000 keys': STRANGE,
  'JSON of one text of 7 MB': STRANGE,
  'invalid UTF-8': STRANGE,
  'chunked that promises more': STRANGE,
  'chunked that is none': STRANGE,
  'content-length that promises more': STRANGE,
  'two content-lengths': STRANGE,
  'content-length and chunked': STRANGE,
  'two answers': STRANGE,
  'TLS that stalls in the handshake': MUTE,
  'TLS 1.0 only': HONEYPOT,
  'expired certificate': HONEYPOT,
  'certificate for another name': HONEYPOT,
  'client certificate wanted (TLS 1.3)': LOCKED,
  'client certificate wanted (TLS 1.2)': LOCKED,
  'HTTP on a TLS port': HONEYPOT,
  'TLS on an HTTP port': HONEYPOT,
  'reset at once': MUTE,
  'reset within the answer': STRANGE,
  'closed at once': STRANGE,
  'redirect loop': STRANGE,
  '401 with a megabyte of challenge': STRANGE,
  '401 with a megabyte of body': LOCKED,
  'catch-all 200': STRANGE,
  'login page with 200': STRANGE,
  'honeypot that agrees to everything': HONEYPOT,
};

/** What it is worth that one answer is hostile: the others still prove what they prove. */
const TURNED = { list: ['exposed', 'read'], mapping: ['exposed', 'read'], count: ['exposed', 'metadata'] } as const;

const EXPECTED: Readonly<Record<string, Verdict>> = {
  ...HOSTILE,
  ...Object.fromEntries(turncoats().map(({ name, place }) => [name, TURNED[place]])),
  ...Object.fromEntries(
    REFUSALS.map((status) => {
      const refused = status === 401 || status === 403;
      return [`${status} in hostile words`, refused ? (['protected', 'banner'] as const) : HONEYPOT];
    }),
  ),
  'hostile names': ['exposed', 'read'],
};

let folder = '';
let fleet: ChildProcess;
let ports: Record<string, number>;
let held: Record<string, number>;
let report: Report;
let code: number | null;
/** All that a reader can be shown. */
let shown: Record<'table' | 'stderr' | 'json' | 'jsonl', string>;
let peak: number;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'unlatched-hostile-'));
  fleet = fork(FLEET);
  ports = await told();
  const targets = Object.entries(ports).map(([name, port]) => `${schemeOf(name)}127.0.0.1:${port}`);
  const formats = ['json=r.json', 'jsonl=r.jsonl', 'table'].flatMap((format) => ['--format', format]);
  const pace = ['--timeout', `${TIMEOUT}ms`, '--budget', `${BUDGET}ms`];
  const child = spawn(process.execPath, ['--import', PEAK, PROGRAM, 'scan', ...targets, ...pace, ...formats], {
    cwd: folder,
    env: { PEAK_FILE: join(folder, 'peak'), XDG_STATE_HOME: join(folder, 'state') },
  });
  const [table, stderr, ended] = await Promise.all([
    textOf(child.stdout),
    textOf(child.stderr),
    new Promise<number | null>((resolve) => child.on('close', resolve)),
  ]);
  code = ended;
  const heard = told();
  fleet.send('held');
  held = await heard;
  const read = (name: string) => readFile(join(folder, name), 'utf8');
  shown = { table, stderr, json: await read('r.json'), jsonl: await read('r.jsonl') };
  report = schema.parse(JSON.parse(shown.json));
  peak = Number(await read('peak')) / 1024;
}, 60_000);

afterAll(async () => {
  fleet.disconnect();
  await rm(folder, { recursive: true });
});

function told(): Promise<Record<string, number>> {
  return new Promise((resolve) => {
    fleet.once('message', (message) => resolve(message as Record<string, number>));
  });
}

/** The wrong one on purpose where that is the point. */
function schemeOf(name: string): string {
  if (name === 'TLS that stalls in the handshake' || name === 'HTTP on a TLS port') return 'https://';
  return name === 'TLS on an HTTP port' ? 'http://' : '';
}

async function textOf(stream: NodeJS.ReadableStream): Promise<string> {
  let text = '';
  stream.setEncoding('utf8');
  for await (const part of stream) text += String(part);
  return text;
}

function endpointOf(name: string): ReportEndpoint {
  const found = report.endpoints.find(({ port }) => port === ports[name]);
  if (found === undefined) throw new Error(`${name} is not in the report`);
  return found;
}

describe('hostile servers, all at once, to the built program', () => {
  it('are all asked, and each is expected', () => {
    expect(Object.keys(ports).sort()).toEqual(Object.keys(EXPECTED).sort());
    expect(report.endpoints).toHaveLength(Object.keys(EXPECTED).length);
  });

  it.each(Object.entries(EXPECTED))('%s', (name, [outcome, level]) => {
    const endpoint = endpointOf(name);
    expect([endpoint.outcome, endpoint.access?.level]).toEqual([outcome, level]);
    const mute = endpoint.service === null && outcome !== 'unidentified';
    expect(held[name]).toBeLessThan((mute ? TIMEOUT : TIMEOUT + BUDGET) + SLACK);
  });

  it('are never exposed without proof', () => {
    const findings = new Map(report.findings.map((finding) => [finding.fingerprint, finding]));
    for (const endpoint of report.endpoints.filter(({ outcome }) => outcome === 'exposed')) {
      expect(endpoint.access?.control).toBe('passed');
      const worst = findings.get(endpoint.findings[0] ?? '');
      expect(worst?.severity).toMatch(/^(critical|high)$/);
      expect(worst?.evidence.length).toBeGreaterThan(0);
    }
  });

  it.each([
    ['endless body', 'the body is larger than 65536 bytes'],
    ['slow body', `no answer within ${TIMEOUT} ms`],
    ['ten thousand headers', 'more than 256 headers'],
    ['reset within the answer', 'the server reset the connection'],
    ['chunked that is none', 'Response does not match the HTTP/1.1 protocol (Invalid character in chunk size)'],
    ['401 with a megabyte of challenge', 'the headers are larger than 16 KiB'],
  ])('and of an answer that could not be had it is said why: %s', (name, because) => {
    expect(endpointOf(name).reason).toBe(`no engine knows it: it speaks HTTP, and no whole answer was had: ${because}`);
  });

  it('and a mapping that could not be had is said, never taken for no fields', () => {
    for (const { name } of turncoats().filter(({ place }) => place === 'mapping')) {
      expect([name, endpointOf(name).notes.join()]).toEqual([name, expect.stringMatching(/fields are not known/)]);
    }
  });

  it('cost no more memory than any audit may', () => {
    expect(peak).toBeGreaterThan(30);
    expect(peak).toBeLessThan(MEGABYTES);
  });

  it('do not change what the exit code means, and stderr has progress alone', () => {
    expect(code).toBe(1);
    expect(report.audit.complete).toBe(true);
    for (const line of shown.stderr.split('\n').filter(Boolean)) {
      expect(line).toMatch(/^\d+ \/ \d+ endpoints, [\d.]+\/s, \d+ exposed(, \w+ left)?$/);
    }
  });
});

/** What a terminal, or whoever reads a line, takes for something else than text. */
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]|\p{Cs}/u;

function* textsOf(value: unknown, key = ''): Generator<{ key: string; text: string }> {
  if (typeof value === 'string') yield { key, text: value };
  if (typeof value !== 'object' || value === null) return;
  for (const [name, member] of Object.entries(value)) {
    if (!Array.isArray(value)) yield { key: 'a key', text: name };
    yield* textsOf(member, Array.isArray(value) ? key : name);
  }
}

describe('hostile words', () => {
  it.each(['table', 'stderr', 'json', 'jsonl'] as const)('are no control characters in %s', (name) => {
    const lines = shown[name].split('\n');
    expect(lines.filter((line) => UNSAFE.test(line))).toEqual([]);
  });

  it('are no control characters either once the JSON is parsed, but for the lines of evidence', () => {
    const texts = [...textsOf(report)];
    expect(texts.length).toBeGreaterThan(1000);
    const unsafe = texts.filter(({ key, text }) => UNSAFE.test(key === 'response' ? text.replaceAll('\n', ' ') : text));
    expect(unsafe).toEqual([]);
  });

  it('are shown as what they are: nothing is dropped, and HTML is text', () => {
    const { data, service } = endpointOf('hostile names');
    const names = data?.collections.map(({ name }) => name) ?? [];
    expect(names).toContain('people <script>alert(1)</script>');
    expect(names).toContain('people \\u{1b}[2J\\u{1b}[31mred');
    expect(names).toContain('people line\\u{a}break');
    expect(names).toContain('people \\u{202e}gnp_exe');
    expect(names).toContain('people __proto__');
    expect(service?.name).toContain('<script>alert(1)</script> \\u{1b}[2J');
    expect(shown.table.includes('people <script>alert(1)</script>')).toBe(true);
  });
});
