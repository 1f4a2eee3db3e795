import type { Failure, Reply } from '../../model/channel.ts';
import type { Claim } from '../../model/engine.ts';
import { at, text } from '../../wire/json.ts';
import { logsOnApart, readAnswer, versionIn } from './bolt.ts';

export const ID = 'neo4j';

/** The discovery page is shown to everybody: from 4.0 on it names the version, before it leads to `/db/data/`. */
export function claimByRoot(reply: Reply | Failure): Claim | null {
  if (!reply.ok || reply.kind !== 'http' || reply.status !== 200) return null;
  const json = reply.json();
  const version = text(at(json, 'neo4j_version'));
  const named = text(at(json, 'neo4j_edition')) !== null || text(at(json, 'data'))?.endsWith('/db/data/') === true;
  if (!named || (version === null && text(at(json, 'management')) === null)) return null;
  return claim('http', version === null ? null : numberIn(version), 'its discovery page');
}

/** Its own word for itself, or, where a login comes first, its own code for the refusal. */
export function claimByHello(reply: Reply | Failure): Claim | null {
  if (!reply.ok || reply.kind !== 'bytes') return null;
  const read = readAnswer(reply.bytes);
  if (read === null) return null;
  const server = text(at(read.success, 'server'));
  if (server !== null) {
    // Memgraph calls itself compatible with a version of Neo4j, which is none of its own.
    if (/\bMemgraph\b/.test(server)) return claim('memgraph', null, 'its own name in the greeting');
    const told = /^Neo4j\/(.{1,40})$/.exec(server)?.[1];
    return told === undefined ? null : claim('bolt', numberIn(told), 'its own name in the greeting');
  }
  const refused = text(read.failure?.code)?.startsWith('Neo.ClientError.Security.') === true;
  return refused ? claim('bolt', null, 'its own code for a refused greeting') : null;
}

/** What the greeting is, by the version that the handshake chose; `null`: none was chosen. */
export function greetingFor(handshake: Reply | Failure | undefined): 'hello' | 'hello-none' | null {
  const version = versionIn(handshake);
  return version === null ? null : logsOnApart(version) ? 'hello' : 'hello-none';
}

/** `5.26.0`, `2025.08.0`; without what stands behind it. */
export function numberIn(told: string): string | null {
  return /^\d{1,4}\.\d{1,3}\.\d{1,4}/.exec(told)?.[0] ?? null;
}

function claim(role: string, version: string | null, because: string): Claim {
  return { engine: ID, confidence: 'certain', version, because, role };
}
