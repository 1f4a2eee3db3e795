import { setTimeout as wait } from 'node:timers/promises';
import { request } from 'undici';

/** A Chroma that the lab watches. It is spoken to as its administrator, never through unlatched's own code. */
export interface Store {
  /** The answer as JSON; throws for a status of 400 and above. Paths are those below the tenant. */
  get(path: string): Promise<unknown>;
  post(path: string, body: unknown): Promise<unknown>;
  delete(path: string): Promise<unknown>;
}

export interface StoreAddress {
  /** `http://127.0.0.1:8000` */
  readonly url: string;
  /** The token of the lab; null where nobody is asked. */
  readonly token: string | null;
}

export const DATABASE = '/databases/default_database';

export function openStore({ url, token }: StoreAddress): Store {
  const login = token === null ? {} : { authorization: `Bearer ${token}` };
  const send = async (method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<unknown> => {
    const answer = await request(`${url}/api/v2/tenants/default_tenant${path}`, {
      method,
      headers: { ...login, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const text = await answer.body.text();
    if (answer.statusCode >= 400) throw new Error(`${path}: ${answer.statusCode} ${text.slice(0, 200)}`);
    return text === '' ? null : JSON.parse(text);
  };
  const ready = patiently(() => send('GET', ''));
  const once = async (...words: Parameters<typeof send>): Promise<unknown> => {
    await ready;
    return send(...words);
  };
  return {
    get: (path) => once('GET', path),
    post: (path, body) => once('POST', path, body),
    delete: (path) => once('DELETE', path),
  };
}

const PATIENCE = 100;

/** It listens for a moment before it answers. */
async function patiently(attempt: () => Promise<unknown>): Promise<void> {
  for (let turn = 1; ; turn += 1) {
    try {
      await attempt();
      return;
    } catch (error) {
      if (turn === PATIENCE) throw error;
      await wait(300);
    }
  }
}
