import type { Endpoint } from '../../src/model/endpoint.ts';
import type { GreetingRequest, HttpRequest, StreamRequest } from '../../src/model/request.ts';
import { type LineDeps, openLine } from '../../src/net/index.ts';
import { createScope, type ScopeRules } from '../../src/scope/index.ts';
import { systemClock } from '../../src/support/clock.ts';
import type { TestServer } from './servers.ts';

export const noRules: ScopeRules = { allow: [], deny: [], public: [], maxAddresses: 1024, enginePorts: [9200] };

export function endpointAt(port: number, more: Partial<Endpoint> = {}): Endpoint {
  return {
    target: `127.0.0.1:${port}`,
    source: null,
    host: '127.0.0.1',
    address: '127.0.0.1',
    port,
    transport: 'tcp',
    path: '/',
    tls: 'auto',
    required: true,
    portNamed: true,
    ...more,
  };
}

/** Patient enough for a busy machine, and short enough for a test. */
export function lineDeps(more: Partial<LineDeps> = {}): LineDeps {
  return {
    scope: createScope(noRules),
    clock: systemClock,
    signal: new AbortController().signal,
    timeout: 600,
    budget: { milliseconds: 1200, requests: 64, bytes: 8_000_000 },
    depth: 'impact',
    tls: { ca: null, serverName: null },
    userAgent: 'unlatched/test',
    ...more,
  };
}

export function lineTo(port: number, more: Partial<LineDeps> = {}, at: Partial<Endpoint> = {}) {
  return openLine(endpointAt(port, at), lineDeps(more));
}

const common = { safety: 'identify', from: 'identify', why: 'a test' } as const;

export function get(path: string, more: Partial<HttpRequest> = {}): HttpRequest {
  return { kind: 'http', method: 'GET', path, ...common, ...more };
}

export function greeting(length: GreetingRequest['length']): GreetingRequest {
  return { kind: 'greeting', length, ...common, safety: 'greeting' };
}

/** A line protocol: the question is `params.text`, an answer ends with a line feed. */
export function lineOfText(more: Partial<StreamRequest> = {}): StreamRequest {
  return {
    kind: 'stream',
    encode: (params) => Buffer.from(`${String(params['text'])}\n`),
    length: wholeLine,
    ...common,
    ...more,
  };
}

export function wholeLine(received: Uint8Array): number | undefined {
  const end = received.indexOf(10);
  return end < 0 ? undefined : end + 1;
}

/** A small table for tests of lines: what a search engine's could hold. */
export const table = {
  root: get('/'),
  count: get('/{index}/_count', { query: { q: '{word}', pretty: '' } }),
  privileges: get('/_privileges', { method: 'POST', body: { index: [{ names: ['{index}'], size: '{size}' }] } }),
  bytes: get('/_bytes', { method: 'POST', body: { key: '{key:base64}' } }),
  deep: get('/_deep', { from: 'impact' }),
  records: get('/_records', { safety: 'sample' }),
};

/** Runs `work` with a line to the server, and closes both. */
export async function using<T>(
  server: TestServer,
  work: (line: ReturnType<typeof lineTo>) => Promise<T>,
  ...more: [Parameters<typeof lineTo>[1]?, Parameters<typeof lineTo>[2]?]
): Promise<T> {
  const line = lineTo(server.port, ...more);
  try {
    return await work(line);
  } finally {
    await line.close();
    await server.close();
  }
}
