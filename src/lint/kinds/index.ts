import { basename } from 'node:path';
import { below, type Located, textOf } from '../located.ts';
import type { Settings } from '../server.ts';
import { commandSettings, wordsOf } from './command.ts';
import { blockLines, hbaLines, postgresqlLines, sectionLines, wordLines, yamlSettings } from './lines.ts';

/** A server's own file of settings. */
export interface Kind {
  readonly kind: string;
  readonly engine: string;
  readonly name: RegExp;
  /** What such a file of another name holds. Null: the name alone tells. */
  readonly content: RegExp | null;
  /** Null: it is YAML. */
  readonly read: ((text: string, file: string) => Settings) | null;
}

const REDIS_MANY = new Set(['user', 'bind-source-addr']);
const MOSQUITTO_MANY = new Set(['listener', 'allow_anonymous']);
const redis = (text: string, file: string): Settings => wordLines(text, file, REDIS_MANY);
const properties = (text: string, file: string): Settings => sectionLines(text, file);
const mysqld = (text: string, file: string): Settings =>
  sectionLines(text, file, /^(mysqld|mariadb|mariadbd|server)([-.\d].*)?$/);

/** The first that fits, by name before content. */
export const KINDS: readonly Kind[] = [
  {
    kind: 'pg_hba.conf',
    engine: 'postgresql',
    name: /pg_hba.*\.conf$/,
    content: /^host(ssl|nossl)?[ \t]+\S+[ \t]+\S+[ \t]+\S+[ \t]+\S+/m,
    read: hbaLines,
  },
  {
    kind: 'postgresql.conf',
    engine: 'postgresql',
    name: /^postgres(ql)?.*\.conf$/,
    content: /^[ \t]*(listen_addresses|shared_buffers)\s*=/m,
    read: postgresqlLines,
  },
  {
    kind: 'elasticsearch.yml',
    engine: 'elasticsearch',
    name: /^elasticsearch.*\.ya?ml$/,
    content: /^xpack\.security\.(enabled|authc|http|transport)/m,
    read: null,
  },
  {
    kind: 'opensearch_dashboards.yml',
    engine: 'opensearch-dashboards',
    name: /^opensearch[_-]dashboards.*\.ya?ml$/,
    content: /^opensearch_security\./m,
    read: null,
  },
  {
    kind: 'opensearch.yml',
    engine: 'opensearch',
    name: /^opensearch.*\.ya?ml$/,
    content: /^plugins\.security\./m,
    read: null,
  },
  {
    kind: 'kibana.yml',
    engine: 'kibana',
    name: /^kibana.*\.ya?ml$/,
    content: /^elasticsearch\.hosts\s*:/m,
    read: null,
  },
  { kind: 'valkey.conf', engine: 'valkey', name: /^valkey.*\.conf$/, content: null, read: redis },
  {
    kind: 'redis.conf',
    engine: 'redis',
    name: /^redis.*\.conf$/,
    content: /^[ \t]*(protected-mode|requirepass|appendonly)\s/m,
    read: redis,
  },
  {
    kind: 'mongod.conf',
    engine: 'mongodb',
    name: /^mongo(d|db)?.*\.(conf|cfg|ya?ml)$/,
    content: /^[ \t]*dbPath[ \t]*:/m,
    read: null,
  },
  { kind: 'my.cnf', engine: 'mariadb', name: /mariadb.*\.cnf$/, content: /^\[mariadb[\w.-]*\]/m, read: mysqld },
  { kind: 'my.cnf', engine: 'mysql', name: /\.cnf$|^my\.ini$/, content: /^\[mysqld\]/m, read: mysqld },
  {
    kind: 'mosquitto.conf',
    engine: 'mqtt',
    name: /^mosquitto.*\.conf$/,
    content: /^(allow_anonymous|listener)\s+\S/m,
    read: (text, file) => wordLines(text, file, MOSQUITTO_MANY),
  },
  {
    kind: 'rabbitmq.conf',
    engine: 'rabbitmq',
    name: /^rabbitmq.*\.conf$/,
    content: /^(listeners\.tcp|loopback_users|default_user)\b/m,
    read: properties,
  },
  {
    kind: 'nats.conf',
    engine: 'nats',
    name: /^nats.*\.(conf|cfg)$/,
    content: /^(jetstream|authorization|accounts|http_port)\s*[:={]/m,
    read: blockLines,
  },
  {
    kind: 'zoo.cfg',
    engine: 'zookeeper',
    name: /^(zoo|zookeeper).*\.(cfg|properties)$/,
    content: /^tickTime\s*=/m,
    read: properties,
  },
  {
    kind: 'server.properties',
    engine: 'kafka',
    name: /^(server|broker|kafka|controller).*\.properties$/,
    content: /^(broker\.id|node\.id|log\.dirs)\s*=/m,
    read: properties,
  },
  { kind: 'scylla.yaml', engine: 'scylla', name: /^scylla.*\.ya?ml$/, content: null, read: null },
  {
    kind: 'cassandra.yaml',
    engine: 'cassandra',
    name: /^cassandra.*\.ya?ml$/,
    content: /^endpoint_snitch\s*:/m,
    read: null,
  },
  {
    kind: 'influxdb.conf',
    engine: 'influxdb',
    name: /^influx(db)?.*\.(conf|toml)$/,
    content: /^[ \t]*auth-enabled[ \t]*=/m,
    read: properties,
  },
  {
    kind: 'neo4j.conf',
    engine: 'neo4j',
    name: /^neo4j.*\.conf$/,
    content: /^(dbms|server)\.(security|default_listen_address|bolt|memory)\b/m,
    read: properties,
  },
  { kind: 'memcached.conf', engine: 'memcached', name: /^memcached.*\.conf$/, content: null, read: memcached },
];

/** How much of a file is looked at to tell what it is. */
const HEAD = 64 * 1024;

/** The kind of a server's own file, or null. */
export function kindOf(file: string, text: string): Kind | null {
  const name = basename(file).toLowerCase();
  const byName = KINDS.find((kind) => kind.name.test(name));
  if (byName !== undefined)
    return byName.kind === 'my.cnf' && /^\[mariadb/m.test(text) ? { ...byName, engine: 'mariadb' } : byName;
  const isYaml = /\.ya?ml$/.test(name);
  const head = text.slice(0, HEAD);
  if (!isYaml && !/\.(conf|cfg|cnf|ini|properties|toml)$/.test(name)) return null;
  return KINDS.find(({ content, read }) => content?.test(head) === true && isYaml === (read === null)) ?? null;
}

/** What YAML of no known name is: by what stands at its top. */
export function yamlKind(documents: readonly Located[]): 'compose' | 'kubernetes' | null {
  const is = (key: string): boolean => documents.some((one) => below(one, key) !== null);
  if (documents.some((one) => textOf(below(one, 'apiVersion')) !== null && textOf(below(one, 'kind')) !== null))
    return 'kubernetes';
  return is('services') && documents.some((one) => below(one, 'services')?.kind === 'map') ? 'compose' : null;
}

/** The settings of a file of that kind. */
export function settingsOf(
  kind: Kind,
  text: string,
  file: string,
  parse: (text: string, file: string) => Located[],
): Settings {
  if (kind.read !== null) return kind.read(text, file);
  const settings: Settings = new Map();
  for (const document of parse(text, file)) yamlSettings(document, '', settings);
  return settings;
}

/** Flags, one or more a line, as Debian's memcached.conf holds them. */
function memcached(text: string, file: string): Settings {
  const settings: Settings = new Map();
  for (const [index, raw] of text.split('\n').entries()) {
    if (/^\s*-/.test(raw))
      commandSettings(
        wordsOf(raw.split('#')[0] ?? '', { file, line: index + 1, column: raw.search(/\S/) + 1 }),
        settings,
      );
  }
  return settings;
}
