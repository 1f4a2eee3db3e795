import type { Channel } from '../../model/channel.ts';
import type { HttpRequest, Json, Params, RequestTable, StreamRequest } from '../../model/request.ts';
import { parseJson } from '../../support/bounded-json.ts';
import { at, count, text } from '../../wire/json.ts';
import { entryLength, hear, infoLength, pongLength, replyLength } from './protocol.ts';

/** Answers come one by one; a server that has nobody for a request says so. */
const OPTIONS = {
  verbose: true,
  pedantic: false,
  tls_required: false,
  name: 'unlatched',
  lang: 'unlatched',
  version: '1',
  protocol: 0,
  headers: true,
  no_responders: true,
};

/** A word of a subject has no blank and no point in it, and is no wildcard: what it is put into stays one question. */
export function isToken(name: string): boolean {
  return /^[^\s.*>\p{Cc}]{1,200}$/u.test(name);
}

function token(value: Params[string] | undefined): string {
  const name = String(value);
  if (!isToken(name)) throw new TypeError(`"${name}" is no word of a subject`);
  return name;
}

type Shape = Pick<StreamRequest, 'safety' | 'why' | 'says'> & Partial<Pick<StreamRequest, 'from' | 'maxBytes'>>;

const stream = { kind: 'stream', from: 'access', maxBytes: 64 * 1024, tells } as const;

function connect(more: (params: Params) => Readonly<Record<string, string>>) {
  return (params: Params) => Buffer.from(`CONNECT ${JSON.stringify({ ...OPTIONS, ...more(params) })}\r\nPING\r\n`);
}

/** Listens to a subject and leaves it at once. */
function listen(subject: (params: Params) => string, shape: Shape) {
  return {
    ...stream,
    encode: (params: Params) => Buffer.from(`SUB ${subject(params)} 1\r\nUNSUB 1\r\nPING\r\n`),
    length: pongLength,
    ...shape,
  } as const satisfies StreamRequest;
}

/** One request to the server, and one answer to a subject of ours. */
function request(subject: (params: Params) => string, body: (params: Params) => Json, shape: Shape) {
  return {
    ...stream,
    encode: (params: Params) => {
      const inbox = `_INBOX.${token(params['control'])}`;
      const asked = body(params);
      const payload = asked === null ? '' : JSON.stringify(asked);
      const size = Buffer.byteLength(payload);
      return Buffer.from(
        `SUB ${inbox} 1\r\nUNSUB 1 1\r\nPUB ${subject(params)} ${inbox} ${size}\r\n${payload}\r\nPING\r\n`,
      );
    },
    length: replyLength,
    ...shape,
  } as const satisfies StreamRequest;
}

/** Grants, refusals and what kind of answer came; of what is in it the number of things that it lists. */
function tells(answer: Uint8Array): string {
  const { granted, errors, message } = hear(answer);
  const said = [...errors.map((error) => `-ERR '${error}'`), ...(granted > 0 ? [`+OK (${granted})`] : [])];
  if (message === null) return said.join(', ');
  const json = jsonOf(message.body);
  const kind = text(at(json, 'type'))?.split('.').at(-1) ?? 'an answer';
  const total = count(at(json, 'total'));
  const status = message.status === null ? '' : ` with status ${message.status}`;
  return [...said, `${kind}${status}${total === null ? '' : `, total ${total}`}`].join(', ');
}

/** Undefined for what is no JSON. */
export function jsonOf(body: string): Json | undefined {
  return parseJson(body) as Json | undefined;
}

const get = {
  kind: 'http',
  method: 'GET',
  from: 'access',
  maxBytes: 1024 * 1024,
} as const satisfies Partial<HttpRequest>;

/** Streams of a page; the server's own limit. */
export const PAGE = 256;

