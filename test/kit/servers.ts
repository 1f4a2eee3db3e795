import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';

/** A server of a test, on 127.0.0.1 and a port of the system's choice. */
export interface TestServer {
  readonly port: number;
  /** Connections that were made to it. */
  readonly connections: number;
  /** Milliseconds from the first connection to the end of the last one; 0 where there was none. */
  readonly held: number;
  /** Request lines (`GET /`) that an HTTP server heard, in order. */
  readonly requests: readonly string[];
  close(): Promise<void>;
}

/** Speaks bytes. `data` is called with each chunk that arrives; nothing is answered by itself. */
export function tcp(talk: (socket: Socket, data: Buffer | null) => void): Promise<TestServer> {
  return listen(
    createTcpServer((socket) => {
      talk(socket, null);
      socket.on('data', (data) => talk(socket, data));
    }),
  );
}

/** Sends `bytes` on the first bytes of a question, and nothing else. */
export function answering(bytes: string | Buffer, then: 'stay' | 'end' = 'stay'): Promise<TestServer> {
  return tcp((socket, data) => {
    if (!data) return;
    socket.write(bytes);
    if (then === 'end') socket.end();
  });
}

export function web(listener: RequestListener): Promise<TestServer> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    listener(request, response);
  });
  return listen(server, requests);
}

/** Answers every request with its body and headers as JSON. */
export const echo = () =>
  web((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on('end', () => response.end(JSON.stringify({ body, headers: request.headers })));
  });

/** HTTP over TLS, on one connection at a time. */
export function tlsWeb(options: TlsOptions, listener: RequestListener): Promise<TestServer> {
  const requests: string[] = [];
  const http = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    listener(request, response);
  });
  const server = createTlsServer(options, (socket) => http.emit('connection', socket));
  // What clients do to it is what the tests are about.
  server.on('tlsClientError', () => undefined);
  return listen(server, requests);
}

async function listen(server: Server, requests: string[] = []): Promise<TestServer> {
  const sockets = new Set<Socket>();
  let connections = 0;
  let began: number | null = null;
  let held = 0;
  server.on('connection', (socket: Socket) => {
    connections += 1;
    const first = (began ??= performance.now());
    socket.on('close', () => (held = performance.now() - first));
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    get connections() {
      return connections;
    },
    get held() {
      return held;
    },
    requests,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
