/**
 * etcd 2 and 3, on its client port, and the port between members for what it is.
 *
 * What it sends: the requests of ./requests.ts. To v3, by its JSON gateway, POSTs to `kv/range`, `auth/status`, `auth/role/list`,
 * `auth/user/list` and `cluster/member/list`: the calls that etcd's reference describes as reads; of `kv/range` counts and names
 * of keys, values only with `--sample`. To v2 GET and HEAD. Nothing is put, deleted, leased, watched or compacted, no alarm is
 * asked for, and gRPC is not spoken. That keys can be written and erased follows from authentication being off, and is not tried.
 * Wire format: https://etcd.io/docs/v3.6/dev-guide/api_grpc_gateway/ (paths up to 3.3: the same page of v3.3),
 * https://etcd.io/docs/v3.6/dev-guide/api_reference_v3/, https://etcd.io/docs/v2.3/api/ and
 * https://etcd.io/docs/v2.3/auth_api/.
 */
import type { Failure, Reply } from '../../model/channel.ts';
import type { Claim, Engine } from '../../model/engine.ts';
import { at, text } from '../../wire/json.ts';
import { climb } from './access.ts';
import { takeInventory } from './inventory.ts';
import { type EtcdTable, etcdRequests } from './requests.ts';

const ID = 'etcd';

export const engine: Engine<EtcdTable> = {
  id: ID,
  title: 'etcd',
  ports: [
    { port: 2379, transport: 'tcp', tls: 'plain', role: 'client' },
    { port: 2380, transport: 'tcp', tls: 'plain', role: 'between members' },
    { port: 4001, transport: 'tcp', tls: 'plain', role: 'client, before 2.0' },
  ],
  requests: etcdRequests,
  identify: [{ request: 'version', claim }],
  levels: {
    banner: 'version; or the port between members answers',
    metadata: 'keys may be listed, and there are none; or names at the top of the v2 keys',
    read: 'all keys were counted, for which the right to read them is asked; or a v2 key can be read',
    write: 'not told: etcd has no question about a visitor’s rights',
    admin: 'authentication is off, in v3 or in v2: anybody may read, write and erase',
  },
  tested: 'real server',
  access: climb,
  inventory: takeInventory,
};

/** `/version` names server and cluster; Kubernetes and Docker answer the same path in another shape. */
function claim(reply: Reply | Failure): Claim | null {
  if (!reply.ok || reply.kind !== 'http' || reply.status !== 200) return null;
  const json = reply.json();
  const version = text(at(json, 'etcdserver'));
  if (version === null || text(at(json, 'etcdcluster')) === null) return null;
  const number = /^\d{1,3}\.\d{1,3}\.\d{1,4}(?:[-+][\w.+-]{1,60})?$/.exec(version)?.[0] ?? null;
  return { engine: ID, confidence: 'certain', version: number, because: 'etcd’s own version answer', role: 'client' };
}
