import { Client } from '@elastic/elasticsearch';
import { Agent, request } from 'undici';

/** A server that the lab fills. It is spoken to as its administrator, never through unlatched's own code. */
export interface Store {
  readonly product: 'elasticsearch' | 'opensearch';
  /** `8.4.3` */
  readonly version: string;
  /** Throws `StoreError` for an answer of 400 and above. `body`: JSON, or text that is sent as it is. */
  ask(method: Method, path: string, body?: unknown): Promise<unknown>;
  close(): Promise<void>;
}

export type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';

export interface StoreAddress {
  readonly product: Store['product'];
  readonly version: string;
  /** `http://127.0.0.1:9200` */
  readonly url: string;
  readonly login: { readonly username: string; readonly password: string } | null;
}

export class StoreError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = 'StoreError';
    this.status = status;
  }
}

/**
 * By the official client where it speaks to such a server: it asks for the product header, which Elasticsearch sends from
 * 7.14 on and OpenSearch never. By plain HTTP otherwise.
 */
export function openStore(at: StoreAddress): Store {
  const major = Number(at.version.split('.')[0]);
  return at.product === 'elasticsearch' && major >= 7 ? throughClient(at) : throughHttp(at);
}

function throughClient(at: StoreAddress): Store {
  const client = new Client({
    node: at.url,
    maxRetries: 0,
    requestTimeout: 120_000,
    tls: { rejectUnauthorized: false },
    // Version 9 of the client would ask for answers "compatible with 9", which no older server gives.
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    ...(at.login === null ? {} : { auth: { ...at.login } }),
  });
  return {
    product: at.product,
    version: at.version,
    async ask(method, path, body) {
      const [pathname = '/', querystring = ''] = path.split('?', 2);
      const answer = await client.transport.request(
        { method, path: pathname, querystring, ...(body === undefined ? {} : { body: textOf(body) }) },
        { meta: true, ignore: [...CLIENT_ERRORS] },
      );
      const status = answer.statusCode ?? 0;
      if (status >= 400) throw new StoreError(status, `${method} ${path}: ${status} ${JSON.stringify(answer.body)}`);
      return answer.body;
    },
    close: () => client.close(),
  };
}

/** Statuses that come back as answers, so that both ways of asking throw the same error. */
const CLIENT_ERRORS = [400, 401, 403, 404, 405, 406, 409, 429, 500, 503] as const;

function throughHttp(at: StoreAddress): Store {
  const agent = new Agent({ connect: { rejectUnauthorized: false }, headersTimeout: 120_000, bodyTimeout: 120_000 });
  const login = at.login === null ? null : Buffer.from(`${at.login.username}:${at.login.password}`).toString('base64');
  return {
    product: at.product,
    version: at.version,
    async ask(method, path, body) {
      const answer = await request(new URL(path, at.url), {
        dispatcher: agent,
        method,
        headers: { 'content-type': 'application/json', ...(login === null ? {} : { authorization: `Basic ${login}` }) },
        ...(body === undefined ? {} : { body: textOf(body) }),
      });
      const text = await answer.body.text();
      if (answer.statusCode >= 400) {
        throw new StoreError(answer.statusCode, `${method} ${path}: ${answer.statusCode} ${text.slice(0, 500)}`);
      }
      return answer.headers['content-type']?.includes('json') ? JSON.parse(text) : text;
    },
    close: () => agent.close(),
  };
}

function textOf(body: unknown): string {
  return typeof body === 'string' ? body : JSON.stringify(body);
}
