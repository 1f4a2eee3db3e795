/**
 * MySQL and Percona Server, all versions that greet with version 10 of the protocol, and what speaks it under a version of MySQL's:
 * Aurora, Vitess, ProxySQL, Doris and others, each named for what it says it is. MariaDB and TiDB are engines of their own.
 *
 * What it sends: the requests of src/families/mysql/requests.ts, as src/engines/mariadb says. Besides, statistics are read from
 * where they are kept (`information_schema_stats_expiry = 0`): MySQL 8 would write those that it was asked for into its cache.
 * Wire format: https://dev.mysql.com/doc/dev/mysql-server/latest/PAGE_PROTOCOL.html
 */
import {
  climb,
  identifySteps,
  type MysqlTable,
  measureDistinct,
  mysqlLevels,
  mysqlRequests,
  takeInventory,
} from '../../families/mysql/index.ts';
import type { Engine } from '../../model/engine.ts';

export const engine: Engine<MysqlTable> = {
  id: 'mysql',
  title: 'MySQL',
  ports: [{ port: 3306, transport: 'tcp', tls: 'plain', role: 'server' }],
  requests: mysqlRequests,
  identify: identifySteps('mysql'),
  levels: mysqlLevels,
  tested: 'real server',
  access: (channel, context) => climb(channel, context, 'mysql'),
  inventory: takeInventory,
  measure: (channel, subject, _context, access) => measureDistinct(channel, subject, access),
};
