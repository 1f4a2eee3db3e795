/**
 * Consul 0.7 to 1.x, agents that are servers and agents that are not.
 *
 * What it sends: the requests of ./requests.ts, all GETs: the agent's own description, names of keys, the catalogue, and what a
 * visitor's own token is. Values are read with `--sample` alone. Consul leaves out of its lists what a visitor may not see and
 * answers 200 all the same: an empty list is no access, and the catalogue, which many show to everybody for DNS, is none to
 * keys. Nothing is put, registered, joined or left; that it could be follows from access control being off, or from the policy
 * that holds without rules, and is not tried.
 * Wire format: https://developer.hashicorp.com/consul/api-docs
 *
 * **Settings**: `accessControl`, `defaultPolicy` (allow, deny), `selfReadable`, `datacenter`, `server`, `remoteScripts` (checks
 * that are registered over HTTP may be programs), `localScripts`, `bindAny`, `services` (told to a visitor), `topKeys`; of the
 * inventory `vaultStorage`. **Proofs**: `banner`, `control`, `whoami`, `privileges`, `security-layer`, `settings`,
 * `list-collections`, `count-records`, `services`, `refusal`, and of the inventory `keys`, `members`.
 */
import type { Failure, Reply } from '../../model/channel.ts';
import type { Claim, Engine } from '../../model/engine.ts';
import { climb } from './access.ts';
import { isDenial, readAnswer, selfOf } from './answers.ts';
import { takeInventory } from './inventory.ts';
import { type ConsulTable, consulRequests } from './requests.ts';

const ID = 'consul';

export const engine: Engine<ConsulTable> = {
  id: ID,
  title: 'Consul',
  ports: [
    { port: 8500, transport: 'tcp', tls: 'plain', role: 'http' },
    { port: 8501, transport: 'tcp', tls: 'tls', role: 'https' },
  ],
  requests: consulRequests,
  identify: [{ request: 'self', claim }],
  levels: {
    banner: 'version and settings of the agent, or the catalogue of services',
    metadata: 'access control is off, and there are no keys',
    read: 'names of keys are listed, of those alone that a visitor may read',
    write: 'access control allows what no rule forbids, by the server’s own answer',
    admin: 'access control is off, or a visitor’s token has the policy that allows all',
  },
  tested: 'replayed',
  access: climb,
  inventory: takeInventory,
};

/** The agent's own description, or a refusal in Consul's words with its policy on it. */
function claim(reply: Reply | Failure): Claim | null {
  const self = selfOf(readAnswer(reply));
  const base = { engine: ID, confidence: 'certain', role: 'agent' } as const;
  if (self !== null) return { ...base, version: self.version, because: 'the agent’s own description' };
  return isDenial(reply) ? { ...base, version: null, because: 'a refusal in its words, with its policy' } : null;
}
