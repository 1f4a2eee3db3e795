import { setTimeout as wait } from 'node:timers/promises';
import { request } from 'undici';

/**
 * A Milvus that the lab watches. It is spoken to as its administrator, never through unlatched's own code: at the port for
 * management, which asks nobody who one is, whether authorization is on or off.
 */
export interface Store {
  /** The answer as JSON; throws where the server says that it failed. */
  ask(method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<unknown>;
}

export interface StoreAddress {
  /** `http://127.0.0.1:9091` */
  readonly url: string;
}

export function openStore({ url }: StoreAddress): Store {
  const send: Store['ask'] = async (method, path, body) => {
    const answer = await request(`${url}/api/v1${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const text = await answer.body.text();
    const json = JSON.parse(text) as { error_code?: number; status?: { error_code?: number } };
    if (answer.statusCode >= 400 || (json.error_code ?? json.status?.error_code ?? 0) !== 0)
      throw new Error(`${method} ${path}: ${answer.statusCode} ${text.slice(0, 200)}`);
    return json;
  };
  const ready = patiently(() => send('GET', '/collections'));
  return {
    ask: async (...words) => {
      await ready;
      return send(...words);
    },
  };
}

const PATIENCE = 200;

/** Tries again and again: it listens for a while before it answers, and loads what it was told to load in its own time. */
export async function patiently<T>(attempt: () => Promise<T>): Promise<T> {
  for (let turn = 1; ; turn += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (turn === PATIENCE) throw error;
      await wait(300);
    }
  }
}
