import type { Failure, Reply } from '../../model/channel.ts';
import type { Claim } from '../../model/engine.ts';
import { at, bag, list, text } from '../../wire/json.ts';

/** Host name, modules and version together are its own. */
export function claimByMeta(reply: Reply | Failure): Claim | null {
  if (!reply.ok || reply.kind !== 'http' || reply.status !== 200) return null;
  const json = reply.json();
  const version = numberIn(text(at(json, 'version')));
  if (version === null || text(at(json, 'hostname')) === null || bag(at(json, 'modules')) === null) return null;
  return claim(version, 'what it says of itself');
}

/** The page of links is shown to everybody, also where a login is wanted for all else. */
export function claimByLinks(reply: Reply | Failure): Claim | null {
  if (!reply.ok || reply.kind !== 'http' || reply.status !== 200) return null;
  const links = list(at(reply.json(), 'links')).flatMap((link) => text(at(link, 'href')) ?? []);
  return ['/v1/meta', '/v1/schema', '/v1/objects{/:id}'].every((href) => links.includes(href))
    ? claim(null, 'its page of links')
    : null;
}

export function numberIn(told: string | null): string | null {
  return /^\d{1,3}\.\d{1,4}\.\d{1,4}/.exec(told ?? '')?.[0] ?? null;
}

function claim(version: string | null, because: string): Claim {
  return { engine: 'weaviate', confidence: 'certain', version, because, role: 'http' };
}
