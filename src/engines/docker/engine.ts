/**
 * The interface of Docker Engine over TCP, and Podman's, which answers the same questions. It is no datastore; it holds all of those
 * that run on its host.
 *
 * What it sends: the requests of ./requests.ts, GET and HEAD alone: its version, what it says of itself, names of containers, images
 * and volumes, and HEAD of a running container's root, which tells that it is a folder. Nothing is created, started, stopped,
 * attached to, pulled or removed, no file is fetched, no log and no event is read. The settings of containers, in which
 * secrets lie, are asked for only with `--sample`. That a visitor is root on the host follows from the engine's own word that no
 * plugin decides, with no part kept back, and is not tried.
 * Wire format: https://docs.docker.com/reference/api/engine/ and https://docs.docker.com/engine/extend/plugins_authorization/.
 *
 * **Settings**: `product`, `build`, `api`, `plugins` (that decide who may do what), `rootless`, `containers`, `images`; of the inventory
 * `containersWithDisk` (that may change the host's whole disk), `containersWithSocket` (that have the engine's own socket).
 */
import type { Failure, Reply } from '../../model/channel.ts';
import type { Claim, Engine } from '../../model/engine.ts';
import { climb } from './access.ts';
import { isRefusedByPlugin, readAnswer, readVersion } from './answers.ts';
import { takeInventory } from './inventory.ts';
import { type DockerTable, dockerRequests } from './requests.ts';

const ID = 'docker';

export const engine: Engine<DockerTable> = {
  id: ID,
  title: 'Docker Engine',
  ports: [
    { port: 2375, transport: 'tcp', tls: 'plain', role: 'engine' },
    { port: 2376, transport: 'tcp', tls: 'tls', role: 'engine' },
  ],
  requests: dockerRequests,
  identify: [{ request: 'version', claim }],
  levels: {
    banner: 'version of the engine and of its interface',
    metadata: 'names of containers or images are listed',
    read: 'the root of a running container is told of, for which the same right is asked as for its files',
    write: 'not told apart from admin',
    admin: 'no plugin decides who may do what, and no part is kept back: whoever reaches it is root on the host',
  },
  tested: 'replayed',
  access: climb,
  inventory: takeInventory,
};

/** An engine’s answer about its version, or its words where a plugin refuses it. */
function claim(reply: Reply | Failure): Claim | null {
  const answer = readAnswer(reply);
  const told = readVersion(answer);
  if (told === null && !isRefusedByPlugin(answer)) return null;
  const because = told === null ? 'its words where a plugin refuses' : 'the engine’s own version answer';
  return { engine: ID, confidence: 'certain', version: told?.version ?? null, because, role: 'engine' };
}
