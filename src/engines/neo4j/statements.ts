import type { Params, Safety } from '../../model/request.ts';

/** A statement of the closed list. What a transaction that may only read does not take is none of them. */
export interface Statement {
  /** Where it holds names of the server it is made from `label`, which is one of `isPlain`. */
  readonly cypher: string | ((params: Params) => string);
  readonly says?: string;
  readonly safety: Safety;
  readonly from: 'access' | 'inventory';
  readonly why: string;
}

/** Names of labels and types that stand in a statement: no quote can end them early, whatever the server makes of escapes. */
export function isPlain(name: string): boolean {
  return /^\p{L}[\p{L}\p{N}_ -]{0,100}$/u.test(name);
}

const SETTINGS =
  "['dbms.security.auth_enabled', 'dbms.security.allow_csv_import_from_file_urls', 'dbms.security.procedures.unrestricted', 'server.default_listen_address', 'dbms.default_listen_address']";
/** So many records are looked at for the names of their properties. */
const FEW = 50;

export const statements = {
  control: {
    cypher: ({ label }) => `MATCH (n:\`${String(label)}\`) RETURN count(n)`,
    says: 'MATCH (n:{label}) RETURN count(n), of a label that cannot exist',
    safety: 'identify',
    from: 'access',
    why: 'the control: a label that cannot exist has to be counted as none, otherwise no success is believed',
  },
  nodes: {
    cypher: 'MATCH (n) RETURN count(n)',
    safety: 'count',
    from: 'access',
    why: 'how many nodes there are, by the count that the server keeps; none is read',
  },
  labels: {
    cypher: 'CALL db.labels()',
    safety: 'metadata',
    from: 'access',
    why: 'names of the labels',
  },
  whoami: {
    cypher: 'SHOW CURRENT USER YIELD user, roles RETURN user, roles',
    safety: 'identify',
    from: 'access',
    why: 'who the server says that we are',
  },
  settings: {
    cypher: `SHOW SETTINGS YIELD name, value WHERE name IN ${SETTINGS} RETURN name, value`,
    safety: 'identify',
    from: 'access',
    why: 'whether authentication is off by its own word, and what a statement may reach beside the data',
  },
  'settings-old': {
    cypher: `CALL dbms.listConfig() YIELD name, value WITH name, value WHERE name IN ${SETTINGS} RETURN name, value`,
    safety: 'identify',
    from: 'access',
    why: 'the same of servers that do not show settings yet',
  },
  identity: {
    cypher: 'CALL db.info() YIELD id, name RETURN id, name',
    safety: 'identify',
    from: 'access',
    why: 'the number that all doors of one store share',
  },
  components: {
    cypher: 'CALL dbms.components() YIELD versions, edition RETURN versions[0], edition',
    safety: 'identify',
    from: 'access',
    why: 'which version and edition, where the door does not say',
  },
  databases: {
    cypher: 'SHOW DATABASES YIELD name, address, currentStatus, role RETURN name, address, currentStatus, role',
    safety: 'metadata',
    from: 'inventory',
    why: 'names of the databases, and on which servers of a cluster they lie',
  },
  counts: {
    cypher: "CALL db.stats.retrieve('GRAPH COUNTS') YIELD data RETURN data",
    safety: 'count',
    from: 'inventory',
    why: 'nodes of each label, relationships of each type, values of each index: statistics that the server keeps',
  },
  'count-label': {
    cypher: ({ label }) => `MATCH (n:\`${String(label)}\`) RETURN count(n)`,
    says: 'MATCH (n:{label}) RETURN count(n)',
    safety: 'count',
    from: 'inventory',
    why: 'nodes of one label, where the statistics are not shown: the count that the server keeps',
  },
  'label-keys': {
    cypher: ({ label }) =>
      `MATCH (n:\`${String(label)}\`) WITH n LIMIT ${FEW} UNWIND keys(n) AS key RETURN DISTINCT key LIMIT 1000`,
    says: `MATCH (n:{label}) WITH n LIMIT ${FEW} UNWIND keys(n) AS key RETURN DISTINCT key LIMIT 1000`,
    safety: 'metadata',
    from: 'inventory',
    why: 'names of properties, of a few nodes of one label: names alone, no value is sent',
  },
  'type-keys': {
    cypher: ({ label }) =>
      `MATCH ()-[r:\`${String(label)}\`]->() WITH r LIMIT ${FEW} UNWIND keys(r) AS key RETURN DISTINCT key LIMIT 1000`,
    says: `MATCH ()-[r:{label}]->() WITH r LIMIT ${FEW} UNWIND keys(r) AS key RETURN DISTINCT key LIMIT 1000`,
    safety: 'metadata',
    from: 'inventory',
    why: 'the same of a few relationships of one type',
  },
  'property-keys': {
    cypher: 'CALL db.propertyKeys()',
    safety: 'metadata',
    from: 'inventory',
    why: 'names of all properties that were ever used, to say what was not found at a label',
  },
  connections: {
    cypher:
      "CALL dbms.listConnections() YIELD connector, clientAddress, userAgent WITH connector, clientAddress, userAgent WHERE userAgent IS NULL OR NOT userAgent STARTS WITH 'unlatched' RETURN DISTINCT connector, clientAddress LIMIT 500",
    safety: 'metadata',
    from: 'inventory',
    why: 'which networks its clients come from at this moment, but for ourselves',
  },
  sample: {
    cypher: ({ label, size }) =>
      `MATCH (n:\`${String(label)}\`) RETURN properties(n) LIMIT ${Math.trunc(Number(size))}`,
    says: 'MATCH (n:{label}) RETURN properties(n) LIMIT {size}',
    safety: 'sample',
    from: 'inventory',
    why: 'records whose values are classified in memory and kept nowhere; only with --sample',
  },
} as const satisfies Record<string, Statement>;

export type StatementName = keyof typeof statements;

/** The statement itself. */
export function cypherOf(name: StatementName, params: Params): string {
  const { cypher } = statements[name];
  return typeof cypher === 'string' ? cypher : cypher(params);
}
