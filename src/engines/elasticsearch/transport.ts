import type { Channel, Failure, Reply } from '../../model/channel.ts';
import type { Claim, ProbeContext } from '../../model/engine.ts';
import type { AccessFacts } from '../../model/facts.ts';
import type { RequestTable } from '../../model/request.ts';

/** `ES` and -1: the keep-alive of the transport protocol, which servers send back from 6.x on. */
const PING = Uint8Array.of(0x45, 0x53, 0xff, 0xff, 0xff, 0xff);

export const transportRequests = {
  'transport-ping': {
    kind: 'stream',
    safety: 'identify',
    from: 'identify',
    encode: () => PING,
    length: (received) => (received.length < PING.length ? undefined : PING.length),
    fresh: true,
    why: 'whether this is the node-to-node port: its keep-alive is sent back',
    maxBytes: 64,
  },
} as const satisfies RequestTable;

/** What the port answers to HTTP, bare and without a status line, from 1.x on; 0.90 only closes. Seen on 1.7 to 8.4. */
const NOT_HTTP = /^This is not (?:a|an) HTTP port/;

export function claimTransport(reply: Reply | Failure): Claim | null {
  if (reply.ok || reply.received === undefined) return null;
  const words = Buffer.from(reply.received.subarray(0, 64)).toString('latin1');
  if (!NOT_HTTP.test(words)) return null;
  const because = 'it says that it is not an HTTP port, in the words of the transport port';
  return { engine: 'elasticsearch', confidence: 'certain', version: null, because, role: 'transport' };
}

/**
 * What can be said of a transport port without joining the cluster: that it answers without a certificate. Whoever may speak
 * there is a node; what that gives is not tried.
 */
export async function transportAccess(
  channel: Channel<typeof transportRequests>,
  { claim }: ProbeContext,
): Promise<AccessFacts> {
  const reply = await channel.ask('transport-ping');
  const echoed = reply.ok && PING.every((byte, index) => reply.bytes[index] === byte);
  return {
    service: { engine: 'elasticsearch', version: claim.version, identity: {}, name: null },
    access: {
      proved: 'banner',
      inferred: 'banner',
      capabilities: ['identify'],
      protection: null,
      securityLayer: 'unknown',
      anonymous: null,
      filtered: false,
      control: 'not-asked',
      reason: 'the node-to-node port: it answers without a certificate, what a node may do there is not tried',
    },
    settings: { role: 'transport', transportKeepAlive: echoed },
    proofs: { transport: [reply.exchange] },
    notes: ['nodes of the same cluster speak here: it should be reached by them alone'],
  };
}
