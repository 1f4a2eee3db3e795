import { setTimeout as wait } from 'node:timers/promises';
import { auth, Client } from 'cassandra-driver';

export interface StoreAddress {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  /** The password of `cassandra`; null where nobody is asked. */
  readonly password: string | null;
}

/** The lab's own client, as the administrator of the store. */
export interface Store {
  ask(cql: string, params?: readonly unknown[]): Promise<readonly Record<string, unknown>[]>;
  /** Many times the same statement, some at a time. */
  each(cql: string, rows: Iterable<readonly unknown[]>): Promise<void>;
  close(): Promise<void>;
}

const AT_A_TIME = 64;

export function openStore(at: StoreAddress): Store {
  const connected = connect(at);
  const ask: Store['ask'] = async (cql, params = []) => {
    const client = await connected;
    const { rows } = await client.execute(cql, [...params], { prepare: params.length > 0 });
    return rows ?? [];
  };
  return {
    ask,
    each: async (cql, rows) => {
      let batch: Promise<unknown>[] = [];
      for (const row of rows) {
        batch.push(ask(cql, row));
        if (batch.length >= AT_A_TIME) {
          await Promise.all(batch);
          batch = [];
        }
      }
      await Promise.all(batch);
    },
    close: async () => (await connected).shutdown(),
  };
}

const TURNS = 60;

/** The first account is made a while after the server listens. */
async function connect({ host, port, tls, password }: StoreAddress): Promise<Client> {
  for (let turn = 1; ; turn += 1) {
    const client = new Client({
      contactPoints: [`${host}:${port}`],
      localDataCenter: 'datacenter1',
      ...(password === null ? {} : { authProvider: new auth.PlainTextAuthProvider('cassandra', password) }),
      ...(tls ? { sslOptions: { rejectUnauthorized: false } } : {}),
      socketOptions: { readTimeout: 30_000 },
    });
    try {
      await client.connect();
      return client;
    } catch (error) {
      await client.shutdown();
      if (turn === TURNS) throw error;
      await wait(500);
    }
  }
}
