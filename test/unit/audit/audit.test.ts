import { afterEach, describe, expect, it } from 'vitest';
import { runAudit } from '../../../src/audit/index.ts';
import { type ObserveDeps, observe } from '../../../src/audit/observe.ts';
import { Stores } from '../../../src/audit/stores.ts';
import { loadClasses } from '../../../src/classify/index.ts';
import { engine as elasticsearch } from '../../../src/engines/elasticsearch/engine.ts';
import type { AuditOptions } from '../../../src/model/audit.ts';
import type { Target } from '../../../src/model/endpoint.ts';
import type { Engine } from '../../../src/model/engine.ts';
import type { Transcript } from '../../../src/model/transcript.ts';
import { openLine } from '../../../src/net/index.ts';
import { createScope, type Scope } from '../../../src/scope/index.ts';
import { systemClock } from '../../../src/support/clock.ts';
import { parseTarget } from '../../../src/targets/index.ts';
import { transcriptOf } from '../../kit/contract.ts';
import { endpointAt, lineDeps, noRules } from '../../kit/line.ts';
import { CONTROL, replay } from '../../kit/replay.ts';
import { tcp, web } from '../../kit/servers.ts';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

function kept<T extends { close(): Promise<void> }>(one: T): T {
  open.push(one);
  return one;
}

const OPTIONS: AuditOptions = {
  depth: 'inventory',
  ports: [],
  anyEngine: false,
  engines: [],
  timeout: 1_000,
  budget: { milliseconds: 4_000, requests: 300, bytes: 8_000_000 },
  deadline: null,
  concurrency: 4,
  sample: 0,
  throughConsole: false,
  login: true,
  tls: { ca: null, serverName: null },
  contact: null,
  vantage: { name: 'test', kind: 'loopback' },
};

async function* targetsOf(texts: readonly string[]): AsyncGenerator<Target> {
  for (const text of texts) yield parseTarget(text, null);
}

function audit(texts: readonly string[], over: Partial<AuditOptions> = {}, scope: Scope = createScope(noRules)) {
  return runAudit({
    targets: targetsOf(texts),
    expected: null,
    scope,
    options: { ...OPTIONS, ...over },
    toolVersion: '0.0.0',
    signal: new AbortController().signal,
    tokens: () => ({ control: CONTROL }),
  });
}

const recorded = transcriptOf('elasticsearch', '8.4.3-open');
const HIT = { _source: { owner_email: 'mara@people.example', note: '4111 1111 1111 1111' } };
/** The recorded server, which also hands out records where it is asked for some. */
const generous: Transcript = {
  ...recorded,
  exchanges: [
    ...recorded.exchanges,
    ...['users', 'shares', 'beta_testers'].map((index) => ({
      name: 'sample',
      params: { index, size: 5 },
      sent: `GET /${index}/_search?size=5`,
      answer: {
        status: 200,
        headers: [['content-type', 'application/json']] as const,
        body: JSON.stringify({ hits: { total: { value: 5 }, hits: Array.from({ length: 5 }, () => HIT) } }),
      },
    })),
  ],
};

describe('what may be asked', () => {
  it('records are read with --sample, classified, and kept nowhere', async () => {
    const server = kept(await replay(generous));
    const run = await audit([`http://127.0.0.1:${server.port}/`], { sample: 5 });
    expect(run.defects).toEqual([]);
    expect(server.unknown.filter((sent) => sent.includes('_search?size'))).toEqual([]);
    const [observation] = run.observations;
    expect(observation?.lookedFor[0]?.basis).toBe('field-names-and-sampled-values');
    expect(observation?.classes.find(({ field }) => field === 'owner_email')?.basis).toBe('both');
    expect(JSON.stringify(run)).not.toMatch(/people\.example|4111/);
  });

  it('without it no record is asked for', async () => {
    const server = kept(await replay(generous));
    const run = await audit([`http://127.0.0.1:${server.port}/`]);
    expect(run.observations[0]?.lookedFor[0]?.basis).toBe('field-names');
  });
});

describe('a mistake of our own', () => {
  const broken: Engine = { ...elasticsearch, access: () => Promise.reject(new TypeError('x is not a function')) };

  it('costs one endpoint its answer, is named, and ends nothing', async () => {
    const server = kept(await replay(recorded));
    const failures: unknown[] = [];
    const deps: ObserveDeps = {
      options: OPTIONS,
      scope: createScope(noRules),
      openLine: (endpoint, depth) => openLine(endpoint, lineDeps({ depth })),
      enginesFor: () => Promise.resolve([broken]),
      classes: () => loadClasses(),
      stores: new Stores(),
      clock: systemClock,
      tokens: () => ({ control: CONTROL }),
      onDefect: (_, error) => failures.push(error),
    };
    const observation = await observe(endpointAt(server.port), deps);
    expect(observation).toMatchObject({ outcome: 'inconclusive', facts: null });
    expect(observation.reason).toContain('unlatched failed here');
    expect(failures).toEqual([new TypeError('x is not a function')]);
  });
});

