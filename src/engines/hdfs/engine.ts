/**
 * HDFS of Hadoop 2 and 3: the NameNode's WebHDFS and its facts over HTTP (JMX).
 *
 * What it sends: GETs alone. GETFILESTATUS of a file that cannot exist, LISTSTATUS_BATCH of directories down to the fourth step,
 * CHECKACCESS of a file: whether it may be read, without reading it (OPEN would set its time of access, and is never asked).
 * WebHDFS begins with a name: a random one is said, which nobody has. Where it is believed, every name is, `hdfs` among them; no other name
 * is tried. Of JMX five attributes. GETCONTENTSUMMARY, which makes the NameNode walk through a tree under its lock, is never
 * asked, and no DataNode is gone to.
 * Wire format: https://hadoop.apache.org/docs/stable/hadoop-project-dist/hadoop-hdfs/WebHDFS.html
 *
 * **Settings**: `role`, `securityEnabled` (flag, by the server's own word), `state` (`active`, `standby`), `anyName` (flag: a random name
 * is believed); of the inventory `filesAndDirectories`, `directoriesListed`, `directoriesClosed` (numbers). **Proofs**: `banner`, `control`,
 * `list-collections`, `count-records`, `security-layer`, `whoami`, `refusal`; of the inventory `directories`, `members`,
 * `ransom-note`, `wiper`.
 */
import type { Failure, Reply } from '../../model/channel.ts';
import type { Claim, Engine } from '../../model/engine.ts';
import { at, text } from '../../wire/json.ts';
import { hdfsAccess } from './access.ts';
import { readAnswer, readBean } from './answers.ts';
import { hdfsInventory } from './inventory.ts';
import { hdfsRequests } from './requests.ts';

export const engine: Engine<typeof hdfsRequests> = {
  id: 'hdfs',
  title: 'HDFS',
  ports: [
    { port: 9870, transport: 'tcp', tls: 'plain', role: 'NameNode' },
    { port: 50070, transport: 'tcp', tls: 'plain', role: 'NameNode (Hadoop 2)' },
    { port: 9871, transport: 'tcp', tls: 'tls', role: 'NameNode' },
    { port: 14000, transport: 'tcp', tls: 'plain', role: 'HttpFS' },
  ],
  requests: hdfsRequests,
  identify: [
    { request: 'software', claim: bySoftware },
    { request: 'root-status', claim: byStatus },
  ],
  levels: {
    banner: 'version, and whether security is on',
    metadata: 'names of files and directories',
    read: 'a named file may be read, by the server’s own answer',
    write: 'not told apart: whoever is believed to be somebody is believed to be the superuser',
    admin: 'a name is believed without a proof, and so is the superuser’s',
  },
  tested: 'real server',
  access: (channel, context) => hdfsAccess(channel, context),
  inventory: (channel, access, context) => hdfsInventory(channel, access, context),
};

function bySoftware(reply: Reply | Failure): Claim | null {
  const version = text(readBean(readAnswer(reply).json, 'NameNodeInfo', 'SoftwareVersion'));
  const number = /^\d{1,3}(?:\.\d{1,4}){1,3}/.exec(version ?? '')?.[0];
  return number === undefined ? null : claim(number, 'the NameNode’s facts');
}

/** A status of the root, or an exception of Hadoop's own. A login before everything is asked for in the same way by YARN, HBase and their kin. */
function byStatus(reply: Reply | Failure): Claim | null {
  if (!reply.ok || reply.kind !== 'http') return null;
  const json = reply.json();
  const type = text(at(json, 'FileStatus', 'type'));
  const permission = text(at(json, 'FileStatus', 'permission'));
  if (reply.status === 200 && type === 'DIRECTORY' && permission !== null)
    return claim(null, 'the root’s status, as WebHDFS tells it');
  const thrown = text(at(json, 'RemoteException', 'javaClassName'));
  if (thrown?.startsWith('org.apache.hadoop.') === true) return claim(null, 'an exception of Hadoop');
  return null;
}

function claim(version: string | null, because: string): Claim {
  return { engine: 'hdfs', confidence: 'certain', version, because, role: 'namenode' };
}
