import { Agent, request } from 'undici';

/** A Prometheus that the lab watches. It is spoken to as its administrator, never through unlatched's own code. */
export interface Store {
  /** What stands under `data`; throws for an answer of 400 and above. */
  ask(path: string): Promise<unknown>;
  text(path: string): Promise<string>;
  /** Samples in the text form; VictoriaMetrics alone takes them so. */
  import(samples: string): Promise<void>;
  close(): Promise<void>;
}

export interface StoreAddress {
  /** `http://127.0.0.1:9090` */
  readonly url: string;
  /** The password of `lab`; null where nobody is asked. */
  readonly password: string | null;
}

export function openStore({ url, password }: StoreAddress): Store {
  const dispatcher = new Agent({ connect: { rejectUnauthorized: false } });
  const headers =
    password === null ? {} : { authorization: `Basic ${Buffer.from(`lab:${password}`).toString('base64')}` };
  const send = async (path: string, body: string | null): Promise<string> => {
    const answer = await request(`${url}${path}`, {
      dispatcher,
      method: body === null ? 'GET' : 'POST',
      headers,
      body,
    });
    const text = await answer.body.text();
    if (answer.statusCode >= 400) throw new Error(`${path}: ${answer.statusCode} ${text.slice(0, 200)}`);
    return text;
  };
  return {
    ask: async (path) => (JSON.parse(await send(path, null)) as { data: unknown }).data,
    text: (path) => send(path, null),
    import: async (samples) => {
      await send('/api/v1/import/prometheus', samples);
    },
    close: () => dispatcher.close(),
  };
}
