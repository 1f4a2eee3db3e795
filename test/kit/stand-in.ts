import type { IncomingMessage, ServerResponse } from 'node:http';
import { answer } from '../../demo/stand-in/answer.ts';
import { BUILD, type Cluster, type Index } from '../../demo/stand-in/cluster.ts';
import { parseRequest } from '../../demo/stand-in/message.ts';
import { type TestServer, web } from './servers.ts';

/** One small index with people in it. */
export const USERS: Index = {
  name: 'users',
  uuid: 'u00000000000000000users',
  documents: 1200,
  bytes: 524_288,
  created: Date.UTC(2019, 5, 1),
  aliases: [],
  properties: { email: { type: 'keyword' }, alexa_token: { type: 'keyword' } },
  distinct: { email: 1100 },
  records: [],
};

export const SHOP: Cluster = {
  name: 'shop',
  uuid: 'c0000000000000000-shop',
  node: { id: 'n0000000000000000-shop', name: 'shop-1', address: '127.0.0.1', port: 9200 },
  build: BUILD,
  secured: false,
  indices: [USERS],
};

/** Answers a request in the place of the cluster, or leaves it to the cluster (false). */
export type Turn = (path: string, response: ServerResponse) => boolean;

/** The demo's Elasticsearch on a port of the system's choice, as it is at each request; `turn` makes it misbehave where it wants to. */
export function standIn(cluster: Cluster | (() => Cluster), turn: Turn = () => false): Promise<TestServer> {
  const now = typeof cluster === 'function' ? cluster : () => cluster;
  return web((request, response) => void reply(now(), turn, request, response));
}

async function reply(cluster: Cluster, turn: Turn, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const asked = parseRequest(request.method ?? 'GET', request.url ?? '/', Buffer.concat(parts).toString());
  if (turn(asked.path, response)) return;
  const said = answer(cluster, asked);
  response.writeHead(said.status, { ...said.headers, 'content-length': Buffer.byteLength(said.body) });
  response.end(request.method === 'HEAD' ? undefined : said.body);
}
