import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { answer } from '../../demo/stand-in/answer.ts';
import { BUILD, type Cluster } from '../../demo/stand-in/cluster.ts';
import { parseRequest } from '../../demo/stand-in/message.ts';
import { type TestServer, web } from '../kit/servers.ts';

/** The sources, which Node runs as they are; the built program is the same, and the start-up test and the lab run it. */
export const PROGRAM = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

export interface HowToRun {
  readonly input?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly folder?: string;
}

/** Starts the program as a user would, with nothing of this process's environment but the path. */
export function start(args: readonly string[], { input = '', environment = {}, folder }: HowToRun = {}): Started {
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    env: { PATH: process.env['PATH'], ...environment },
    ...(folder === undefined ? {} : { cwd: folder }),
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (part: Buffer) => (stdout += part.toString()));
  child.stderr.on('data', (part: Buffer) => (stderr += part.toString()));
  // A program that ends before it has read all closes its end.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  return {
    child,
    ended: new Promise((resolve) => {
      child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
    }),
  };
}

export function unlatched(args: readonly string[], how: HowToRun = {}): Promise<Ended> {
  return start(args, how).ended;
}

const CLUSTER: Cluster = {
  name: 'shop',
  uuid: 'c0000000000000000-shop',
  node: { id: 'n0000000000000000-shop', name: 'shop-1', address: '127.0.0.1', port: 9200 },
  build: BUILD,
  secured: false,
  indices: [
    {
      name: 'users',
      uuid: 'u00000000000000000users',
      documents: 1200,
      bytes: 524_288,
      created: Date.UTC(2019, 5, 1),
      aliases: [],
      properties: { email: { type: 'keyword' }, alexa_token: { type: 'keyword' } },
      distinct: { email: 1100 },
      records: [],
    },
  ],
};

/** The demo's Elasticsearch with one small index, open or protected, on a port of the system's choice. */
export function store(kind: 'open' | 'protected'): Promise<TestServer> {
  const cluster = { ...CLUSTER, secured: kind === 'protected' };
  return web((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const body = Buffer.concat(parts).toString();
      const said = answer(cluster, parseRequest(request.method ?? 'GET', request.url ?? '/', body));
      response.writeHead(said.status, { ...said.headers, 'content-length': Buffer.byteLength(said.body) });
      response.end(request.method === 'HEAD' ? undefined : said.body);
    });
  });
}

/** Takes connections and never says a word. */
export function tarPit(): Promise<TestServer> {
  return web(() => undefined);
}
