import type { Level } from '../../model/access.ts';
import type { Failure, Reply } from '../../model/channel.ts';
import type { Json } from '../../model/request.ts';
import { escapeText } from '../../support/escape.ts';
import { at, bag, text, texts } from '../../wire/json.ts';
import { hear } from './protocol.ts';
import { jsonOf } from './requests.ts';

/** What the server says of itself to everybody who connects. */
export interface Greeting {
  readonly exchange: number;
  readonly version: string | null;
  readonly serverId: string | null;
  readonly serverName: string | null;
  readonly loginAsked: boolean;
  /** TLS is spoken from here on. */
  readonly tls: boolean;
  readonly jetstream: boolean;
  /** Other servers of its cluster, as they are told to clients. */
  readonly members: readonly string[];
}

const ID = /^[A-Z0-9]{56}$/;

/** The JSON of a greeting; null for what is none. */
export function infoIn(reply: Reply | Failure): Json | null {
  if (!reply.ok || reply.kind !== 'bytes') return null;
  const line = Buffer.from(reply.bytes).toString('utf8');
  const json = line.startsWith('INFO {') ? jsonOf(line.slice(5)) : undefined;
  return bag(json) !== null && isServer(json) ? (json ?? null) : null;
}

/** Greeting and `/varz` name the server, its version and its limits alike. */
export function isServer(json: Json | undefined): boolean {
  return (
    text(at(json, 'server_id')) !== null &&
    versionIn(json) !== null &&
    text(at(json, 'go')) !== null &&
    typeof at(json, 'max_payload') === 'number'
  );
}

export function versionIn(json: Json | undefined): string | null {
  return /^\d{1,3}\.\d{1,3}\.\d{1,4}(?:-[\w.-]{1,40})?$/.exec(text(at(json, 'version')) ?? '')?.[0] ?? null;
}

export function greetingOf(reply: Reply | Failure): Greeting {
  const json = infoIn(reply) ?? undefined;
  const id = text(at(json, 'server_id'));
  return {
    exchange: reply.exchange,
    version: versionIn(json),
    // In parts, since so many letters and digits in one could be a secret, and would be masked.
    serverId: id !== null && ID.test(id) ? (id.slice(0, 24).match(/.{8}/g) ?? []).join('-') : null,
    serverName: nameIn(json, id),
    loginAsked: at(json, 'auth_required') === true,
    tls: at(json, 'tls_required') === true || at(json, 'tls_available') === true,
    jetstream: at(json, 'jetstream') === true,
    members: texts(at(json, 'connect_urls'))
      .slice(0, 100)
      .map((place) => place.slice(0, 300)),
  };
}

/** A server without a name of its own is named after its id. */
function nameIn(json: Json | undefined, id: string | null): string | null {
  const name = text(at(json, 'server_name'));
  return name === null || name === id ? null : name.slice(0, 200);
}

/** What one question came to. `error`: it was understood, and not done for another reason than rights. `failed`: no whole answer. */
export interface Answer {
  readonly kind: 'granted' | 'refused' | 'certificate' | 'error' | 'failed';
  readonly json: Json | undefined;
  readonly exchange: number;
  readonly said: string;
}

const REFUSED =
  /^(?:Authorization Violation|Authentication (?:Timeout|Expired)|User Authentication (?:Expired|Revoked)|Account Authentication Expired|Permissions Violation )/i;

export function answerOf(reply: Reply | Failure): Answer {
  const { exchange } = reply;
  if (!reply.ok) {
    const kind = reply.kind === 'client-certificate' ? 'certificate' : 'failed';
    return { kind, json: undefined, exchange, said: reply.message };
  }
  if (reply.kind !== 'bytes') return { kind: 'failed', json: undefined, exchange, said: 'another protocol' };
  const { errors, granted, message } = hear(reply.bytes);
  const [error] = errors;
  const said = escapeText(error ?? (granted > 0 ? 'yes' : 'nothing'), 120);
  if (error !== undefined) return { kind: REFUSED.test(error) ? 'refused' : 'error', json: undefined, exchange, said };
  if (message?.status !== null && message !== null) {
    return { kind: 'error', json: undefined, exchange, said: `status ${message.status}` };
  }
  return {
    kind: granted > 0 ? 'granted' : 'error',
    json: message === null ? undefined : jsonOf(message.body),
    exchange,
    said,
  };
}

/** Who the server takes us for. An empty name: nobody is asked. */
export interface Rights {
  readonly user: string;
  /** What the right to publish comes to; who may publish anything may also ask JetStream to make and to delete. */
  level(jetstream: boolean): Level;
}

/** Null where the answer does not say. */
export function rightsIn(json: Json | undefined): Rights | null {
  const data = at(json, 'data');
  const user = text(at(data, 'user'));
  if (user === null || text(at(data, 'account')) === null) return null;
  const publish = bag(at(data, 'permissions', 'publish'));
  const allowed = publish === null ? ['>'] : texts(at(publish, 'allow'));
  const limited = publish !== null && (at(publish, 'deny') !== undefined || !allowed.includes('>'));
  const own = allowed.some((subject) => !subject.startsWith('$') && !subject.startsWith('_INBOX.'));
  return {
    user: user.slice(0, 200),
    level: (jetstream) => (limited ? (own ? 'write' : 'none') : jetstream ? 'admin' : 'write'),
  };
}