/** All that is ever asked of NATS: of its port for clients, and of the one for monitoring. */
export const natsRequests = {
  info: {
    kind: 'greeting',
    safety: 'greeting',
    from: 'identify',
    length: infoLength,
    why: 'what the server says first: version, whether a login or TLS is asked for',
    maxBytes: 64 * 1024,
  },
  varz: {
    ...get,
    safety: 'identify',
    from: 'identify',
    path: '/varz',
    why: 'whether it is the port for monitoring; version, and what is turned on',
    maxBytes: 256 * 1024,
  },
  tls: {
    kind: 'upgrade',
    safety: 'greeting',
    from: 'access',
    encode: () => new Uint8Array(),
    length: null,
    accepted: () => true,
    why: 'TLS, where the greeting says that it is spoken from here on',
  },
  connect: {
    ...stream,
    opens: true,
    safety: 'greeting',
    encode: connect(() => ({})),
    length: entryLength,
    says: 'CONNECT without a name or password, PING',
    why: 'whether anybody is let in without a login',
  },
  'connect-control': {
    ...stream,
    opens: true,
    safety: 'login',
    encode: connect(({ control }) => ({ user: token(control), pass: '' })),
    length: entryLength,
    says: 'CONNECT with the name {control} and an empty password, PING',
    why: 'a user who cannot exist: only a server that asks nobody who they are lets him in (asked before 2.10, which does not say who we are)',
  },
  control: listen(({ control }) => `${token(control)}..x`, {
    safety: 'identify',
    says: 'SUB {control}..x, UNSUB, PING',
    why: 'the control: a subject that cannot be has to be refused, otherwise no grant is believed',
  }),
  listen: listen(({ control }) => token(control), {
    safety: 'identify',
    says: 'SUB {control}, UNSUB, PING',
    why: 'whether we may listen to a subject of a random name, on which nobody speaks: who may, may listen to any',
  }),
  user: request(
    () => '$SYS.REQ.USER.INFO',
    () => null,
    {
      safety: 'identify',
      says: 'request $SYS.REQ.USER.INFO',
      why: 'who the server takes us for, and what that user may listen to and publish (2.10 and later)',
    },
  ),
  streams: request(
    () => '$JS.API.STREAM.LIST',
    ({ offset }) => ({ offset: Number(offset) }),
    {
      safety: 'metadata',
      says: 'request $JS.API.STREAM.LIST from {offset}',
      why: 'names of the streams, and how many messages and bytes each holds, by the server’s own numbers',
      maxBytes: 2 * 1024 * 1024,
    },
  ),
  subjects: request(
    ({ stream: name }) => `$JS.API.STREAM.INFO.${token(name)}`,
    () => ({ subjects_filter: '>' }),
    {
      safety: 'metadata',
      from: 'inventory',
      says: 'request $JS.API.STREAM.INFO.{stream} with its subjects',
      why: 'which subjects a stream holds, where they are few: their words say what the messages are',
      maxBytes: 512 * 1024,
    },
  ),
  message: request(
    ({ stream: name }) => `$JS.API.STREAM.MSG.GET.${token(name)}`,
    ({ seq }) => ({ seq: Number(seq) }),
    {
      safety: 'sample',
      from: 'inventory',
      says: 'request $JS.API.STREAM.MSG.GET.{stream}, number {seq}',
      why: 'one message, classified in memory and forgotten; no consumer is made',
      maxBytes: 2 * 1024 * 1024,
    },
  ),
  'monitor-control': {
    ...get,
    safety: 'identify',
    path: '/{control}',
    why: 'the control of the port for monitoring: a page that cannot exist has to be missing',
    maxBytes: 64 * 1024,
  },
  subsz: {
    ...get,
    safety: 'metadata',
    path: '/subsz',
    query: { subs: '1', limit: '1024' },
    why: 'names of subjects that are listened to',
  },
  jsz: {
    ...get,
    safety: 'metadata',
    path: '/jsz',
    query: { accounts: '1', streams: '1', config: '1' },
    why: 'names of the streams, and how many messages and bytes each holds',
    maxBytes: 4 * 1024 * 1024,
  },
  connz: {
    ...get,
    safety: 'metadata',
    from: 'inventory',
    path: '/connz',
    query: { limit: '1024' },
    why: 'which networks its clients come from',
    maxBytes: 2 * 1024 * 1024,
  },
} as const satisfies RequestTable;

export type NatsTable = typeof natsRequests;
export type NatsChannel = Channel<NatsTable>;
