import type { Channel, Failure, Reply } from '../../model/channel.ts';
import type { Params, RequestTable, StreamRequest } from '../../model/request.ts';
import type { OctetReader } from '../../wire/octets.ts';
import * as wire from './wire.ts';
import { clientsLength, serverLength, tellClients, tellServer } from './words.ts';

/** The server reads four bytes and answers; the line's end behind them lets servers of lines answer at once that they know no such word. */
function word(letters: 'srvr' | 'cons'): Uint8Array {
  return Buffer.from(`${letters}\r\n\r\n`);
}

const pathOf = ({ path }: Params): string => String(path);

type Shape<T> = Pick<StreamRequest, 'safety' | 'from' | 'why' | 'says' | 'encode'> & {
  readonly read: (body: OctetReader) => T;
  readonly say: (value: T) => string;
  readonly maxBytes?: number;
};

/** A question within the session. */
function within<T>({ read, say, ...shape }: Shape<T>) {
  const tells = (answer: Uint8Array): string => {
    const result = wire.readResult(answer, read);
    if (result === null) return 'an answer of another shape';
    return result.value === null ? wordOf(result.error) : say(result.value);
  };
  return {
    kind: 'stream',
    length: wire.answerLength,
    maxBytes: 64 * 1024,
    tells,
    ...shape,
  } as const satisfies StreamRequest;
}

const WORDS: Readonly<Record<number, string>> = {
  [wire.ERROR.noNode]: 'NoNode',
  [wire.ERROR.noRight]: 'NoAuth',
  [wire.ERROR.unknown]: 'Unimplemented',
  [wire.ERROR.loginWanted]: 'SessionClosedRequireSaslAuth',
};

/** An error code in the words of the protocol. */
export function wordOf(error: number): string {
  return WORDS[error] ?? `error ${error}`;
}

const SHOWN = 20;

function sayChildren({ names, stat }: wire.Children): string {
  const more = names.length > SHOWN ? ' …' : '';
  return `${names.length} children: ${names.slice(0, SHOWN).join(', ')}${more}; ${stat.dataLength} bytes of its own`;
}

function sayGrants(grants: readonly wire.Grant[]): string {
  // Of an account no more than how it is known: what stands behind it may be the hash of a password.
  return grants
    .map(({ rights, scheme, id }) => `${scheme === 'world' ? `world:${id}` : scheme} ${lettersOf(rights)}`)
    .join(', ');
}

/** As zkCli writes them: `cdrwa`. */
export function lettersOf(rights: number): string {
  const { create, delete: remove, read, write, admin } = wire.RIGHT;
  const has = (right: number) => (rights & right) !== 0;
  return [
    ['c', create],
    ['d', remove],
    ['r', read],
    ['w', write],
    ['a', admin],
  ]
    .filter(([, right]) => has(Number(right)))
    .map(([letter]) => letter)
    .join('');
}

/** All that is ever asked of ZooKeeper. */
export const zookeeperRequests = {
  server: {
    kind: 'stream',
    safety: 'identify',
    from: 'identify',
    fresh: true,
    encode: () => word('srvr'),
    length: serverLength,
    says: 'srvr',
    tells: tellServer,
    why: 'which version, and how many nodes there are; words that cost the server a walk (wchp, wchc, dump) are never sent',
    maxBytes: 16 * 1024,
  },
  session: {
    kind: 'stream',
    safety: 'greeting',
    from: 'access',
    opens: true,
    encode: () => wire.CONNECT,
    length: wire.sessionLength,
    farewell: (answer) => (wire.readSession(answer)?.given === true ? wire.CLOSE : null),
    says: 'a session without a login',
    tells: (answer) => {
      const session = wire.readSession(answer);
      return session === null ? 'an answer of another shape' : session.given ? 'a session is given' : 'no session';
    },
    why: 'a session of nobody, which is closed at the end; it is given before any login, and proves nothing',
    maxBytes: 1024,
  },
  control: within({
    safety: 'identify',
    from: 'access',
    encode: ({ control }) => wire.question('exists', `/${String(control)}`),
    says: 'exists /{control}',
    read: wire.readStat,
    say: () => 'it exists',
    why: 'the control: a node that cannot exist has to be missing; where a login is wanted this is refused',
  }),
  children: within({
    safety: 'metadata',
    from: 'access',
    encode: (params) => wire.question('getChildren', pathOf(params)),
    says: 'getChildren2 {path}',
    read: wire.readChildren,
    say: sayChildren,
    maxBytes: 2 * 1024 * 1024,
    why: 'names of nodes; it takes the same right as reading the data of the node, of which nothing is read',
  }),
  rights: within({
    safety: 'identify',
    from: 'access',
    encode: (params) => wire.bareQuestion('getACL', pathOf(params)),
    says: 'getACL {path}',
    read: wire.readGrants,
    say: sayGrants,
    why: 'what everybody may do with a node, by the server’s own answer',
  }),
  'count-all': within({
    safety: 'count',
    from: 'access',
    encode: () => wire.bareQuestion('countAll', '/'),
    says: 'getAllChildrenNumber /',
    read: wire.readNumber,
    say: (nodes) => `${nodes} nodes`,
    why: 'how many nodes there are where srvr does not tell (3.6 and later); of the root the server keeps the number',
  }),
  ensemble: within({
    safety: 'metadata',
    from: 'inventory',
    encode: () => wire.question('getData', '/zookeeper/config'),
    says: 'getData /zookeeper/config',
    read: wire.readText,
    say: (config) => `${config.split('\n').filter((line) => line.startsWith('server.')).length} servers`,
    why: 'the members of the ensemble, from the server’s own node; no other node is read',
  }),
  clients: {
    kind: 'stream',
    safety: 'metadata',
    from: 'inventory',
    fresh: true,
    encode: () => word('cons'),
    length: clientsLength,
    says: 'cons',
    tells: tellClients,
    why: 'which networks its clients come from; mostly it is not in the whitelist',
    maxBytes: 1024 * 1024,
  },
  'admin-server': {
    kind: 'http',
    safety: 'identify',
    from: 'identify',
    method: 'GET',
    path: '/commands/srvr',
    why: 'the AdminServer, which tells statistics over HTTP',
    maxBytes: 64 * 1024,
  },
} as const satisfies RequestTable;

export type ZookeeperChannel = Channel<typeof zookeeperRequests>;

/** What a question within the session came to. */
export interface Answer<T> {
  readonly value: T | null;
  /** Null where no whole answer came. */
  readonly error: number | null;
  readonly exchange: number;
  readonly said: string;
}

export function readAnswer<T>(reply: Reply | Failure, read: (body: OctetReader) => T): Answer<T> {
  const { exchange } = reply;
  if (!reply.ok) return { value: null, error: null, exchange, said: reply.message };
  const result = reply.kind === 'bytes' ? wire.readResult(reply.bytes, read) : null;
  if (result === null) return { value: null, error: null, exchange, said: 'an answer of another shape' };
  return { ...result, exchange, said: result.error === wire.ERROR.none ? '' : wordOf(result.error) };
}
