import { isDeepStrictEqual } from 'node:util';
import type { Setting } from '../model/facts.ts';
import type { EndpointState } from './state.ts';

/** One thing that was otherwise at the check before. */
export interface Change {
  readonly what: string;
  readonly before: string;
  readonly now: string;
}

/** A server takes these anew at each start: another value is another start, and no other store. */
const START_KEYS = new Set(['runId', 'process', 'nodeIds']);

/** Whether the two cannot be the same store: an engine or an identity that outlives a start is another. */
export function isOtherStore(before: EndpointState, now: EndpointState): boolean {
  if (before.service === null || now.service === null) return false;
  if (before.service.engine !== now.service.engine) return true;
  const [old, fresh] = [before.service.identity, now.service.identity];
  const lasting = Object.keys(old).filter((key) => fresh[key] !== undefined && !START_KEYS.has(key));
  return lasting.length > 0 && lasting.every((key) => old[key] !== fresh[key]);
}

type Told = Setting | undefined;

/** What else is otherwise: beside a protection that is gone, the answer to how that happened. */
export function changesBetween(before: EndpointState, now: EndpointState): Change[] {
  const pairs: readonly (readonly [what: string, before: Told, now: Told])[] = [
    ['engine', before.service?.engine, now.service?.engine],
    ['version', before.service?.version, now.service?.version],
    ['name', before.service?.name, now.service?.name],
    ...bothKeys(before.service?.identity, now.service?.identity).map(
      (key) =>
        [START_KEYS.has(key) ? 'start' : key, before.service?.identity[key], now.service?.identity[key]] as const,
    ),
    ['address', before.address, now.address],
    ['TLS', before.tls?.version ?? (before.service === null ? null : 'none'), now.tls?.version ?? 'none'],
    ['certificate', before.tls?.certificate, now.tls?.certificate],
    ['issuer of the certificate', before.tls?.issuer, now.tls?.issuer],
    ['security layer', known(before.securityLayer), known(now.securityLayer)],
    ...bothKeys(before.surroundings, now.surroundings).map(
      (key) => [key, before.surroundings[key], now.surroundings[key]] as const,
    ),
  ];
  return pairs.flatMap(([what, old, fresh]) =>
    old === undefined || old === null || fresh === undefined || fresh === null || isDeepStrictEqual(old, fresh)
      ? []
      : [{ what, before: String(old), now: String(fresh) }],
  );
}

function known(layer: EndpointState['securityLayer']): string | null {
  return layer === 'unknown' ? null : layer;
}

function bothKeys(left: object = {}, right: object = {}): string[] {
  return Object.keys(left).filter((key) => Object.hasOwn(right, key));
}
