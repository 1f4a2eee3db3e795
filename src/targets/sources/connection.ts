/** A scheme of a datastore, and its port where a URL names none. */
const PORTS: Readonly<Record<string, number>> = {
  postgres: 5432,
  postgresql: 5432,
  mysql: 3306,
  mysql2: 3306,
  mariadb: 3306,
  mongodb: 27_017,
  redis: 6379,
  rediss: 6379,
  valkey: 6379,
  amqp: 5672,
  amqps: 5671,
  sqlserver: 1433,
  mssql: 1433,
  clickhouse: 9000,
  cassandra: 9042,
  bolt: 7687,
  neo4j: 7687,
  nats: 4222,
  mqtt: 1883,
  mqtts: 8883,
  memcached: 11_211,
  ldap: 389,
  ldaps: 636,
  elasticsearch: 9200,
  opensearch: 9200,
  http: 80,
  https: 443,
};

const TLS = new Set(['https', 'rediss', 'amqps', 'mqtts', 'ldaps']);

/** One place that a connection string leads to. Its user, password, database and options are never looked at. */
export interface Place {
  readonly scheme: string;
  readonly host: string;
  readonly port: number;
  /** False: the port is the scheme's own. */
  readonly written: boolean;
  readonly tls: boolean;
}

const STRING = /(?:^|[^a-z0-9+])(?:jdbc:)?([a-z][a-z0-9]{2,14})(\+[a-z0-9_+]+)?:\/\/([^\s"'`<>]{1,4096})/gi;

/** What the connection strings of a text lead to; `unread` says why one was left out, without repeating it. */
export function placesIn(text: string): { readonly places: readonly Place[]; readonly unread: readonly string[] } {
  const places: Place[] = [];
  const unread: string[] = [];
  for (const [, name = '', dialect = '', rest = ''] of text.matchAll(STRING)) {
    const scheme = name.toLowerCase();
    if (PORTS[scheme] === undefined) continue;
    if (dialect.toLowerCase() === '+srv') {
      unread.push('its hosts stand in DNS, which is not asked: name them as targets');
      continue;
    }
    for (const one of rest.split(/,[a-z][a-z0-9+]{2,30}:\/\//i)) {
      const hosts = hostsOf(one);
      if (hosts === null) unread.push('where its host begins cannot be said: write the @ of a password as %40');
      else places.push(...hosts.flatMap((host) => placeOf(host, scheme)));
    }
  }
  return { places, unread };
}

/**
 * The hosts of what stands behind `://`. All up to the last @ is userinfo, slashes that nobody escaped included. Null where an
 * option stands before that @: what would be taken for a host could be a piece of a password.
 */
function hostsOf(rest: string): string[] | null {
  const last = rest.lastIndexOf('@');
  if (/[?#;]/.test(rest.slice(0, Math.max(last, 0)))) return null;
  return (rest.slice(last + 1).split(/[/?;#]/, 1)[0] ?? '').split(',');
}

/** Nothing where the host is still to be filled in. */
function placeOf(text: string, scheme: string): Place[] {
  const [, six, name, port] = /^(?:\[([0-9a-f:.]+)\]|([\w.-]+))(?::(\d{1,5}))?$/i.exec(text) ?? [];
  const host = six ?? name;
  if (host === undefined) return [];
  return [{ scheme, host, port: Number(port ?? PORTS[scheme]), written: port !== undefined, tls: TLS.has(scheme) }];
}
