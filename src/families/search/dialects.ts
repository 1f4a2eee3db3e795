import type { Failure, HttpReply } from '../../model/channel.ts';
import type { Json } from '../../model/request.ts';
import { at, text } from '../../wire/json.ts';
import { type Answer, readAnswer } from './answers.ts';
import { isBefore, parseVersion } from './banner.ts';
import type { NodeFacts } from './nodes.ts';
import {
  guardsAmong,
  layerByNodes,
  readAuthenticate,
  readAuthInfo,
  readOwnPrivileges,
  type SecurityFacts,
  UNKNOWN_SECURITY,
} from './security.ts';

export interface ElasticsearchSecurityChannel {
  ask(name: 'whoami' | 'whoami-old' | 'own-privileges'): Promise<HttpReply | Failure>;
}

/**
 * X-Pack's own word. Switched off it says so in words (6.x, 7.x basic), or its addresses are not there (405 or 400 from 7.x on);
 * before 6.3 it is a plugin and named among the nodes' plugins.
 */
export async function elasticsearchSecurity(
  channel: ElasticsearchSecurityChannel,
  nodes: NodeFacts | null,
  number: string | null,
): Promise<SecurityFacts> {
  const version = parseVersion(number);
  const builtIn = !isBefore(version, 6, 3);
  if (layerByNodes(nodes, builtIn) === 'absent') return { ...UNKNOWN_SECURITY, layer: 'absent' };
  if (isBefore(version, 5))
    return { ...UNKNOWN_SECURITY, layer: guardsAmong(nodes?.plugins ?? []).length > 0 ? 'present' : 'unknown' };
  const whoami = readAnswer(await channel.ask(isBefore(version, 6, 6) ? 'whoami-old' : 'whoami'));
  const user = whoami.meaning === 'open' ? readAuthenticate(whoami.json) : null;
  if (user === null) return withoutUser(whoami, nodes, saysSwitchedOff(whoami.json));
  const known = { ...UNKNOWN_SECURITY, layer: 'present', user } as const;
  const proofs = { ...UNKNOWN_SECURITY.proofs, whoami: [whoami.exchange] };
  if (isBefore(version, 6, 6)) return { ...known, proofs };
  const own = readAnswer(await channel.ask('own-privileges'));
  const granted = own.meaning === 'open' ? readOwnPrivileges(own.json) : null;
  return granted === null
    ? { ...known, proofs }
    : { ...known, ...granted, proofs: { ...proofs, privileges: [own.exchange] } };
}

/** `Security must be explicitly enabled when using a [basic] license`: the layer is there and off. */
function saysSwitchedOff(json: Json | undefined): boolean {
  return (text(at(json, 'error', 'reason')) ?? '').startsWith('Security must be explicitly enabled');
}

export interface OpenSearchSecurityChannel {
  ask(name: 'whoami'): Promise<HttpReply | Failure>;
}

/** The security plugin's `authinfo`, which it answers to whoever gets in; without the plugin nothing listens there. */
export async function openSearchSecurity(
  channel: OpenSearchSecurityChannel,
  nodes: NodeFacts | null,
): Promise<SecurityFacts> {
  if (layerByNodes(nodes, false) === 'absent') return { ...UNKNOWN_SECURITY, layer: 'absent' };
  const whoami = readAnswer(await channel.ask('whoami'));
  const user = whoami.meaning === 'open' ? readAuthInfo(whoami.json) : null;
  if (user === null) return withoutUser(whoami, nodes, false);
  return {
    ...UNKNOWN_SECURITY,
    layer: 'present',
    user,
    privileges: user.roles.includes('all_access') ? ['cluster:all', 'index:all'] : null,
    proofs: { ...UNKNOWN_SECURITY.proofs, whoami: [whoami.exchange] },
  };
}

/**
 * Nobody was named. Refused: the layer is there. Said to be off: absent. Not known to the server: absent, unless the nodes name
 * another guard, or do not answer (a proxy could hide the address).
 */
function withoutUser(whoami: Answer, nodes: NodeFacts | null, switchedOff: boolean): SecurityFacts {
  const proofs = { ...UNKNOWN_SECURITY.proofs, layer: [whoami.exchange] };
  if (whoami.meaning === 'refused') return { ...UNKNOWN_SECURITY, layer: 'present' };
  if (switchedOff) return { ...UNKNOWN_SECURITY, layer: 'absent', proofs };
  const unknown = whoami.meaning === 'unsupported' || whoami.meaning === 'missing';
  const otherGuards = guardsAmong(nodes?.plugins ?? []).filter(
    (name) => !name.startsWith('x-pack') && !/^op.*security$/.test(name),
  );
  const absent = unknown && nodes !== null && nodes.complete && otherGuards.length === 0;
  return absent ? { ...UNKNOWN_SECURITY, layer: 'absent', proofs } : UNKNOWN_SECURITY;
}
