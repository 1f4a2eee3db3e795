/**
 * Apache HBase 1 and 2: the REST gateway, and the pages of masters and region servers.
 *
 * What it sends: GETs alone. Of the gateway the version, whether a table is there that cannot exist, the names of tables, a row of a random
 * name in one of them (that it is missing shows that rows may be read; none is), for the inventory schemas, namespaces and the
 * status of the cluster. No scanner is made, since that is state within the gateway, and no row that exists is read. Of the pages beans of
 * JMX. HBase keeps no number of rows: none is told. Whether the gateway writes is said by `hbase.rest.readonly` and by the rights of its account, which
 * it does not tell; nothing of the kind is inferred.
 * Wire format: https://hbase.apache.org/book.html#_rest
 *
 * **Settings**: `role` (`rest`, `master`, `region-server`), `tables` (number); of the inventory `regions`, `namespaces` (numbers).
 * **Proofs**: `banner`, `control`, `list-collections`, `count-records`, `refusal`; of the inventory `members`, `ransom-note`.
 */
import type { Failure, Reply } from '../../model/channel.ts';
import type { Claim, Engine } from '../../model/engine.ts';
import { at, text } from '../../wire/json.ts';
import { hbaseAccess } from './access.ts';
import { readAnswer, readBean } from './answers.ts';
import { hbaseInventory } from './inventory.ts';
import { hbaseRequests } from './requests.ts';

export const engine: Engine<typeof hbaseRequests> = {
  id: 'hbase',
  title: 'Apache HBase',
  ports: [
    { port: 8080, transport: 'tcp', tls: 'plain', role: 'REST gateway' },
    { port: 16010, transport: 'tcp', tls: 'plain', role: 'master’s page' },
    { port: 16030, transport: 'tcp', tls: 'plain', role: 'region server’s page' },
    { port: 60010, transport: 'tcp', tls: 'plain', role: 'master’s page (0.98)' },
  ],
  requests: hbaseRequests,
  identify: [
    { request: 'gateway', claim: byGateway },
    { request: 'master', claim: byMaster },
    { request: 'table-sizes', claim: byRegionServer },
  ],
  levels: {
    banner: 'version of the gateway or the server',
    metadata: 'names of tables',
    read: 'a row of a random name was looked for in a table, and is missing: rows may be read',
    write: 'not told: the gateway says nothing of its rights',
    admin: 'not told: the gateway says nothing of its rights',
  },
  tested: 'replayed',
  access: (channel, context) => hbaseAccess(channel, context),
  inventory: (channel, access, context) => hbaseInventory(channel, access, context),
};

/** The gateway names its own version, that of Jersey and that of the machine below, all in one answer. */
function byGateway(reply: Reply | Failure): Claim | null {
  const { json, meaning } = readAnswer(reply);
  if (meaning !== 'open') return null;
  const named = ['REST', 'JVM', 'Jersey', 'Server', 'OS'].every((name) => text(at(json, name)) !== null);
  return named ? claim('rest', 'the versions that the gateway names') : null;
}

/** No version stands among the numbers of a page. */
function byMaster(reply: Reply | Failure): Claim | null {
  const bean = readBean(readAnswer(reply).json, 'Master,sub=Server');
  return text(bean?.['tag.clusterId']) === null ? null : claim('master', 'the master’s numbers');
}

function byRegionServer(reply: Reply | Failure): Claim | null {
  const bean = readBean(readAnswer(reply).json, 'RegionServer,sub=Tables');
  return text(bean?.['tag.Context']) === 'regionserver' ? claim('region-server', 'a region server’s numbers') : null;
}

function claim(role: string, because: string): Claim {
  return { engine: 'hbase', confidence: 'certain', version: null, because, role };
}
