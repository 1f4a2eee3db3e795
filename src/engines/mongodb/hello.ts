import type { Failure, Reply } from '../../model/channel.ts';
import type { Claim } from '../../model/engine.ts';
import { at, type Bag, bag, count, text, texts } from '../../wire/json.ts';
import type { MongoChannel } from './requests.ts';
import { type Answer, ask, meaningOf } from './speak.ts';

const ID = 'mongodb';
/** OP_MSG came with 3.6. */
const FIRST_WITH_MESSAGES = 6;

/** What a server says of itself to everybody, before any login. */
export interface Hello {
  readonly role: 'standalone' | 'primary' | 'secondary' | 'arbiter' | 'router' | 'other member';
  readonly hidden: boolean;
  readonly setName: string | null;
  readonly me: string | null;
  /** Members of the set, without the hidden ones. */
  readonly hosts: readonly string[];
  readonly arbiters: readonly string[];
  readonly wire: number;
  /** What it would compress with, of what was offered. */
  readonly compression: readonly string[];
  /** Of this process alone (4.4 and later). */
  readonly process: string | null;
  readonly exchange: number;
  /** How commands are sent to it. */
  readonly via: 'message' | 'query';
}

/** Any whole answer to a hello: the server's own description, or an error of the protocol with a number. */
export function claimByHello(reply: Reply | Failure): Claim | null {
  if (!reply.ok || reply.kind !== 'bytes') return null;
  const { document, meaning, said } = meaningOf(reply);
  if (isHello(document)) return claim('a hello is answered in the words of the protocol');
  const error = meaning !== 'failed' && said !== '' && document['ok'] === 0 && count(document['code']) !== null;
  return error ? claim('a hello is answered by an error of the protocol') : null;
}

function claim(because: string): Claim {
  return { engine: ID, confidence: 'certain', version: null, because, role: 'server' };
}

function isHello(document: Bag): boolean {
  const writable = document['isWritablePrimary'] ?? document['ismaster'];
  // Before 2.6 there is no wire version.
  const sizes = [document['maxBsonObjectSize'], document['maxWireVersion'] ?? 0];
  return document['ok'] === 1 && typeof writable === 'boolean' && sizes.every((size) => count(size) !== null);
}

/** A server before 3.6 hangs up on a message of a kind that it does not know. */
export function hungUp([hello]: readonly (Reply | Failure)[]): boolean {
  return hello !== undefined && !hello.ok && (hello.kind === 'closed' || hello.kind === 'reset');
}

/** In which words it is to be asked, and what it says of itself; the last answer where it says nothing. */
export async function takeHello(channel: MongoChannel): Promise<Hello | Answer> {
  const hello = await ask(channel, 'hello');
  if (isHello(hello.document)) return read(hello, 'message');
  const other = await ask(channel, hello.meaning === 'failed' ? 'hello-old' : 'is-master');
  return isHello(other.document) ? read(other, hello.meaning === 'failed' ? 'query' : 'message') : other;
}

function read({ document, exchange }: Answer, via: Hello['via']): Hello {
  const setName = text(document['setName']);
  const wire = count(document['maxWireVersion']) ?? 0;
  return {
    role: roleOf(document, setName),
    hidden: document['hidden'] === true,
    setName,
    me: text(document['me']),
    hosts: [...texts(document['hosts']), ...texts(document['passives'])].slice(0, 100),
    arbiters: texts(document['arbiters']).slice(0, 100),
    wire,
    compression: texts(document['compression']).slice(0, 10),
    process: text(at(bag(document['topologyVersion']) ?? {}, 'processId')),
    exchange,
    via: wire < FIRST_WITH_MESSAGES ? 'query' : via,
  };
}

function roleOf(document: Bag, setName: string | null): Hello['role'] {
  if (document['msg'] === 'isdbgrid') return 'router';
  if (document['arbiterOnly'] === true) return 'arbiter';
  if (document['secondary'] === true) return 'secondary';
  const writable = document['isWritablePrimary'] === true || document['ismaster'] === true;
  if (setName === null) return document['isreplicaset'] === true ? 'other member' : 'standalone';
  return writable ? 'primary' : 'other member';
}
