import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { brotliCompressSync, gzipSync } from 'node:zlib';

type Answer = (response: ServerResponse) => void;
/** What is dear to make is made before a server listens, and once. */
type Make = () => Answer;

const MIB = 1024 * 1024;

const JSON_TYPE = { 'content-type': 'application/json' };

/** Answers over HTTP that mean harm, whatever was asked. */
export const hostileAnswers = {
  'endless body': () => (response) => {
    response.writeHead(200, JSON_TYPE);
    pourBody(response, Buffer.alloc(65_536, 0x20), Number.POSITIVE_INFINITY);
  },

  '200 MB JSON': () => (response) => {
    response.writeHead(200, { ...JSON_TYPE, 'content-length': 200_000_000 });
    pourBody(response, Buffer.from('"unlatched",'.repeat(5000)), 200_000_000);
  },

  /** Some 200 KB that unpack to 200 MB. */
  'gzip bomb': whole(
    () => {
      const member = gzipSync(Buffer.alloc(20_000_000));
      return Buffer.concat(Array.from({ length: 10 }, () => member));
    },
    { 'content-encoding': 'gzip' },
  ),

  'brotli bomb': whole(() => brotliCompressSync(Buffer.alloc(20_000_000)), { 'content-encoding': 'br' }),

  'JSON nested 100,000 deep': whole(() => '['.repeat(100_000) + ']'.repeat(100_000)),

  /** Less than any limit of bytes, and a million objects once it is parsed. */
  'JSON of a million empty objects': whole(() => `[${'{},'.repeat(1_000_000)}{}]`),

  'JSON of 300,000 keys': whole(
    () => `{${Array.from({ length: 300_000 }, (_, index) => `"key-${index}":{"mappings":{}}`).join(',')}}`,
  ),

  'JSON of one text of 7 MB': whole(() => `["${'\u202e'.repeat((7 * MIB) / 3)}"]`),

  'invalid UTF-8': whole(() =>
    Buffer.concat([Buffer.from('{"name":"'), Buffer.from([0xff, 0xc0, 0x80, 0xed, 0xa0]), Buffer.from('"}')]),
  ),

  /** Headers at once, the body a byte at a time and never whole. */
  'slow body': () => (response) => {
    response.writeHead(200, { ...JSON_TYPE, 'content-length': 100_000 });
    response.flushHeaders();
    if (response.socket !== null) drip(response.socket, ' '.repeat(100), 50);
  },

  'reset within the answer': () => (response) => {
    response.writeHead(200, { ...JSON_TYPE, 'content-length': 100 });
    response.write('{', () => response.socket?.resetAndDestroy());
  },

  'redirect loop': () => (response) => {
    response.writeHead(302, { location: `http://127.0.0.1:${response.socket?.localPort}/again${response.req.url}` });
    response.end();
  },

  '401 with a megabyte of body': () => (response) => {
    response.writeHead(401, { 'www-authenticate': 'Basic realm="x"', 'content-type': 'text/html' });
    response.end('x'.repeat(1_000_000));
  },
} satisfies Record<string, Make>;

/** Sends the text a byte at a time, over and over. */
export function drip(socket: Socket, text: string, milliseconds: number): void {
  let at = 0;
  const timer = setInterval(() => {
    if (socket.destroyed) clearInterval(timer);
    else socket.write(text.charAt(at++ % text.length));
  }, milliseconds);
  socket.on('close', () => clearInterval(timer));
}

/** Writes without end, as fast as the other side takes it. */
export function pour(socket: Socket, chunk: Buffer): void {
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

function whole(body: () => string | Buffer, headers: Readonly<Record<string, string>> = {}): Make {
  let made: string | Buffer | null = null;
  return () => {
    const bytes = (made ??= body());
    return (response) => {
      response.writeHead(200, { ...JSON_TYPE, ...headers });
      response.end(bytes);
    };
  };
}
