import { setTimeout as wait } from 'node:timers/promises';
import neo4j, { type Driver } from 'neo4j-driver';

/** A Neo4j that the lab watches. It is spoken to by its vendor's driver, never through unlatched's own code. */
export interface Store {
  /** Rows of what a statement gives, as plain values. */
  run(cypher: string, params?: Readonly<Record<string, unknown>>, database?: string): Promise<unknown[][]>;
  close(): Promise<void>;
}

export interface StoreAddress {
  /** `bolt://127.0.0.1:7687`, with TLS `bolt+ssc://`. */
  readonly url: string;
  /** The password of `neo4j` that it gets at the first login; null where nobody is asked. */
  readonly password: string | null;
}

/** Once it takes statements: it listens for a while before it does. */
export async function openStore({ url, password }: StoreAddress): Promise<Store> {
  const connect = (word: string | null): Driver =>
    neo4j.driver(url, word === null ? undefined : neo4j.auth.basic('neo4j', word), { disableLosslessIntegers: true });
  await using first = connect(password === null ? null : FIRST_PASSWORD);
  await patiently(async () => {
    if (password === null) await first.verifyConnectivity();
    else await changePassword(first, password);
  });
  const driver = connect(password);
  await patiently(() => driver.verifyConnectivity());
  return {
    run: async (cypher, params = {}, database = 'neo4j') => {
      const { records } = await driver.executeQuery(cypher, params, { database });
      return records.map((record) => [...record.values()] as unknown[]);
    },
    close: () => driver.close(),
  };
}

/** What a new server begins with, and has to be changed. */
const FIRST_PASSWORD = 'neo4j';

async function changePassword(driver: Driver, password: string): Promise<void> {
  await driver.executeQuery(
    'ALTER CURRENT USER SET PASSWORD FROM $from TO $to',
    { from: FIRST_PASSWORD, to: password },
    { database: 'system' },
  );
}

const PATIENCE = 120;

async function patiently(attempt: () => Promise<unknown>): Promise<void> {
  for (let turn = 1; ; turn += 1) {
    try {
      await attempt();
      return;
    } catch (error) {
      if (turn === PATIENCE) throw error;
      await wait(500);
    }
  }
}
