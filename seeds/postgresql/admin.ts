import { type StoreAddress, within } from './client.ts';
import { seed, type Variant, wipe } from './index.ts';

/** The administrator of a server in the lab (the shape is LabAdmin of test/kit/lab-state.ts). */
export function postgresAdmin(at: StoreAddress) {
  return {
    seed: (variant: string) => seed(at, variant as Variant),
    wipe: () => wipe(at),
    condition: () => within(at, 'postgres', condition),
    close: () => Promise.resolve(),
  };
}

/** The server's own counters of what was written, in every database, and all that a visitor could have made or set. */
const QUESTIONS = [
  'SELECT datname, tup_inserted, tup_updated, tup_deleted, conflicts, deadlocks FROM pg_stat_database WHERE datname IS NOT NULL ORDER BY 1',
  'SELECT datname, datconnlimit, dattablespace FROM pg_database ORDER BY 1',
  'SELECT rolname, rolsuper, rolcanlogin, rolconfig::text FROM pg_roles ORDER BY 1',
  'SELECT setdatabase, setrole, setconfig::text FROM pg_db_role_setting ORDER BY 1, 2',
  "SELECT name, setting FROM pg_settings WHERE source NOT IN ('default', 'client', 'session', 'override') ORDER BY 1",
  'SELECT count(*) FROM pg_prepared_xacts',
] as const;

/** A session keeps what it counted to itself for a while, and PGlite has one for all: it is told to write it down first. */
const FLUSH = 'pg_stat_force_next_flush';

async function condition(client: { ask(sql: string): Promise<readonly unknown[]> }): Promise<string> {
  const known = await client.ask(`SELECT 1 FROM pg_proc WHERE proname = '${FLUSH}'`);
  if (known.length > 0) await client.ask(`SELECT ${FLUSH}()`);
  const answers: unknown[] = [];
  for (const question of QUESTIONS) answers.push(await client.ask(question));
  return JSON.stringify(answers, null, 1);
}
