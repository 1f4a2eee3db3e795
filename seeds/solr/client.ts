import { Agent, request } from 'undici';

/** A Solr that the lab watches. It is spoken to as its administrator, never through unlatched's own code. */
export interface Store {
  ask(path: string): Promise<unknown>;
  update(core: string, commands: unknown): Promise<void>;
  close(): Promise<void>;
}

export interface StoreAddress {
  /** `http://127.0.0.1:8983/solr` */
  readonly url: string;
  /** The password of `solr`; null where nobody is asked. */
  readonly password: string | null;
}

export function openStore({ url, password }: StoreAddress): Store {
  const dispatcher = new Agent({ connect: { rejectUnauthorized: false } });
  const login =
    password === null ? {} : { authorization: `Basic ${Buffer.from(`solr:${password}`).toString('base64')}` };
  const send = async (path: string, body: string | null): Promise<string> => {
    const answer = await request(`${url}${path}`, {
      dispatcher,
      method: body === null ? 'GET' : 'POST',
      headers: { ...login, ...(body === null ? {} : { 'content-type': 'application/json' }) },
      body,
    });
    const text = await answer.body.text();
    if (answer.statusCode >= 400) throw new Error(`${path}: ${answer.statusCode} ${text.slice(0, 300)}`);
    return text;
  };
  return {
    ask: async (path) => JSON.parse(await send(path, null)) as unknown,
    update: async (core, commands) => {
      await send(`/${core}/update?commit=true`, JSON.stringify(commands));
    },
    close: () => dispatcher.close(),
  };
}
