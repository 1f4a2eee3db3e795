import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Answer, parseRequest, type Request } from './message.ts';

export interface StandIn {
  readonly port: number;
  close(): Promise<void>;
}

/** Serves `answer` on a loopback address until closed. Port 0: any free one. */
export async function serve(
  answer: (request: Request) => Answer,
  port: number,
  address = '127.0.0.1',
): Promise<StandIn> {
  const server = createServer((incoming, outgoing) => {
    reply(incoming).then(
      ({ status, headers, body }) => {
        outgoing.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
        outgoing.end(incoming.method === 'HEAD' ? undefined : body);
      },
      (error: unknown) => outgoing.destroy(error instanceof Error ? error : undefined),
    );
  });
  const reply = async (incoming: IncomingMessage) =>
    answer(parseRequest(incoming.method ?? '', incoming.url ?? '/', await text(incoming)));
  await listen(server, port, address);
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server, port: number, address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, address, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

async function text(incoming: IncomingMessage): Promise<string> {
  let whole = '';
  incoming.setEncoding('utf8');
  for await (const part of incoming) whole += String(part);
  return whole;
}
