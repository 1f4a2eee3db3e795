import { type Heard, isBusy, isHttp, isRefusal, unheard } from '../../families/rest/answers.ts';
import type { Failure, HttpReply, Reply } from '../../model/channel.ts';
import type { Json } from '../../model/request.ts';
import { at, bag, count, list, text } from '../../wire/json.ts';

/**
 * What an answer means. `refused`: credentials or rights are wanted. `missing`: no such key in v2. `off`: this interface is not
 * served here. `busy`: no leader, too many requests, ask no more. `odd`: anything else.
 */
export type Meaning = 'open' | 'refused' | 'missing' | 'off' | 'busy' | 'odd' | 'failed';

export type Answer = Heard<Meaning>;

/** `etcdserver: user name is empty` and its like come with code 3 and status 400. */
const NO_USER =
  /^etcdserver: (?:user name is empty|user name not found|invalid auth token|permission denied|authentication failed)/;
const NOT_FOUND = /^(?:404 page not found|Not Found)\s*$/;
const PERMISSION_DENIED = 7;
const EXHAUSTED = 8;
const UNAVAILABLE = 14;
const UNAUTHENTICATED = 16;

export function readAnswer(reply: Reply | Failure): Answer {
  if (!isHttp(reply)) return unheard(reply);
  const { exchange } = reply;
  const json = reply.json();
  const error = text(at(json, 'error')) ?? text(at(json, 'message'));
  const said = `HTTP ${reply.status}${error === null ? '' : ` ${error.slice(0, 80)}`}`;
  return { meaning: meaningOf(reply, json, error), exchange, json, said };
}

function meaningOf(reply: HttpReply, json: Json | undefined, error: string | null): Meaning {
  const { status } = reply;
  const code = count(at(json, 'code'));
  if (isBusy(status) || code === EXHAUSTED || code === UNAVAILABLE) return 'busy';
  if (isRefusal(status)) return 'refused';
  if (code === PERMISSION_DENIED || code === UNAUTHENTICATED || NO_USER.test(error ?? '')) return 'refused';
  if (status === 404 && isKeyMissing(json)) return 'missing';
  if (status === 404 && reply.mediaType === 'text/plain' && NOT_FOUND.test(reply.text().slice(0, 40))) return 'off';
  if (status === 200) return 'open';
  return 'odd';
}

/** v2's own word for a key that is not there. */
function isKeyMissing(json: Json | undefined): boolean {
  return count(at(json, 'errorCode')) === 100 && text(at(json, 'cause')) !== null;
}

/** What every answer of v3 to a question about the store begins with; null where it is no such answer. */
export function clusterOf({ meaning, json }: Answer): string | null {
  if (meaning !== 'open') return null;
  return decimalId(at(json, 'header', 'cluster_id'));
}

function decimalId(value: Json | undefined): string | null {
  const digits = text(value);
  return digits !== null && /^\d{1,20}$/.test(digits) ? shownId(BigInt(digits).toString(16)) : null;
}

/** In two halves: sixteen digits and letters in one could be an account number, and would be masked. */
function shownId(hex: string): string {
  const whole = hex.padStart(16, '0');
  return `${whole.slice(0, 8)}-${whole.slice(8)}`;
}

export interface Range {
  readonly count: number;
  readonly more: boolean;
  readonly keys: readonly Buffer[];
  readonly values: readonly Buffer[];
}

/** Null: it is no answer to a question about a range. Zero and false are left out by the server. */
export function readRange(answer: Answer): Range | null {
  if (clusterOf(answer) === null) return null;
  const told = at(answer.json, 'count');
  const total = told === undefined ? 0 : count(told);
  if (total === null) return null;
  const pairs = list(at(answer.json, 'kvs'));
  return {
    count: total,
    more: at(answer.json, 'more') === true,
    keys: pairs.flatMap((pair) => bytesOf(at(pair, 'key'))),
    values: pairs.flatMap((pair) => bytesOf(at(pair, 'value'))),
  };
}

function bytesOf(value: Json | undefined): Buffer[] {
  const encoded = text(value);
  return encoded === null ? [] : [Buffer.from(encoded, 'base64')];
}

export interface Directory {
  /** Of directories with a slash at the end; without the one that all begin with. */
  readonly names: readonly string[];
  readonly cluster: string | null;
}

/** The listing of v2's root; null where it is none. */
export function readDirectory(reply: Reply | Failure): Directory | null {
  const { json } = readAnswer(reply);
  if (!reply.ok || reply.kind !== 'http' || reply.status !== 200) return null;
  const cluster = reply.headers['x-etcd-cluster-id'] ?? null;
  if (text(at(json, 'action')) !== 'get' || at(json, 'node', 'dir') !== true || !('x-etcd-index' in reply.headers)) {
    return null;
  }
  const names = list(at(json, 'node', 'nodes')).flatMap((node) => {
    const key = text(at(node, 'key'));
    return key === null || !key.startsWith('/') ? [] : [`${key.slice(1)}${at(node, 'dir') === true ? '/' : ''}`];
  });
  return { names, cluster: cluster !== null && /^[0-9a-f]{1,16}$/.test(cluster) ? shownId(cluster) : null };
}

export interface Member {
  readonly name: string;
  readonly addresses: readonly string[];
}

/** Members as v3, v2 and the port between them list them. */
export function readMembers(json: Json | undefined): Member[] {
  const told = Array.isArray(json) ? list(json) : list(at(json, 'members'));
  return told.slice(0, 200).flatMap((member): Member[] => {
    if (bag(member) === null) return [];
    const addresses = [...list(at(member, 'clientURLs')), ...list(at(member, 'peerURLs'))].flatMap((url) => {
      const place = text(url);
      return place === null ? [] : [place.slice(0, 300)];
    });
    return [{ name: text(at(member, 'name')) ?? '', addresses }];
  });
}
