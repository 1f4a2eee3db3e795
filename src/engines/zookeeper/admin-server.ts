import type { Failure, Reply } from '../../model/channel.ts';
import type { Claim, ProbeContext } from '../../model/engine.ts';
import type { AccessFacts } from '../../model/facts.ts';
import { at, text } from '../../wire/json.ts';
import type { ZookeeperChannel } from './requests.ts';

/** The AdminServer tells statistics over HTTP and, from 3.9 on, takes snapshots of whoever has all rights on the root. */
export function claimByAdminServer(reply: Reply | Failure): Claim | null {
  if (!reply.ok || reply.kind !== 'http' || reply.status !== 200) return null;
  const json = reply.json();
  const version = /^(\d+\.\d+\.\d+)/.exec(text(at(json, 'version')) ?? '')?.[1];
  if (version === undefined || text(at(json, 'command')) !== 'server_stats') return null;
  return {
    engine: 'zookeeper',
    confidence: 'certain',
    version,
    because: 'its statistics over HTTP',
    role: 'admin-server',
  };
}

/** Of the nodes nothing is told here: what lies behind it is another door’s question. */
export async function adminServerAccess(channel: ZookeeperChannel, { claim }: ProbeContext): Promise<AccessFacts> {
  const { exchange } = await channel.ask('admin-server');
  return {
    service: { engine: 'zookeeper', version: claim.version, identity: {}, name: null },
    access: {
      proved: 'unknown',
      inferred: 'unknown',
      capabilities: ['identify', 'health'],
      protection: null,
      securityLayer: 'unknown',
      anonymous: null,
      filtered: false,
      control: 'not-asked',
      reason:
        'the AdminServer answers everybody with statistics; names of nodes are not told here, and are asked for at port 2181',
    },
    settings: { role: claim.role },
    proofs: { banner: [exchange] },
    notes: [],
  };
}
