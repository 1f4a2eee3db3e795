/**
 * memcached 1.4 and later, over TCP in text and in its binary protocol, over UDP in text.
 *
 * What it sends: `version`, `get` of a key that cannot exist, `stats` with `settings`, `items`,
 * `cachedump` (bounded) and `conns`; where text is hung up on, VERSION, GET of that key and STAT in the binary protocol. All of them read. No key that exists is ever
 * asked for: that would make its item younger than it is. `lru_crawler metadump`, which walks through all items, is not sent.
 * Over UDP, at an endpoint of that transport: `version`, `get` of that key and `stats`, each one datagram, sent once.
 * Wire format: https://github.com/memcached/memcached/blob/master/doc/protocol.txt, and the binary one beside it.
 *
 * Settings that rules can lean on: `protocol` (`text`, `binary`, `udp`), `items` (number), `udpPort` (number; 0: off), `boundTo` (text;
 * null: every address), `sasl`, `dump`, `shutdown` (flags), `honeypot`; over UDP
 * `amplification` (number: how many times the question's size the answer to `stats` has); of the inventory `keysSeen`, `clientNetworks` (numbers).
 */
import type { Failure, Reply } from '../../model/channel.ts';
import type { Claim, Engine } from '../../model/engine.ts';
import { memcachedAccess, versionIn } from './access.ts';
import { memcachedInventory } from './inventory.ts';
import { OPERATION, readPackets, readText, STATUS } from './protocol.ts';
import { memcachedRequests } from './requests.ts';

export const engine: Engine<typeof memcachedRequests> = {
  id: 'memcached',
  title: 'memcached',
  ports: [
    { port: 11211, transport: 'tcp', tls: 'plain', role: 'store' },
    { port: 11211, transport: 'udp', tls: 'plain', role: 'store over UDP' },
  ],
  requests: memcachedRequests,
  identify: [
    { request: 'version', claim: byText },
    { request: 'binary-version', when: ([text]) => wasCutOff(text), soon: true, claim: byPacket },
    { request: 'udp-version', params: ({ control }) => ({ control }), claim: byText },
  ],
  sounds: (said) => /^(?:ERROR\r\n|CLIENT_ERROR )/.test(Buffer.from(said.subarray(0, 16)).toString('latin1')),
  levels: {
    banner: 'version',
    metadata: 'statistics, and names of keys by their prefixes',
    read: 'any key is looked up, and there are items',
    write: 'not told apart: there are no rights but all',
    admin: 'no login is asked for: items can be read, changed and flushed',
  },
  tested: 'real server',
  access: (channel, context) => memcachedAccess(channel, context),
  inventory: (channel, access, context) => memcachedInventory(channel, access, context),
};

function byText(reply: Reply | Failure): Claim | null {
  const answer = readText(reply);
  if (answer.kind === 'login') return claim('a login is asked for, in its words', null);
  const version =
    answer.kind === 'open' ? versionIn(/^VERSION (.{1,64})$/.exec(answer.lines[0] ?? '')?.[1] ?? '') : null;
  return version === null ? null : claim('the banner', version);
}

/** Text was hung up on without a word: by a server that speaks binary alone, among others. */
function wasCutOff(reply: Reply | Failure | undefined): boolean {
  return reply?.ok === false && (reply.kind === 'closed' || reply.kind === 'reset') && reply.received === undefined;
}

function byPacket(reply: Reply | Failure): Claim | null {
  const [packet] = readPackets(reply);
  if (packet?.operation !== OPERATION.version || packet.status !== STATUS.ok) return null;
  const version = versionIn(packet.value);
  return version === null ? null : claim('the banner, in the binary protocol', version);
}

function claim(because: string, version: string | null): Claim {
  return { engine: 'memcached', confidence: 'certain', version, because, role: 'store' };
}
