import type { Failure, Reply } from '../../model/channel.ts';
import type { Claim } from '../../model/engine.ts';
import { at, text } from '../../wire/json.ts';
import { informationOf, readAnswer } from './answers.ts';

const ID = 'couchdb';

/** `CouchDB/3.3.3 (Erlang OTP/24)` */
const SERVER = /^CouchDB\/(\d{1,3}\.\d{1,3}\.\d{1,4})(?: \(Erlang(?: OTP)?\/[\w.]{1,12}\))?$/;

export interface Product {
  readonly name: 'CouchDB' | 'IBM Cloudant' | 'PouchDB Server';
  /** CouchDB's own number alone. */
  readonly version: string | null;
}

/** The greeting of the root, which names the product. */
export function productOf(reply: Reply | Failure): Product | null {
  if (!reply.ok || reply.kind !== 'http' || reply.status !== 200) return null;
  const json = reply.json();
  if (text(at(json, 'express-pouchdb')) === 'Welcome!') return { name: 'PouchDB Server', version: null };
  const version = text(at(json, 'version'));
  if (text(at(json, 'couchdb')) !== 'Welcome' || version === null) return null;
  if (text(at(json, 'vendor', 'name'))?.includes('Cloudant') === true) return { name: 'IBM Cloudant', version: null };
  return { name: 'CouchDB', version: /^\d{1,3}\.\d{1,3}\.\d{1,4}/.exec(version)?.[0] ?? null };
}

/** The version that stands on every answer, where nothing else is told. */
export function versionOnAnswer(reply: Reply | Failure): string | null {
  return reply.ok && reply.kind === 'http' ? (SERVER.exec(reply.headers['server'] ?? '')?.[1] ?? null) : null;
}

/** The greeting; what it says of a database; or a refusal in CouchDB's words, with its name on it. */
export function claimByRoot(reply: Reply | Failure): Claim | null {
  const product = productOf(reply);
  const claim = { engine: ID, confidence: 'certain' } as const;
  if (product !== null) return { ...claim, version: product.version, because: 'the greeting', role: 'server' };
  const answer = readAnswer(reply);
  const version = versionOnAnswer(reply);
  if (informationOf(answer) !== null) {
    return { ...claim, version, because: 'what it says of one database', role: 'database' };
  }
  const refused = answer.meaning === 'refused' && text(at(answer.json, 'reason')) !== null;
  return refused && version !== null
    ? { ...claim, version, because: 'a refusal in its words, with its name', role: 'server' }
    : null;
}
