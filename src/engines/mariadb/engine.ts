/**
 * MariaDB, all versions that greet with version 10 of the protocol.
 *
 * What it sends: the requests of src/families/mysql/requests.ts. The server speaks first; every handshake is finished and every
 * session ends with COM_QUIT, so that nothing counts towards `max_connect_errors`. A login under a name that cannot exist is the
 * control; `root` is asked for once with an empty password (not with `--no-login`); a password that is asked for is never
 * given. Where TLS is offered all goes within. Sessions are read-only and end a statement after five seconds, and a server that asks
 * for a file of ours (LOCAL INFILE) is hung up on. All statements read: names, statistics, SHOW GRANTS, and `SELECT 1` of one
 * row as the proof. What could be written follows from the grants, and is not tried.
 * Wire format: https://mariadb.com/docs/server/reference/clientserver-protocol
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
  id: 'mariadb',
  title: 'MariaDB',
  ports: [{ port: 3306, transport: 'tcp', tls: 'plain', role: 'server' }],
  requests: mysqlRequests,
  identify: identifySteps('mariadb'),
  levels: mysqlLevels,
  tested: 'real server',
  access: (channel, context) => climb(channel, context, 'mariadb'),
  inventory: takeInventory,
  measure: (channel, subject, _context, access) => measureDistinct(channel, subject, access),
};
