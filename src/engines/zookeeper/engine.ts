/**
 * Apache ZooKeeper 3.4 and later, and ClickHouse Keeper, which speaks its protocol and is named for what it is.
 *
 * What it sends: `srvr`; a session of nobody (a session is noted by the server, and is closed at the end); `exists` of a node that
 * cannot exist, getChildren2 and getACL, getAllChildrenNumber of the root, and getData of `/zookeeper/config` alone, the
 * server's own list of members. Nothing is watched, no login is given, and no other node's data is read: listing a node takes the same right
 * as reading it. `wchp`, `wchc` and `dump` make the server walk through all watches and are never sent; `cons` is. What could
 * be written follows from the rights of `world:anyone`, and is not tried. At the AdminServer `GET /commands/srvr`.
 * Wire format: zookeeper.jute in https://github.com/apache/zookeeper/tree/master/zookeeper-jute/src/main/resources, and
 * https://zookeeper.apache.org/doc/current/zookeeperAdmin.html for the words.
 *
 * **Settings**: `role` (`server`, `admin-server`), `product`, `mode` (`standalone`, `leader`, `follower`), `nodes` (number, the root and
 * the server's own among them), `rightsOnRoot`, `rightsBelow` (letters of `cdrwa` that everybody has), `loginWanted` (flag); of the
 * inventory `applications` (names), `secretNodes` (paths where programs keep credentials), `allWords` (flag: words beyond srvr
 * are answered). **Proofs**: `banner`, `control`, `list-collections`, `count-records`, `privileges`, `whoami`, `refusal`; of the
 * inventory `nodes`, `secrets`, `members`, `clients`, `ransom-note`.
 */
import type { Failure, Reply } from '../../model/channel.ts';
import type { Claim, Engine } from '../../model/engine.ts';
import { zookeeperAccess } from './access.ts';
import { adminServerAccess, claimByAdminServer } from './admin-server.ts';
import { zookeeperInventory } from './inventory.ts';
import { zookeeperRequests } from './requests.ts';
import { readServer } from './words.ts';

export const engine: Engine<typeof zookeeperRequests> = {
  id: 'zookeeper',
  title: 'Apache ZooKeeper',
  ports: [
    { port: 2181, transport: 'tcp', tls: 'plain', role: 'server' },
    { port: 2281, transport: 'tcp', tls: 'tls', role: 'server' },
    { port: 9181, transport: 'tcp', tls: 'plain', role: 'ClickHouse Keeper' },
  ],
  requests: zookeeperRequests,
  identify: [
    { request: 'server', claim: byWords },
    { request: 'admin-server', claim: claimByAdminServer },
  ],
  levels: {
    banner: 'version, mode and number of nodes',
    metadata: 'names of the nodes below the root',
    read: 'a named node is listed, which takes the right to read its data',
    write: 'everybody may write, create or delete some node, by the server’s own answer about rights',
    admin: 'everybody may change the rights of the root, and so of all there is',
  },
  tested: 'real server',
  access: (channel, context) =>
    context.claim.role === 'admin-server' ? adminServerAccess(channel, context) : zookeeperAccess(channel, context),
  inventory: (channel, access, context) => zookeeperInventory(channel, access, context),
};

function byWords(reply: Reply | Failure): Claim | null {
  const told = readServer(reply);
  if (told === null) return null;
  return {
    engine: 'zookeeper',
    confidence: 'certain',
    // Keeper numbers itself as ClickHouse does: no table of ZooKeeper's versions is for it.
    version: told.product === 'ZooKeeper' ? told.version : null,
    because: 'the word srvr is answered',
    role: 'server',
  };
}
