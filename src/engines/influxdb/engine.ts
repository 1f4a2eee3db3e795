/**
 * InfluxDB 1, 2 and 3 Core, each by the interface that it has.
 *
 * What it sends: the requests of ./requests.ts, all GETs. To 1.x statements that begin with SHOW, one a request, which the server
 * itself lets through by GET because they change nothing; names of databases go in as the parameter `db`, never into a statement, and
 * of the one statement that names a measurement and a tag (./inventory.ts) only names of letters, digits and `_ . : @ -` are put in.
 * No SELECT is made of points: their number would be a scan. To 2.x whether it is set up, and whether a token is asked for. To 3.x
 * names of databases and columns, and the rows that its list of files counts. Nothing is written, created or set up, and the port for
 * backups (8088) is not spoken to. That everything can be written and erased follows from nobody being asked who they are.
 * Wire format: https://docs.influxdata.com/influxdb/v1/tools/api/, https://docs.influxdata.com/influxdb/v2/api/ and
 * https://docs.influxdata.com/influxdb3/core/api/.
 *
 * Settings that rules can lean on: `generation` (1, 2, 3; null where it is not told), `unclaimed` (flag: whoever comes first becomes
 * its administrator), `statisticsOpen` (flag: queries are refused, and the statistics name databases), `usersWithoutAuthentication`
 * (number); of the inventory `subscriptions` (number).
 */
import type { Failure, Reply } from '../../model/channel.ts';
import type { Claim, Engine } from '../../model/engine.ts';
import { at, text } from '../../wire/json.ts';
import { climb } from './access.ts';
import { measureTag, takeInventory } from './inventory.ts';
import { type InfluxdbTable, influxdbRequests } from './requests.ts';

const ID = 'influxdb';

export const engine: Engine<InfluxdbTable> = {
  id: ID,
  title: 'InfluxDB',
  ports: [
    { port: 8086, transport: 'tcp', tls: 'plain', role: 'http' },
    { port: 8181, transport: 'tcp', tls: 'plain', role: 'http (3 Core)' },
  ],
  requests: influxdbRequests,
  identify: [
    { request: 'root', claim },
    { request: 'ping', claim },
  ],
  levels: {
    banner: 'version; of 2.x whether it is set up',
    metadata: 'names of databases are listed, or told by the statistics',
    read: 'series of a database are counted; of 3.x rows of its files',
    write: 'not told apart: without a login there are no rights but all',
    admin: 'nobody is asked who they are; or whoever comes first can make the first administrator',
  },
  tested: 'real server',
  access: climb,
  inventory: takeInventory,
  measure: measureTag,
};

/**
 * Version and build stand in headers of every answer of 1.x and 2.x, and of 3.x beside JSON. Others that take its lines (QuestDB,
 * VictoriaMetrics, Telegraf) give a version without a build.
 */
function claim(reply: Reply | Failure): Claim | null {
  if (!reply.ok || reply.kind !== 'http') return null;
  const told = reply.headers['x-influxdb-version'];
  const build = reply.headers['x-influxdb-build'];
  if (told === undefined || build === undefined || !/^[A-Za-z][\w -]{1,30}$/.test(build)) return null;
  const version = /^v?(\d{1,2}\.\d{1,3}\.\d{1,4})(?:[-~+][\w.~+-]{1,60})?$/.exec(told)?.[1];
  if (version === undefined && !/^[\w.+~-]{1,60}$/.test(told)) return null;
  if (version?.startsWith('3.') === true && reply.status === 200 && text(at(reply.json(), 'version')) === null)
    return null;
  const number = version ?? null;
  return { engine: ID, confidence: 'certain', version: number, because: 'its headers', role: 'http' };
}
