import { type Heard, isBusy, isHttp, isRefusal, unheard } from '../../families/rest/answers.ts';
import type { Failure, Reply } from '../../model/channel.ts';
import type { Json } from '../../model/request.ts';
import { at, bag, list, text } from '../../wire/json.ts';

/**
 * What an answer means. `refused`: a token or a right is wanted. `unguarded`: there is no access control, in Consul's words.
 * `missing`: no such thing. `busy`: ask no more. `odd`: anything else.
 */
export type Meaning = 'open' | 'refused' | 'unguarded' | 'missing' | 'busy' | 'odd' | 'failed';

export interface Answer extends Heard<Meaning> {
  /** `allow` or `deny`: what holds where no rule says anything. Consul says it on every answer since 1.7, by itself. */
  readonly defaultPolicy: string | null;
  /** Something was left out of the answer by access control (1.11 and later, and told to those with a token alone). */
  readonly filtered: boolean;
}

const UNGUARDED = 'ACL support disabled';

export function readAnswer(reply: Reply | Failure): Answer {
  if (!isHttp(reply)) return { ...unheard(reply), defaultPolicy: null, filtered: false };
  const { status, headers, exchange } = reply;
  const json = reply.mediaType === 'application/json' ? reply.json() : undefined;
  const words = json === undefined ? reply.text().slice(0, 200).trim() : '';
  const policy = headers['x-consul-default-acl-policy'];
  return {
    meaning: meaningOf(status, json, words),
    exchange,
    json,
    defaultPolicy: policy === 'allow' || policy === 'deny' ? policy : null,
    filtered: headers['x-consul-results-filtered-by-acls'] === 'true',
    said: `HTTP ${status}${words === '' ? '' : ` ${words.slice(0, 80)}`}`,
  };
}

function meaningOf(status: number, json: Json | undefined, words: string): Meaning {
  if (isBusy(status)) return 'busy';
  if (status === 401 && words === UNGUARDED) return 'unguarded';
  if (isRefusal(status)) return 'refused';
  // Consul has its own errors behind 500, and says the reason in words; a page for nothing has more of them.
  if (status === 404) return words === '' ? 'missing' : 'odd';
  return status === 200 && json !== undefined ? 'open' : 'odd';
}

/** Consul names the token of strangers and the right that it lacks; before 1.13 it says two words. */
const DENIED =
  /^(?:rpc error making call: )?Permission denied(?:: (?:anonymous token|token with AccessorID '[0-9a-f-]{36}') lacks permission '|$)/;

export function isDenial(reply: Reply | Failure): boolean {
  if (!reply.ok || reply.kind !== 'http' || reply.status !== 403) return false;
  const policy = reply.headers['x-consul-default-acl-policy'];
  return policy !== undefined && DENIED.test(reply.text().slice(0, 200).trim());
}

export interface Self {
  readonly version: string | null;
  readonly datacenter: string;
  readonly server: boolean;
  /** The agent's own number. */
  readonly id: string | null;
  /** Null: it does not say. */
  readonly accessControl: boolean | null;
  readonly remoteScripts: boolean | null;
  readonly localScripts: boolean | null;
  readonly bindAny: boolean | null;
}

/** An agent's own description; null where it is something else. */
export function selfOf({ meaning, json }: Pick<Answer, 'meaning' | 'json'>): Self | null {
  const config = bag(at(json, 'Config'));
  const [datacenter, node] = [text(config?.['Datacenter']), text(config?.['NodeName'])];
  const version = text(config?.['Version']);
  if (meaning !== 'open' || datacenter === null || node === null || version === null) return null;
  // Settings stand by themselves since 1.0, and among the others before.
  const debug = bag(at(json, 'DebugConfig')) ?? config ?? {};
  const flag = (...names: readonly string[]) => {
    const value = names.map((name) => debug[name]).find((told) => typeof told === 'boolean');
    return typeof value === 'boolean' ? value : null;
  };
  const addresses = list(debug['ClientAddrs']).flatMap((address) => text(address) ?? []);
  return {
    version: /^\d{1,3}\.\d{1,3}\.\d{1,4}/.exec(version)?.[0] ?? null,
    datacenter,
    server: config?.['Server'] === true,
    id: /^[0-9a-f-]{36}$/.exec(text(config?.['NodeID']) ?? '')?.[0] ?? null,
    accessControl: flag('ACLsEnabled'),
    remoteScripts: flag('EnableRemoteScriptChecks', 'EnableScriptChecks'),
    localScripts: flag('EnableLocalScriptChecks'),
    bindAny: addresses.length === 0 ? null : addresses.some((address) => ['0.0.0.0', '::'].includes(address)),
  };
}

/** Names of keys; null where it is no list of them. */
export function keysOf({ meaning, json }: Answer): readonly string[] | null {
  const told = list(json);
  const keys = told.filter((key) => typeof key === 'string');
  return meaning === 'open' && Array.isArray(json) && keys.length === told.length ? keys : null;
}
