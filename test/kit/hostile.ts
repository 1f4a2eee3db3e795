import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { expiredCertificate, goodCertificate, otherNameCertificate } from './certificates.ts';
import { answering, type TestServer, tcp, tlsWeb, web } from './servers.ts';

/** Servers that mean harm, or are broken as if they did. Each listens on 127.0.0.1; close it after use. */
export const hostile = {
  /** Takes the connection and never says anything. */
  'tar-pit': () => tcp(() => undefined),

  /** Ten bytes a second would be generous. */
  'one byte a second': () => tcp((socket, data) => data && drip(socket, 'HTTP/1.1 200 OK\r\nserver: slow\r\n', 1000)),

  /** Headers at once, the body a byte at a time and never whole. */
  'slow body': () =>
    tcp((socket, data) => {
      if (!data) return;
      socket.write('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100000\r\n\r\n');
      drip(socket, ' '.repeat(100), 50);
    }),

  'endless headers': () =>
    tcp((socket, data) => {
      if (!data) return;
      socket.write('HTTP/1.1 200 OK\r\n');
      pour(socket, Buffer.from(`x-header: ${'y'.repeat(1000)}\r\n`.repeat(16)));
    }),

  'ten thousand headers': () => answering(`HTTP/1.1 200 OK\r\n${'a: b\r\n'.repeat(1000)}content-length: 2\r\n\r\n{}`),

  'endless interim answers': () =>
    tcp((socket, data) => data && pour(socket, Buffer.from('HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(100)))),

  'endless body': () =>
    web((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      pourBody(response, Buffer.alloc(65_536, 0x20), Number.POSITIVE_INFINITY);
    }),

  '200 MB JSON': () =>
    web((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': 200_000_000 });
      pourBody(response, Buffer.from('"unlatched",'.repeat(5000)), 200_000_000);
    }),

  /** Some 200 KB that unpack to 200 MB. */
  'gzip bomb': () => {
    const member = gzipSync(Buffer.alloc(20_000_000));
    const bomb = Buffer.concat(Array.from({ length: 10 }, () => member));
    return web((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
      response.end(bomb);
    });
  },

  'brotli bomb': () => {
    const bomb = brotliCompressSync(Buffer.alloc(20_000_000));
    return web((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'br' });
      response.end(bomb);
    });
  },

  'JSON nested 100,000 deep': () =>
    web((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end('['.repeat(100_000) + ']'.repeat(100_000));
    }),

  'invalid UTF-8': () =>
    web((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(
        Buffer.concat([Buffer.from('{"name":"'), Buffer.from([0xff, 0xc0, 0x80, 0xed, 0xa0]), Buffer.from('"}')]),
      );
    }),

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

  'reset within the answer': () =>
    tcp((socket, data) => {
      if (data) socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{', () => socket.resetAndDestroy());
    }),

  'closed at once': () => tcp((socket) => socket.end()),

  'redirect loop': () =>
    web((request, response) => {
      response.writeHead(302, { location: `http://127.0.0.1:${request.socket.localPort}/again${request.url}` });
      response.end();
    }),

  '401 with a megabyte of challenge': () =>
    answering(
      `HTTP/1.1 401 Unauthorized\r\nwww-authenticate: Basic realm="${'x'.repeat(1_000_000)}"\r\ncontent-length: 0\r\n\r\n`,
    ),

  '401 with a megabyte of body': () =>
    web((_, response) => {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="x"', 'content-type': 'text/html' });
      response.end('x'.repeat(1_000_000));
    }),

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

function drip(socket: Socket, text: string, milliseconds: number): void {
  let at = 0;
  const timer = setInterval(() => {
    if (socket.destroyed) clearInterval(timer);
    else socket.write(text.charAt(at++ % text.length));
  }, milliseconds);
  socket.on('close', () => clearInterval(timer));
}

/** Writes without end, as fast as the other side takes it. */
function pour(socket: Socket, chunk: Buffer): void {
  const more = () => {
    while (!socket.destroyed && socket.write(chunk));
  };
  socket.on('drain', more);
  more();
}

function pourBody(response: ServerResponse, chunk: Buffer, bytes: number): void {
  let left = bytes;
  const more = () => {
    while (!response.destroyed && left > 0) {
      left -= chunk.length;
      if (!response.write(left >= 0 ? chunk : chunk.subarray(0, chunk.length + left))) return;
    }
    if (left <= 0) response.end();
  };
  response.on('drain', more);
  more();
}
