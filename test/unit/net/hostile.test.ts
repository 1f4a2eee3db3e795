import type { TLSSocket } from 'node:tls';
import { describe, expect, test } from 'vitest';
import type { Failure, HttpReply, TlsFacts } from '../../../src/model/channel.ts';
import { goodCertificate } from '../../kit/certificates.ts';
import { type HostileName, hostile } from '../../kit/hostile.ts';
import { get, lineTo } from '../../kit/line.ts';
import { type TestServer, tlsWeb } from '../../kit/servers.ts';

const TIMEOUT = 600;
const BUDGET = { milliseconds: 1200, requests: 64, bytes: 8_000_000 };
const SLACK = 1000;
const MEGABYTE = 1024 * 1024;

type Answer = HttpReply | Failure;

/** A failure's kind, or status and whether JSON was had. */
function summary(answer: Answer): string {
  return answer.ok ? `${answer.status} ${answer.json() === undefined ? 'no JSON' : 'JSON'}` : answer.kind;
}

/** What the first question gets from each. */
const EXPECTED: Record<HostileName, string | readonly string[]> = {
  'tar-pit': 'timeout',
  'one byte a second': 'timeout',
  'slow body': 'timeout',
  'endless headers': 'too-large',
  'ten thousand headers': 'too-large',
  'endless interim answers': 'protocol',
  'endless body': 'too-large',
  '200 MB JSON': 'too-large',
  'gzip bomb': '200 no JSON',
  'brotli bomb': '200 no JSON',
  'JSON nested 100,000 deep': '200 no JSON',
  'JSON of a million empty objects': 'too-large',
  'JSON of 300,000 keys': 'too-large',
  'JSON of one text of 7 MB': 'too-large',
  'invalid UTF-8': '200 JSON',
  'chunked that promises more': 'closed',
  'chunked that is none': 'protocol',
  'content-length that promises more': 'closed',
  'two content-lengths': 'protocol',
  'content-length and chunked': 'protocol',
  'two answers': '200 JSON',
  'TLS that stalls in the handshake': ['timeout', 'protocol'],
  'TLS 1.0 only': '200 JSON',
  'expired certificate': '200 JSON',
  'certificate for another name': '200 JSON',
  'client certificate wanted (TLS 1.3)': 'client-certificate',
  'client certificate wanted (TLS 1.2)': 'client-certificate',
  'HTTP on a TLS port': '200 JSON',
  'TLS on an HTTP port': '200 JSON',
  'reset at once': ['reset', 'closed'],
  'reset within the answer': ['reset', 'closed'],
  'closed at once': 'closed',
  'redirect loop': '302 no JSON',
  '401 with a megabyte of challenge': 'too-large',
  '401 with a megabyte of body': '401 no JSON',
  'catch-all 200': '200 no JSON',
  'login page with 200': '200 no JSON',
  'honeypot that agrees to everything': '200 JSON',
};

const table = { root: get('/'), control: get('/{name}/_count') };

/** How each is wished for: a scheme that is wrong on purpose where that is the point. */
const WISH: Partial<Record<HostileName, 'tls' | 'plain'>> = {
  'TLS that stalls in the handshake': 'tls',
  'HTTP on a TLS port': 'tls',
  'TLS on an HTTP port': 'plain',
};

describe('a hostile server', () => {
  test.each(Object.keys(hostile) as HostileName[])('%s', async (name) => {
    const server = await hostile[name]();
    globalThis.gc?.();
    const before = process.memoryUsage();
    let peak = before.rss;
    const sampler = setInterval(() => {
      peak = Math.max(peak, process.memoryUsage.rss());
    }, 20);
    const line = lineTo(server.port, { timeout: TIMEOUT, budget: BUDGET }, { tls: WISH[name] ?? 'auto' });
    const start = performance.now();
    try {
      const channel = line.channel('test', table);
      const first: Answer = await channel.ask('root');
      expect(summary(first)).toBeOneOf([EXPECTED[name]].flat());
      // Whatever it was, the questions that follow end too, and nothing throws.
      await channel.ask('control', { name: 'unl-0000000000000000' });
      await channel.ask('control', { name: 'unl-1111111111111111' });
      await line.close();
      expect(performance.now() - start).toBeLessThan(TIMEOUT + BUDGET.milliseconds + SLACK);
      expect(peak - before.rss).toBeLessThan(96 * MEGABYTE);
      for (const exchange of line.exchanges) expect(exchange.excerpt.length).toBeLessThanOrEqual(4096);
    } finally {
      clearInterval(sampler);
      await line.close();
      await server.close();
    }
  });

  test('a redirect is not followed', async () => {
    const server = await hostile['redirect loop']();
    await first('redirect loop', server);
    expect(server.requests).toEqual(['GET /']);
  });

  test('invalid UTF-8 becomes U+FFFD', async () => {
    const { reply } = await first('invalid UTF-8');
    expect(JSON.stringify(reply.ok && reply.json())).toContain('\ufffd');
  });

  test('of an error no more than 64 KiB is read, and its status still counts', async () => {
    const { reply } = await first('401 with a megabyte of body');
    expect(reply).toMatchObject({ ok: true, status: 401 });
    expect(reply.ok && reply.text().length).toBe(65_536);
  });

  test('JSON of too many values is not parsed, however many bytes may be read', async () => {
    const server = await hostile['JSON of a million empty objects']();
    const line = lineTo(server.port, { budget: { ...BUDGET, bytes: 64 * MEGABYTE } });
    const reply = await line.channel('test', { root: get('/', { maxBytes: 16 * MEGABYTE }) }).ask('root');
    await line.close();
    await server.close();
    expect(reply).toMatchObject({
      ok: false,
      kind: 'too-large',
      message: 'the JSON holds more than 500000 values',
    });
  });

  test('an answer that nobody asked for is not taken for the next one', async () => {
    const server = await hostile['two answers']();
    const line = lineTo(server.port);
    const channel = line.channel('test', table);
    const one = await channel.ask('root');
    const two = await channel.ask('control', { name: 'a' });
    await line.close();
    await server.close();
    expect([one, two].map((reply) => reply.ok && reply.json())).toEqual([{}, {}]);
    expect(server.connections).toBe(2);
  });
});

