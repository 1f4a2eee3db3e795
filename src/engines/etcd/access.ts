import { type Capability, highest, type Level } from '../../model/access.ts';
import type { ProbeContext } from '../../model/engine.ts';
import type { AccessFacts, Setting } from '../../model/facts.ts';
import { readAnswer, readMembers } from './answers.ts';
import { type Door, SHUT, tryV2, tryV3 } from './doors.ts';
import type { EtcdChannel } from './requests.ts';

/** Both stores of the server, each by itself: a guard before one says nothing of the other. */
export async function climb(channel: EtcdChannel, context: ProbeContext): Promise<AccessFacts> {
  const banner = await channel.ask('version');
  const cors = banner.ok ? (banner.headers['access-control-allow-origin'] ?? null) : null;
  const v3 = await tryV3(channel, context);
  const v2 = v3.stopped || v3.control === 'failed' ? SHUT : await tryV2(channel, context);
  const doors = [v3, v2];
  const peers = doors.every(({ state }) => state === 'off') ? await asksPeers(channel) : null;
  const honeypot = doors.some(({ control }) => control === 'failed');
  const open = doors.filter(({ state }) => state === 'open');
  const refused = doors.some(({ state, proofs }) => state === 'refused' || proofs['refusal'] !== undefined);
  const settled = open.length > 0 || (refused && doors.every(({ state }) => state !== 'unknown'));
  const proved = highest('banner', ...open.map(({ read }): Level => (read ? 'read' : 'metadata')));
  const unasked = open.some(({ authentication }) => authentication === false);
  const unknown = honeypot || (!settled && doors.some(({ state }) => state === 'unknown'));
  return {
    service: {
      engine: 'etcd',
      version: context.claim.version,
      identity: identityOf(doors),
      name: null,
    },
    access: {
      proved: unknown ? 'unknown' : proved,
      inferred: unknown ? 'unknown' : unasked ? 'admin' : proved,
      capabilities: capabilitiesOf(open, unasked),
      protection: refused ? 'authentication' : null,
      securityLayer: unasked
        ? 'absent'
        : refused || open.some(({ authentication }) => authentication)
          ? 'present'
          : 'unknown',
      anonymous: null,
      filtered: open.length > 0 && refused,
      control: honeypot ? 'failed' : open.some(({ control }) => control === 'passed') ? 'passed' : 'not-asked',
      reason: honeypot ? HONEYPOT : unknown || !settled ? whyUnsettled(doors, peers !== null) : null,
    },
    settings: { ...settingsOf(v3, v2, peers !== null), cors, corsAny: cors === '*', corsCredentials: false },
    proofs: {
      ...proofsOf(doors),
      banner: [banner.exchange],
      ...(cors === null ? {} : { cors: [banner.exchange] }),
      ...(peers === null ? {} : { peers: [peers] }),
    },
    notes: doors.flatMap(({ said }) => (said === null ? [] : [`a question was answered with ${said}`])),
  };
}

const HONEYPOT =
  'a page for everything or a honeypot: a key of a random name, which cannot exist, is answered like one that does';

/** The port between members serves no keys, and lists the members to everybody. Its exchange, or null where it is not that. */
async function asksPeers(channel: EtcdChannel): Promise<number | null> {
  const answer = readAnswer(await channel.ask('peers'));
  return answer.meaning === 'open' && Array.isArray(answer.json) && readMembers(answer.json).length > 0
    ? answer.exchange
    : null;
}

function whyUnsettled(doors: readonly Door[], peers: boolean): string {
  const said = doors.map((door) => door.said).find((words) => words !== null);
  if (said !== undefined) return `neither data nor a refusal was seen: ${said}`;
  return peers
    ? 'the port between members: it says what it is, and what a member may do there is not tried'
    : 'it says its version alone: v2 and the JSON gateway of v3 are off, and gRPC is not spoken by this audit';
}

/** Every member of a cluster says the same. */
function identityOf(doors: readonly Door[]): Record<string, string> {
  const cluster = doors.map((door) => door.cluster).find((id) => id !== null);
  return cluster === undefined || cluster === null ? {} : { clusterId: cluster };
}

function capabilitiesOf(open: readonly Door[], unasked: boolean): Capability[] {
  const read = open.some((door) => door.read);
  const shown: readonly (readonly [Capability, boolean])[] = [
    ['identify', true],
    ['list-collections', open.length > 0],
    ['count-records', read],
    ['read-records', read],
    ['write-records', unasked],
    ['administer', unasked],
  ];
  return shown.filter(([, holds]) => holds).map(([capability]) => capability);
}

/**
 * `role`: client | peer. `v3`, `v2`: open | refused | off | unknown. `keys`: keys of v3. `sideDoor`: one of them asks nobody
 * beside the other, which does. `usersWithoutAuthentication`: users that exist although nobody is asked.
 */
function settingsOf(v3: Door, v2: Door, peer: boolean): Record<string, Setting> {
  const doors = [v3, v2];
  return {
    role: peer ? 'peer' : 'client',
    v3: v3.state,
    v2: v2.state,
    keys: v3.count,
    sideDoor:
      doors.some(({ state }) => state === 'refused') && doors.some(({ authentication }) => authentication === false),
    usersWithoutAuthentication: v3.users,
  };
}

/** The proofs of both, those of v3 first. */
function proofsOf(doors: readonly Door[]): Record<string, number[]> {
  const proofs: Record<string, number[]> = {};
  for (const door of doors) {
    for (const [name, exchanges] of Object.entries(door.proofs)) proofs[name] = [...(proofs[name] ?? []), ...exchanges];
  }
  return proofs;
}
