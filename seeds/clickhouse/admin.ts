import { openStore, type Store } from './client.ts';
import { seed, type Variant, wipe } from './index.ts';

/** The administrator of a ClickHouse in the lab (the shape is LabAdmin of test/kit/lab-state.ts). */
export function clickhouseAdmin(url: string) {
  const store = openStore(url);
  return {
    seed: (variant: string) => seed(store, variant as Variant),
    wipe: () => wipe(store),
    condition: () => condition(store),
    close: () => store.close(),
  };
}

/** All that an audit could make, change or set, by the server's own word, and its counters of what was put in. */
const QUESTIONS = [
  'SELECT name, engine FROM system.databases ORDER BY name',
  "SELECT database, name, engine, create_table_query, toString(metadata_modification_time) FROM system.tables WHERE database != 'system' ORDER BY database, name",
  'SELECT database, table, name, active, rows, toString(modification_time) FROM system.parts ORDER BY database, table, name',
  'SELECT database, table, mutation_id FROM system.mutations ORDER BY database, table, mutation_id',
  'SELECT name, value FROM system.settings WHERE changed ORDER BY name',
  "SELECT event, value FROM system.events WHERE event IN ('InsertQuery', 'InsertedRows', 'InsertedBytes') ORDER BY event",
] as const;

async function condition(store: Store): Promise<string> {
  const answers: unknown[] = [];
  for (const question of QUESTIONS) answers.push(await store.ask(question));
  return JSON.stringify(answers, null, 1);
}
