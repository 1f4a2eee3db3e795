/** What images, processes, services and URL schemes of an engine are called; the first that fits counts. */
const WORDS: readonly (readonly [RegExp, string])[] = [
  [/opensearch-?dashboards/, 'opensearch-dashboards'],
  [/opensearch/, 'opensearch'],
  [/elasticsearch/, 'elasticsearch'],
  [/kibana/, 'kibana'],
  [/^(?:postgres|postgresql|postgis|pgvector|timescale|pgbouncer)/, 'postgresql'],
  [/mariadb/, 'mariadb'],
  [/tidb/, 'tidb'],
  [/^(?:mysql|mysqld|percona)/, 'mysql'],
  [/^(?:mongo|mongod|mongodb|mongos|percona-server-mongodb)(?:$|[^a-z])/, 'mongodb'],
  [/valkey/, 'valkey'],
  [/^(?:redis|rediss|keydb|dragonfly|kvrocks|garnet)/, 'redis'],
  [/scylla/, 'scylla'],
  [/cassandra/, 'cassandra'],
  [/clickhouse/, 'clickhouse'],
  [/couchdb/, 'couchdb'],
  [/influx/, 'influxdb'],
  [/^(?:cp-)?kafka/, 'kafka'],
  [/^(?:rabbitmq|amqps?$)/, 'rabbitmq'],
  [/memcache/, 'memcached'],
  [/^minio/, 's3'],
  [/^etcd/, 'etcd'],
  [/^consul/, 'consul'],
  [/^(?:neo4j|bolt)/, 'neo4j'],
  [/^nats/, 'nats'],
  [/^(?:mosquitto|emqx|mqtts?$|eclipse-mosquitto|hivemq)/, 'mqtt'],
  [/zookeeper/, 'zookeeper'],
  [/^solr/, 'solr'],
  [/^qdrant/, 'qdrant'],
  [/weaviate/, 'weaviate'],
  [/milvus/, 'milvus'],
  [/^chroma/, 'chroma'],
  [/meilisearch/, 'meilisearch'],
  [/^registry$/, 'docker-registry'],
  [/rethinkdb/, 'rethinkdb'],
  [/^(?:mssql|sqlserver|sqlservr|ms-sql|azure-sql-edge)/, 'mssql'],
  [/^(?:openldap|ldaps?$|slapd|389ds)/, 'ldap'],
  [/^hbase/, 'hbase'],
  [/^(?:hdfs|hadoop)/, 'hdfs'],
  [/artemis/, 'artemis'],
  [/^activemq/, 'activemq'],
  [/opentsdb/, 'opentsdb'],
  [/^prometheus$/, 'prometheus'],
];

/** Tools around an engine, which are not the engine. */
const AROUND = /exporter|operator|backup|admin|express|commander|cli$|client|migrat|alertmanager/;

/** The engine that a word names: of an image (`bitnami/redis:7`), a process, a scheme or a service. Null: none that is known. */
export function engineOfWord(word: string): string | null {
  const name =
    word
      .slice(0, 512)
      .toLowerCase()
      .replace(/@sha256:.*$/, '')
      .replace(/:[^/]*$/, '')
      .split('/')
      .at(-1) ?? '';
  if (AROUND.test(name)) return null;
  return WORDS.find(([pattern]) => pattern.test(name))?.[1] ?? null;
}
