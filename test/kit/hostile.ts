import type { ServerResponse } from 'node:http';
import { expiredCertificate, goodCertificate, otherNameCertificate } from './certificates.ts';
import { drip, hostileAnswers, pour } from './hostile-answers.ts';
import { answering, type TestServer, tcp, tlsWeb, web } from './servers.ts';

/** Servers that mean harm, or are broken as if they did. Each listens on 127.0.0.1; close it after use. */
export const hostile = {
  ...overHttp(),

  /** Takes the connection and never says anything. */
  'tar-pit': () => tcp(() => undefined),

  /** Ten bytes a second would be generous. */
  'one byte a second': () => tcp((socket, data) => data && drip(socket, 'HTTP/1.1 200 OK\r\nserver: slow\r\n', 1000)),

  'endless headers': () =>
    tcp((socket, data) => {
      if (!data) return;
      socket.write('HTTP/1.1 200 OK\r\n');
      pour(socket, Buffer.from(`x-header: ${'y'.repeat(1000)}\r\n`.repeat(16)));
    }),

  'ten thousand headers': () => answering(`HTTP/1.1 200 OK\r\n${'a: b\r\n'.repeat(1000)}content-length: 2\r\n\r\n{}`),

  'endless interim answers': () =>
    tcp((socket, data) => data && pour(socket, Buffer.from('HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(100)))),

  'chunked that promises more': () =>
    answering('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nffffffff\r\n{"a":1}', 'end'),

  'chunked that is none': () =>
    answering('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n{"a":1}\r\n0\r\n\r\n'),

  'content-length that promises more': () => answering('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{}', 'end'),

  'two content-lengths': () => answering('HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{}x'),

  'content-length and chunked': () =>
    answering('HTTP/1.1 200 OK\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n'),

  /** A second answer that nobody asked for, on the heels of the first. */
  'two answers': () =>
    answering('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n[]'),

  'TLS that stalls in the handshake': () => tcp((socket, data) => data && socket.write(Buffer.from('160303', 'hex'))),

  'TLS 1.0 only': async () =>
    tlsWeb(
      { ...(await goodCertificate()), minVersion: 'TLSv1', maxVersion: 'TLSv1', ciphers: 'ALL:@SECLEVEL=0' },
      agree,
    ),

  'expired certificate': async () => tlsWeb(await expiredCertificate(), agree),

  'certificate for another name': async () => tlsWeb(await otherNameCertificate(), agree),

  'client certificate wanted (TLS 1.3)': async () =>
    tlsWeb({ ...(await goodCertificate()), requestCert: true, rejectUnauthorized: true, minVersion: 'TLSv1.3' }, agree),

  'client certificate wanted (TLS 1.2)': async () =>
    tlsWeb({ ...(await goodCertificate()), requestCert: true, rejectUnauthorized: true, maxVersion: 'TLSv1.2' }, agree),

  'HTTP on a TLS port': () => web(agree),

  'TLS on an HTTP port': async () => tlsWeb(await goodCertificate(), agree),

  'reset at once': () => tcp((socket) => socket.resetAndDestroy()),

  'closed at once': () => tcp((socket) => socket.end()),

  '401 with a megabyte of challenge': () =>
    answering(
      `HTTP/1.1 401 Unauthorized\r\nwww-authenticate: Basic realm="${'x'.repeat(1_000_000)}"\r\ncontent-length: 0\r\n\r\n`,
    ),

  'catch-all 200': () =>
    web((_, response) => {
      response.writeHead(200, { 'content-type': 'text/html' });
      response.end('<!doctype html><title>App</title>');
    }),

  'login page with 200': () =>
    web((_, response) => {
      response.writeHead(200, { 'content-type': 'text/html' });
      response.end(
        '<!doctype html><title>Sign in</title><form method="post"><input name="password" type="password"></form>',
      );
    }),

  'honeypot that agrees to everything': () => web(agree),
} satisfies Record<string, () => Promise<TestServer>>;

export type HostileName = keyof typeof hostile;

type Overs = Record<keyof typeof hostileAnswers, () => Promise<TestServer>>;

function overHttp(): Overs {
  const servers = Object.entries(hostileAnswers).map(([name, make]) => [name, () => always(make())]);
  return Object.fromEntries(servers) as Overs;
}

function always(answer: (response: ServerResponse) => void): Promise<TestServer> {
  return web((_, response) => answer(response));
}

/** The same open cluster, whatever is asked. */
function agree(_: unknown, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json', 'x-elastic-product': 'Elasticsearch' });
  response.end(
    JSON.stringify({
      name: 'node-1',
      cluster_name: 'docker-cluster',
      cluster_uuid: 'AAAAAAAAAAAAAAAAAAAAAA',
      version: { number: '8.4.3', build_flavor: 'default' },
      tagline: 'You Know, for Search',
      count: 2_400_000,
    }),
  );
}
