import { Agent, request } from 'undici';

/** A ClickHouse that the lab watches. It is spoken to as its administrator, never through unlatched's own code. */
export interface Store {
  /** Rows of texts. */
  ask(sql: string): Promise<readonly (readonly string[])[]>;
  /** Says something that changes it, with data behind it where there is any. */
  tell(sql: string, data?: string): Promise<void>;
  close(): Promise<void>;
}

/** `http://127.0.0.1:8123` */
export function openStore(url: string): Store {
  const dispatcher = new Agent({ connect: { rejectUnauthorized: false } });
  const authorization = `Basic ${Buffer.from('labadmin:adminpass123').toString('base64')}`;
  const send = async (sql: string, data: string): Promise<string> => {
    const answer = await request(`${url}/?query=${encodeURIComponent(sql)}`, {
      dispatcher,
      method: 'POST',
      headers: { authorization },
      body: data,
    });
    const text = await answer.body.text();
    if (answer.statusCode !== 200) throw new Error(`${sql.slice(0, 200)}: ${text.slice(0, 300)}`);
    return text;
  };
  return {
    ask: async (sql) => (JSON.parse(await send(`${sql} FORMAT JSONCompact`, '')) as { data: string[][] }).data,
    tell: async (sql, data = '') => {
      await send(sql, data);
    },
    close: () => dispatcher.close(),
  };
}
