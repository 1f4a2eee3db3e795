import { openStore, type Store, type StoreAddress } from './client.ts';
import { seed, type Variant, wipe } from './index.ts';

/** The administrator of a Cassandra in the lab (the shape is LabAdmin of test/kit/lab-state.ts). */
export function cassandraAdmin(at: StoreAddress) {
  const store = openStore(at);
  return {
    seed: (variant: string) => seed(store, variant as Variant),
    wipe: () => wipe(store),
    condition: () => condition(store),
    close: () => store.close(),
  };
}

/**
 * All that an audit could make, change or set, by the server's own word: its schema, its settings, its accounts and their rights, and
 * how often each table was written to. Of its own tables it writes some all the time by itself.
 */
const QUESTIONS = [
  'SELECT keyspace_name, durable_writes, replication FROM system_schema.keyspaces',
  'SELECT * FROM system_schema.tables',
  'SELECT * FROM system_schema.columns',
  'SELECT * FROM system_schema.types',
  'SELECT * FROM system_schema.functions',
  'SELECT * FROM system_schema.triggers',
  'SELECT name, value FROM system_views.settings',
  'SELECT role, can_login, is_superuser, member_of, salted_hash FROM system_auth.roles',
  'SELECT * FROM system_auth.role_permissions',
] as const;

const WRITTEN = 'SELECT keyspace_name, table_name, count FROM system_views.local_write_latency';
const OF_ITSELF = new Set(['system', 'system_traces', 'system_distributed', 'system_views', 'system_metadata']);

async function condition(store: Store): Promise<string> {
  const answers: unknown[] = [];
  for (const question of QUESTIONS) answers.push(await store.ask(question));
  const written = (await store.ask(WRITTEN)).filter(({ keyspace_name: name }) => !OF_ITSELF.has(String(name)));
  const lines = [...answers.flat(), ...written].map((row) => JSON.stringify(row));
  return lines.toSorted().join('\n');
}
