import { type Heard, isBusy, isHttp, unheard } from '../../families/rest/answers.ts';
import type { Failure, Reply } from '../../model/channel.ts';
import { at, bag, list, text, texts } from '../../wire/json.ts';

/**
 * What an answer means. `refused`: credentials or rights are wanted. `missing`: no such repository, tag or blob. `unsupported`: the
 * question is not answered here. `busy`: ask no more.
 */
export type Meaning = 'open' | 'refused' | 'missing' | 'unsupported' | 'busy' | 'odd' | 'failed';

export type Answer = Heard<Meaning>;

const MISSING = new Set(['NAME_UNKNOWN', 'MANIFEST_UNKNOWN', 'BLOB_UNKNOWN', 'NAME_INVALID', 'NOT_FOUND']);

export function readAnswer(reply: Reply | Failure): Answer {
  if (!isHttp(reply)) return unheard(reply);
  const { exchange } = reply;
  const json = reply.json();
  const code = text(at(list(at(json, 'errors'))[0], 'code'));
  const said = `HTTP ${reply.status}${code === null ? '' : ` ${code.slice(0, 60)}`}`;
  return { meaning: meaningOf(reply.status, code), exchange, json, said };
}

/** A HEAD has no words: there the status alone says it. */
function meaningOf(status: number, code: string | null): Meaning {
  if (isBusy(status) || code === 'TOOMANYREQUESTS') return 'busy';
  if (status === 401 || status === 403 || code === 'UNAUTHORIZED' || code === 'DENIED') return 'refused';
  if (code === 'UNSUPPORTED' || status === 405) return 'unsupported';
  if (status === 404) return code === null || MISSING.has(code) ? 'missing' : 'odd';
  return status === 200 ? 'open' : 'odd';
}

/** Names of repositories; null where it is no catalogue. */
export function readCatalog({ meaning, json }: Answer): readonly string[] | null {
  return meaning === 'open' && Array.isArray(at(json, 'repositories')) ? texts(at(json, 'repositories')) : null;
}

/** Names of tags, none where the repository was emptied; null where it is no list of this repository’s tags. */
export function readTags({ meaning, json }: Answer, name: string): readonly string[] | null {
  return meaning === 'open' && text(at(json, 'name')) === name ? texts(at(json, 'tags')) : null;
}

/** What a registry answers to whoever asks whether it is one: nothing, or errors in its own form. */
export function isBase(reply: Reply | Failure): boolean {
  if (!reply.ok || reply.kind !== 'http') return false;
  const json = reply.json();
  if (reply.headers['docker-distribution-api-version'] !== 'registry/2.0' || bag(json) === null) return false;
  if (reply.status === 200) return at(json, 'errors') === undefined;
  return (reply.status === 401 || reply.status === 403) && text(at(list(at(json, 'errors'))[0], 'code')) !== null;
}

/** How one logs in, by the challenge: `basic`, or `bearer` with the place where tokens are given. */
export function readChallenge(
  reply: Reply | Failure,
): { readonly scheme: string; readonly realm: string | null } | null {
  const challenge = reply.ok && reply.kind === 'http' ? reply.headers['www-authenticate'] : undefined;
  const scheme = /^(basic|bearer)\b/i.exec(challenge ?? '')?.[1]?.toLowerCase();
  if (challenge === undefined || scheme === undefined) return null;
  return { scheme, realm: /\brealm="([^"]{1,200})"/i.exec(challenge.slice(0, 1_000))?.[1] ?? null };
}
