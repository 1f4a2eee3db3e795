import { type Client, type StoreAddress, within } from './client.ts';
import { seed, type Variant, wipe } from './index.ts';

/** The administrator of a server in the lab (the shape is LabAdmin of test/kit/lab-state.ts). */
export function mysqlAdmin(at: StoreAddress) {
  return {
    seed: (variant: string) => seed(at, variant as Variant),
    wipe: () => wipe(at),
    condition: () => within(at, condition),
    close: () => Promise.resolve(),
  };
}

/** The server's own counters of what was written, and of visitors who left a session in the middle; all that one could have made or set. */
const QUESTIONS = [
  `SHOW GLOBAL STATUS WHERE Variable_name REGEXP '^(Innodb_rows_(inserted|updated|deleted)|Com_(insert|update|delete|replace|load|truncate|rename_table|(create|alter|drop|grant|revoke)_?.*)|Aborted_clients)$'`,
  'SHOW DATABASES',
  `SELECT TABLE_SCHEMA, TABLE_NAME, TABLE_TYPE, CREATE_TIME, UPDATE_TIME FROM information_schema.TABLES WHERE TABLE_SCHEMA NOT IN ('information_schema', 'performance_schema', 'sys') ORDER BY 1, 2`,
  'SELECT GRANTEE, PRIVILEGE_TYPE FROM information_schema.USER_PRIVILEGES ORDER BY 1, 2',
  `SHOW GLOBAL VARIABLES WHERE Variable_name NOT REGEXP '^(timestamp|gtid_.*|pseudo_.*|last_.*|rand_.*|innodb_.*stat.*)$'`,
] as const;

async function condition(client: Client): Promise<string> {
  const answers: unknown[] = [];
  for (const question of QUESTIONS) answers.push(await client.ask(question));
  return JSON.stringify(answers, null, 1);
}
