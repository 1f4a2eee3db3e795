/**
 * TiDB, by its own word in the greeting (`8.0.11-TiDB-v7.5.0`). Its port 10080 for states and settings, which asks for no login, is
 * not asked: let it be reached by the cluster alone.
 *
 * What it sends: the requests of src/families/mysql/requests.ts, as src/engines/mariadb says. Besides, the servers of the cluster are
 * listed, and people are counted by the statistics that TiDB keeps of columns.
 * Wire format: https://dev.mysql.com/doc/dev/mysql-server/latest/PAGE_PROTOCOL.html; what differs:
 * https://docs.pingcap.com/tidb/stable/mysql-compatibility
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
  id: 'tidb',
  title: 'TiDB',
  ports: [{ port: 4000, transport: 'tcp', tls: 'plain', role: 'server' }],
  requests: mysqlRequests,
  identify: identifySteps('tidb'),
  levels: mysqlLevels,
  tested: 'replayed',
  access: (channel, context) => climb(channel, context, 'tidb'),
  inventory: takeInventory,
  measure: (channel, subject, _context, access) => measureDistinct(channel, subject, access),
};