/** The recorded server, with another answer to the questions that begin so. */
function answering(start: string, body: object): Transcript {
  const exchanges = recorded.exchanges.map((exchange) =>
    exchange.sent.startsWith(start) && 'body' in exchange.answer
      ? { ...exchange, answer: { ...exchange.answer, body: JSON.stringify(body) } }
      : exchange,
  );
  return { ...recorded, exchanges };
}

describe('where packets go', () => {
  const ELSEWHERE = '203.0.113.9';

  it('a cluster that publishes another address is asked at the one that was named, and the other is told', async () => {
    const node = { name: 'n', version: '8.4.3', http: { publish_address: `${ELSEWHERE}:9200` } };
    const server = kept(await replay(answering('GET /_nodes/settings', { nodes: { n: node } })));
    const scope = createScope(noRules);
    const run = await audit([`http://127.0.0.1:${server.port}/`], {}, scope);
    expect([...scope.ledger.entries()].map(({ address, port }) => [address, port])).toEqual([
      ['127.0.0.1', server.port],
    ]);
    expect(run.observations[0]?.egress).toContainEqual(
      expect.objectContaining({ kind: 'member', host: ELSEWHERE, inScope: false }),
    );
  });

  it('a redirect to another address leads nowhere', async () => {
    const server = kept(
      await web((_, response) => {
        response.writeHead(302, { location: `http://${ELSEWHERE}:9200/` });
        response.end();
      }),
    );
    const scope = createScope(noRules);
    const run = await audit([`http://127.0.0.1:${server.port}/`], {}, scope);
    expect(run.observations[0]?.outcome).toBe('unidentified');
    expect([...scope.ledger.entries()].map(({ address }) => address)).toEqual(['127.0.0.1']);
  });

  it('a target that is refused is told and not asked', async () => {
    const scope = createScope(noRules);
    const run = await audit([`${ELSEWHERE}:9200`, '203.0.113.0/30'], {}, scope);
    expect(run.tried).toBe(0);
    expect(run.refusals.map(({ code }) => code)).toEqual(['public-not-declared', 'public-not-declared']);
    expect([...scope.ledger.entries()]).toEqual([]);
  });
});

describe('clients that the server names', () => {
  const clients = ['198.51.100.23:1', '198.51.100.99:2', '127.0.0.9:3'].map((remote_address) => ({ remote_address }));
  const visited = answering('GET /_nodes/stats/http', { nodes: { n: { http: { clients } } } });

  it('are compared by address and shown by network', async () => {
    const server = kept(await replay(visited));
    const run = await audit([`http://127.0.0.1:${server.port}/`]);
    const seen = run.observations[0]?.egress.filter(({ kind }) => kind === 'client');
    expect(seen?.map(({ location, host, inScope }) => [location, host, inScope])).toEqual([
      ['127.0.0.0/24', null, true],
      ['198.51.100.0/24', null, false],
    ]);
    expect(JSON.stringify(run)).not.toMatch(/198\.51\.100\.(?:23|99)|127\.0\.0\.9/);
  });
});

describe('the deadline', () => {
  it('in the middle of the only endpoint leaves the audit incomplete', async () => {
    const server = kept(await tcp(() => undefined));
    const run = await audit([`127.0.0.1:${server.port}`], { deadline: 200, timeout: 5_000 });
    expect(run.incompleteBecause).toBe('deadline');
    expect(run.observations).toHaveLength(1);
  });

  it('that comes after the last endpoint changes nothing', async () => {
    const server = kept(await replay(recorded));
    expect((await audit([`127.0.0.1:${server.port}`], { deadline: 60_000 })).incompleteBecause).toBeNull();
  });
});

describe('what is listed', () => {
  it('an endpoint that a later target requires stands there once, required', async () => {
    const server = kept(await replay(recorded));
    const run = await audit(['127.0.0.1/32', `127.0.0.1:${server.port}`], { ports: [server.port] });
    expect(run.observations.map(({ endpoint }) => endpoint.required)).toEqual([true]);
  });

  it('what a stranger said is masked, and so is the reason that quotes it', async () => {
    const server = kept(await web((_, response) => response.end('contact mara@people.example')));
    const run = await audit([`http://127.0.0.1:${server.port}/`]);
    expect(run.observations[0]?.reason).toContain('[email]');
    expect(JSON.stringify(run)).not.toContain('people.example');
  });
});
