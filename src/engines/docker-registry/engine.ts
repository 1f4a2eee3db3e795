/**
 * The registry of container images: Distribution (`docker-registry`) 2 and 3, and what speaks its protocol, such as Harbor, Nexus or zot.
 *
 * What it sends: the requests of ./requests.ts, all GET and HEAD: whether it is a registry, the list of repositories (a thousand
 * at most), names of tags, and HEAD of one manifest. No layer is pulled; a manifest and the settings of an image are read only with
 * `--sample`. Nothing is pushed, mounted or deleted, no upload is begun, and no token is asked for at the place that a challenge
 * names. That anybody may push follows from a registry that itself asks nobody who they are, and is not tried.
 * Wire format: https://distribution.github.io/distribution/spec/api/ and
 * https://github.com/opencontainers/distribution-spec/blob/main/spec.md.
 *
 * **Settings**: `repositories` (listed; null: not), `login` (`basic`, `bearer`; null: none is asked for), `behindProxy`.
 */
import type { Failure, Reply } from '../../model/channel.ts';
import type { Claim, Engine } from '../../model/engine.ts';
import { climb } from './access.ts';
import { isBase } from './answers.ts';
import { takeInventory } from './inventory.ts';
import { type RegistryTable, registryRequests } from './requests.ts';

const ID = 'docker-registry';

export const engine: Engine<RegistryTable> = {
  id: ID,
  title: 'Docker registry',
  ports: [{ port: 5000, transport: 'tcp', tls: 'plain', role: 'registry' }],
  requests: registryRequests,
  identify: [{ request: 'base', claim }],
  levels: {
    banner: 'that it is a registry, and how one logs in',
    metadata: 'names of repositories are listed',
    read: 'the manifest of an image is shown, for which the right to pull is asked',
    write: 'the registry itself asks nobody who they are: anybody may push',
    admin: 'not told: whether images may be deleted is a setting that it tells nobody',
  },
  tested: 'real server',
  access: climb,
  inventory: takeInventory,
};

function claim(reply: Reply | Failure): Claim | null {
  if (!isBase(reply)) return null;
  return { engine: ID, confidence: 'certain', version: null, because: 'the header of its protocol', role: 'registry' };
}
