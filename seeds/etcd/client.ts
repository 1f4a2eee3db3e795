import { Agent, request } from 'undici';

/** An etcd that the lab fills. It is spoken to as its administrator, never through unlatched's own code. */
export interface Store {
  /** Throws for an answer of 400 and above. */
  v3(path: string, body: object): Promise<Record<string, unknown>>;
  v2(method: 'GET' | 'PUT' | 'DELETE', path: string, form?: Record<string, string>): Promise<V2Answer>;
  close(): Promise<void>;
}

export interface V2Answer {
  readonly status: number;
  readonly index: string;
  readonly json: unknown;
}

export interface StoreAddress {
  /** `http://127.0.0.1:2379` */
  readonly url: string;
  /** The password of root; null where nobody is asked. */
  readonly password: string | null;
}

export function openStore({ url, password }: StoreAddress): Store {
  const dispatcher = new Agent({ connect: { rejectUnauthorized: false } });
  let token: string | null = null;
  const post = async (path: string, body: object): Promise<Record<string, unknown>> => {
    const answer = await request(`${url}/v3/${path}`, {
      dispatcher,
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token !== null && { authorization: token }) },
      body: JSON.stringify(body),
    });
    const text = await answer.body.text();
    if (answer.statusCode >= 400) throw new Error(`${path}: ${answer.statusCode} ${text.slice(0, 300)}`);
    return JSON.parse(text) as Record<string, unknown>;
  };
  return {
    async v3(path, body) {
      if (password !== null && token === null) {
        const { token: given } = await post('auth/authenticate', { name: 'root', password });
        token = String(given);
      }
      return post(path, body);
    },
    async v2(method, path, form) {
      const answer = await request(`${url}/v2/${path}`, {
        dispatcher,
        method,
        headers: {
          ...(form && { 'content-type': 'application/x-www-form-urlencoded' }),
          ...(password !== null && { authorization: `Basic ${Buffer.from(`root:${password}`).toString('base64')}` }),
        },
        body: form ? new URLSearchParams(form).toString() : null,
      });
      const text = await answer.body.text();
      const json: unknown = text.startsWith('{') ? JSON.parse(text) : text;
      return { status: answer.statusCode, index: String(answer.headers['x-etcd-index'] ?? ''), json };
    },
    close: () => dispatcher.close(),
  };
}
