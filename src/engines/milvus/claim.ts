import type { Failure, Reply } from '../../model/channel.ts';
import type { Claim, Tokens } from '../../model/engine.ts';
import { at, bag, count, text } from '../../wire/json.ts';
import { CODE } from './answers.ts';

/** The role of the port for management. */
export const MANAGEMENT = 'management';

/** A dash is in no name of a collection: it would be called invalid, and not missing. */
export function controlName({ control }: Tokens): string {
  return control.replaceAll('-', '_');
}

/** Its own numbers and words for a collection that is not there, and for a visitor without a login. */
export function claimByControl(reply: Reply | Failure): Claim | null {
  if (!reply.ok || reply.kind !== 'http') return null;
  const json = reply.json();
  const [code, message] = [count(at(json, 'code')), text(at(json, 'message')) ?? ''];
  const missing = code === CODE.missing && /\bcollection not found\b/.test(message);
  const login = code === CODE.noLogin && message === "user hasn't authenticated";
  return missing || login ? claim('client', 'its own words for a collection that is not there') : null;
}

export function claimByManagement(reply: Reply | Failure): Claim | null {
  if (!reply.ok || reply.kind !== 'http' || reply.status !== 200) return null;
  const status = at(reply.json(), 'status');
  const reason = text(at(status, 'reason')) ?? '';
  if (bag(status) === null || count(at(status, 'error_code')) === null) return null;
  return /^collection name should not be empty\b/i.test(reason)
    ? claim(MANAGEMENT, 'its own words for a name that is wanted, at the port for management')
    : null;
}

function claim(role: string, because: string): Claim {
  return { engine: 'milvus', confidence: 'certain', version: null, because, role };
}
