import { openStore, type Store, type StoreAddress } from './client.ts';
import { seed, type Variant, wipe } from './index.ts';

/** The administrator of a Neo4j in the lab (the shape is LabAdmin of test/kit/lab-state.ts). */
export function neo4jAdmin(at: StoreAddress) {
  const opened = openStore(at);
  const store: Store = {
    run: async (...statement) => (await opened).run(...statement),
    close: async () => (await opened).close(),
  };
  return {
    seed: (variant: string) => seed(store, variant as Variant),
    wipe: () => wipe(store),
    condition: () => condition(store),
    close: () => store.close(),
  };
}

/**
 * What an audit must leave as it was, by the server's own word: counts of labels and types, every name that was ever used,
 * indexes, constraints, users, databases, and the number of the last transaction that wrote, where it is told.
 */
async function condition(store: Store): Promise<string> {
  return JSON.stringify(
    [
      await store.run('MATCH (n) UNWIND labels(n) AS label RETURN label, count(*) ORDER BY label'),
      await store.run('MATCH ()-[r]->() RETURN type(r) AS type, count(*) ORDER BY type'),
      await store.run('CALL db.labels() YIELD label RETURN label ORDER BY label'),
      await store.run('CALL db.relationshipTypes() YIELD relationshipType AS type RETURN type ORDER BY type'),
      await store.run('CALL db.propertyKeys() YIELD propertyKey AS key RETURN key ORDER BY key'),
      await store.run('SHOW INDEXES YIELD name, state, type RETURN name, state, type ORDER BY name'),
      await store.run('SHOW CONSTRAINTS YIELD name, type RETURN name, type ORDER BY name'),
      await store.run('SHOW USERS YIELD user RETURN user ORDER BY user', {}, 'system'),
      await lastWrites(store),
    ],
    null,
    1,
  );
}

/** From 5.0 on each database tells its last transaction. */
async function lastWrites(store: Store): Promise<unknown[][]> {
  const [[version]] = (await store.run('CALL dbms.components() YIELD versions RETURN versions[0]')) as [[string]];
  const told = version.startsWith('4.') ? 'currentStatus' : 'lastCommittedTxn';
  return store.run(`SHOW DATABASES YIELD name, ${told} RETURN name, ${told}`, {}, 'system');
}
