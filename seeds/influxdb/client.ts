import { Agent, request } from 'undici';

/** An InfluxDB 1 that the lab watches. It is spoken to as its administrator, never through unlatched's own code. */
export interface Store {
  /** The answer's first result, as text. */
  query(statement: string, database?: string): Promise<string>;
  /** Points in its line protocol. */
  write(database: string, points: readonly string[]): Promise<void>;
  statistics(): Promise<Readonly<Record<string, Statistic>>>;
  close(): Promise<void>;
}

export interface Statistic {
  readonly name?: string;
  readonly tags?: Readonly<Record<string, string>> | null;
  readonly values?: Readonly<Record<string, number>>;
}

export interface StoreAddress {
  /** `http://127.0.0.1:8086` */
  readonly url: string;
  /** The password of `lab`; null where nobody is asked, or nobody is there yet. */
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
      headers: { ...headers, ...(body === null ? {} : { 'content-type': 'application/x-www-form-urlencoded' }) },
      body,
    });
    const text = await answer.body.text();
    if (answer.statusCode >= 400) throw new Error(`${path}: ${answer.statusCode} ${text.slice(0, 200)}`);
    return text;
  };
  return {
    query: (statement, database) =>
      send(
        '/query',
        new URLSearchParams({ q: statement, ...(database === undefined ? {} : { db: database }) }).toString(),
      ),
    write: async (database, points) => {
      await send(`/write?db=${encodeURIComponent(database)}`, points.join('\n'));
    },
    statistics: async () => JSON.parse(await send('/debug/vars', null)) as Record<string, Statistic>,
    close: () => dispatcher.close(),
  };
}
