import type { Channel } from '../../model/channel.ts';
import type { Params, RequestTable, StreamRequest } from '../../model/request.ts';
import { encodeCommand, repliesLength } from '../../wire/resp.ts';
import { tellHello, tellInformation, tellReplies, tellRights, tellScan } from './tells.ts';

type Words = readonly [string, ...string[]];
type Shape = Pick<StreamRequest, 'safety' | 'from' | 'why'> &
  Partial<Pick<StreamRequest, 'maxBytes' | 'tells' | 'fresh'>>;

const one = (received: Uint8Array): number | undefined => repliesLength(received);
const two = (received: Uint8Array): number | undefined => repliesLength(received, 2);

/** One command; words in braces are parameters. */
function command(words: Words, shape: Shape) {
  return {
    kind: 'stream',
    encode: (params) => encode(words, params),
    length: one,
    // Keys are names of people's making: what is said of a question leaves them out.
    says: words.join(' ').replace('{key}', '(a key)'),
    tells: tellReplies,
    maxBytes: 64 * 1024,
    ...shape,
  } as const satisfies StreamRequest;
}

/** The same about one database, which is chosen in the same breath: no answer depends on what was asked before. Two replies. */
function within(words: Words, shape: Shape) {
  const asked = command(words, shape);
  return {
    ...asked,
    encode: (params) => Buffer.concat([encode(['SELECT', '{database}'], params), asked.encode(params)]),
    length: two,
    says: `SELECT {database}, ${asked.says}`,
  } as const satisfies StreamRequest;
}

function encode(words: Words, params: Params): Uint8Array {
  const [name, ...args] = words.map((word) => {
    const param = /^\{(\w+)\}$/.exec(word)?.[1];
    return param === undefined ? word : String(params[param]);
  });
  return encodeCommand(name ?? '', ...args);
}

const identify = { safety: 'identify', from: 'identify', fresh: true } as const;
const access = { safety: 'identify', from: 'access' } as const;
const around = { safety: 'metadata', from: 'inventory' } as const;

/** All that is ever asked of a server of the family. */
export const redisRequests = {
  /** Twice, which is more than the header of any binary protocol: a server of such then sees that this is none, and does not wait. */
  hello: {
    ...command(['HELLO'], {
      ...identify,
      why: 'which server, which version and role (6.2 and later), or how it refuses',
      tells: tellHello,
    }),
    encode: () => Buffer.concat([encodeCommand('HELLO'), encodeCommand('HELLO')]),
    says: 'HELLO (twice)',
  },
  'server-first': command(['INFO', 'server'], {
    ...identify,
    why: 'the same of servers that do not know HELLO so',
    tells: tellInformation,
  }),
  'command-log': command(['COMMANDLOG'], {
    ...identify,
    why: 'where a login is asked for: a name that Valkey knows from 8.1 on and Redis does not; half a command, which nothing runs',
  }),
  'script-show': command(['SCRIPT', 'SHOW'], { ...identify, why: 'the same for Valkey 8.0' }),
  denial: {
    kind: 'greeting',
    safety: 'greeting',
    from: 'identify',
    length: denialLength,
    why: 'protected mode refuses by address before anything is asked, and a question on its way can drown its words',
    maxBytes: 8 * 1024,
  },
  control: command(['TYPE', '{control}'], {
    ...access,
    why: 'the control: a key that cannot exist has no type, otherwise no success is believed',
  }),
  information: command(['INFO'], {
    ...access,
    why: 'version, role, replicas, how many keys lie in which database',
    tells: tellInformation,
    maxBytes: 256 * 1024,
  }),
  whoami: command(['ACL', 'WHOAMI'], { ...access, why: 'which user an anonymous visitor is (6.0 and later)' }),
  rights: command(['ACL', 'GETUSER', 'default'], {
    ...access,
    why: 'what that user may do, by the server’s own answer: nothing is tried',
    tells: tellRights,
  }),
  size: within(['DBSIZE'], {
    safety: 'count',
    from: 'access',
    why: 'how many keys a database has, as the server keeps it',
  }),
  scan: within(['SCAN', '{cursor}', 'COUNT', '{count}'], {
    safety: 'metadata',
    from: 'access',
    why: 'a bounded part of the keys, counted by their prefixes; KEYS is never sent',
    tells: tellScan,
    maxBytes: 1024 * 1024,
  }),
  type: within(['TYPE', '{key}'], {
    safety: 'metadata',
    from: 'access',
    why: 'that a listed key is there, and its type',
  }),
  reach: within(['GETRANGE', '{key}', '1', '0'], {
    safety: 'count',
    from: 'access',
    why: 'the proof: an empty part of a key’s value is read, which takes the right to read it and no byte of it',
  }),
  'hash-size': within(['HLEN', '{key}'], { ...around, why: 'how many fields a hash has, before they are named' }),
  'hash-fields': within(['HKEYS', '{key}'], {
    ...around,
    why: 'names of the fields of a few small hashes, never their values',
    maxBytes: 256 * 1024,
  }),
  clients: command(['CLIENT', 'LIST'], {
    ...around,
    why: 'which networks its clients come from',
    maxBytes: 1024 * 1024,
  }),
  nodes: command(['CLUSTER', 'NODES'], { ...around, why: 'the members of its cluster', maxBytes: 1024 * 1024 }),
  directory: command(['CONFIG', 'GET', 'dir'], {
    ...around,
    why: 'where snapshots are written: intruders point it at cron and at login keys',
  }),
  'file-name': command(['CONFIG', 'GET', 'dbfilename'], { ...around, why: 'under which name, for the same reason' }),
  value: within(['GETRANGE', '{key}', '0', '1023'], {
    safety: 'sample',
    from: 'inventory',
    why: 'the beginning of a text value, classified in memory and kept nowhere; only with --sample',
  }),
  entries: within(['HSCAN', '{key}', '0', 'COUNT', '100'], {
    safety: 'sample',
    from: 'inventory',
    why: 'fields and values of a small hash, classified in memory and kept nowhere; only with --sample',
    maxBytes: 256 * 1024,
  }),
} as const satisfies RequestTable;

export type RedisRequest = keyof typeof redisRequests;
export type RedisChannel = Channel<typeof redisRequests>;

/** One line that is an error: nothing else is said by a server that was not asked. Throws on all else. */
function denialLength(received: Uint8Array): number | undefined {
  if (received[0] !== 0x2d) throw new RangeError('no error of RESP');
  return repliesLength(received);
}