/** The first answer of a server, and what was seen of its TLS. */
async function first(name: HostileName, server?: TestServer): Promise<{ reply: Answer; tls: TlsFacts | null }> {
  const running = server ?? (await hostile[name]());
  const line = lineTo(running.port, {}, { tls: WISH[name] ?? 'auto' });
  const reply = await line.channel('test', table).ask('root');
  await line.close();
  await running.close();
  return { reply, tls: line.tls };
}

describe('the TLS of a server', () => {
  test('TLS 1.0 alone is spoken, and said', async () => {
    expect((await first('TLS 1.0 only')).tls).toMatchObject({ version: 'TLSv1', trusted: false });
  });

  test('an expired certificate is recorded and no stop', async () => {
    const { tls } = await first('expired certificate');
    expect(tls).toMatchObject({
      trusted: false,
      nameMatches: true,
      certificate: { subject: 'CN=localhost', selfSigned: true },
    });
    expect(Date.parse(tls?.certificate?.notAfter ?? '')).toBeLessThan(Date.now());
  });

  test('a certificate for another name is recorded and no stop', async () => {
    const { tls } = await first('certificate for another name');
    expect(tls).toMatchObject({ nameMatches: false, certificate: { altNames: ['somewhere-else.example'] } });
  });

  test.each(['client certificate wanted (TLS 1.3)', 'client certificate wanted (TLS 1.2)'] as const)(
    '%s',
    async (name) => {
      const { reply } = await first(name);
      expect(reply).toMatchObject({ ok: false, kind: 'client-certificate' });
    },
  );

  test('a client certificate that is asked for in passing is noticed where the answer is 400', async () => {
    const certificate = await goodCertificate();
    const options = { ...certificate, requestCert: true, rejectUnauthorized: false };
    const server = await tlsWeb(options, (_, response) =>
      response.writeHead(400).end('No required SSL certificate was sent'),
    );
    const { reply, tls } = await first('TLS on an HTTP port', server);
    expect(reply).toMatchObject({ ok: true, status: 400 });
    expect(tls).toMatchObject({ clientCertificateRequested: true });
  });

  test('a certificate of the given authority is trusted; the name sent is the one asked for', async () => {
    const certificate = await goodCertificate();
    const names: (string | false | null)[] = [];
    const server = await tlsWeb(certificate, (request, response) => {
      names.push((request.socket as TLSSocket).servername ?? null);
      response.end('{}');
    });
    const ca = { ca: certificate.cert, serverName: null };
    const byName = lineTo(server.port, { tls: ca }, { tls: 'tls', host: 'localhost' });
    const byAddress = lineTo(server.port, { tls: ca }, { tls: 'tls' });
    const told = lineTo(server.port, { tls: { ...ca, serverName: 'told.example' } }, { tls: 'tls' });
    for (const line of [byName, byAddress, told]) {
      await line.channel('test', table).ask('root');
      await line.close();
    }
    await server.close();
    expect(names).toEqual(['localhost', false, 'told.example']);
    expect(byName.tls).toMatchObject({ trusted: true, nameMatches: true, trustError: null });
    expect(byAddress.tls).toMatchObject({ trusted: true, nameMatches: true });
    expect(told.tls).toMatchObject({ trusted: true, nameMatches: false });
  });
});
