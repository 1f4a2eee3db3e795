import type { Channel } from '../../model/channel.ts';
import type { Json, Params, RequestTable, StreamRequest } from '../../model/request.ts';
import type { Bag } from '../../wire/json.ts';
import { tellAnswer } from './tells.ts';
import { answerLength, commandMessage, findMessage, queryMessage } from './wire.ts';

/** No question may run longer on the server, in milliseconds. */
const TIME = { maxTimeMS: 5_000 } as const;

/** One word less, and its length would be a line end in the message: other kinds of server read lines. */
const NAME = 'unlatched audit';

const HELLO: Bag = {
  hello: 1,
  client: {
    application: { name: NAME },
    driver: { name: NAME, version: 'engine' },
    os: { type: 'unknown' },
  },
  compression: ['snappy', 'zlib', 'zstd'],
};

type Asked = Pick<StreamRequest, 'safety' | 'from' | 'why' | 'says'> & { readonly maxBytes?: number };

const COMMON = {
  kind: 'stream',
  length: answerLength,
  maxBytes: 256 * 1024,
} as const satisfies Partial<StreamRequest>;

/** A command. `via` is `query` for servers before 3.6, which know no OP_MSG. */
function command(of: (params: Params) => readonly [database: string, document: Bag], asked: Asked): StreamRequest {
  return {
    ...COMMON,
    encode: (params) => {
      const [database, document] = of(params);
      return params['via'] === 'query' ? queryMessage(database, document) : commandMessage(database, document);
    },
    ...(asked.safety === 'sample' ? {} : { tells: tellAnswer }),
    ...asked,
  };
}

const admin = (document: Bag) => () => ['admin', document] as const;
const inDatabase = (make: (collection: string, params: Params) => Bag) => (params: Params) =>
  [String(params['database']), make(String(params['collection']), params)] as const;

/** What the one distinct count may read of a collection: no more entries of its index. */
export const MOST_MEASURED = 5_000_000;

const NOTE_FIELDS = [
  'content',
  'message',
  'note',
  'text',
  'info',
  'Info',
  'mail',
  'email',
  'Bitcoin',
  'bitcoin',
  'btc',
];
/** What notes say, by what it is called in a report. */
export const NOTE_WORDS = {
  'payment-address':
    '(bitcoin|\\bbtc\\b|monero|\\bxmr\\b|\\bbc1[a-z0-9]{25,59}\\b|\\b[13][a-km-zA-HJ-NP-Z1-9]{25,34}\\b)',
  'onion-address': '[a-z2-7]{16,56}[.]onion',
  'recovery-offer': '\\b(recover|restore|decrypt|return).{0,80}\\b(data|database|databases|backup)\\b',
} as const;

function noteQuery(word: string): Bag {
  const pattern = NOTE_WORDS[word as keyof typeof NOTE_WORDS];
  return { $or: NOTE_FIELDS.map((field): Json => ({ [field]: { $regex: pattern, $options: 'is' } })) };
}

export const requests = {
  hello: {
    ...COMMON,
    safety: 'identify',
    from: 'identify',
    encode: () => commandMessage('admin', HELLO, false),
    says: 'hello',
    tells: tellAnswer,
    why: 'whether it speaks this protocol, which role it has and in which set; servers answer it before any login',
    maxBytes: 64 * 1024,
  },
  'hello-old': {
    ...COMMON,
    safety: 'identify',
    from: 'identify',
    encode: () => queryMessage('admin', { isMaster: 1 }),
    says: 'isMaster (OP_QUERY)',
    tells: tellAnswer,
    why: 'the same of servers before 3.6, which hang up on the first question',
    maxBytes: 64 * 1024,
  },
  'is-master': {
    ...COMMON,
    safety: 'identify',
    from: 'access',
    encode: () => commandMessage('admin', { isMaster: 1 }, false),
    says: 'isMaster',
    tells: tellAnswer,
    why: 'the same of those between, which know no hello',
    maxBytes: 64 * 1024,
  },
  build: command(admin({ buildInfo: 1 }), {
    safety: 'identify',
    from: 'access',
    says: 'buildInfo',
    why: 'which product and version; answered without a login, too',
  }),
  whoami: command(admin({ connectionStatus: 1, showPrivileges: true }), {
    safety: 'identify',
    from: 'access',
    says: 'connectionStatus with privileges',
    why: 'who an anonymous visitor is, and what that account may do, by the server’s own answer: nothing is tried',
  }),
  databases: command(admin({ listDatabases: 1, nameOnly: true }), {
    safety: 'metadata',
    from: 'access',
    says: 'listDatabases, names alone',
    why: 'names of the databases; none is opened or locked for it',
    maxBytes: 1024 * 1024,
  }),
  control: command(({ control }) => [String(control), { count: String(control), query: {}, ...TIME }] as const, {
    safety: 'identify',
    from: 'access',
    says: 'count of {control}.{control}',
    why: 'the control: a collection that cannot exist has to be empty, otherwise no success is believed',
  }),
  names: command(
    inDatabase(() => ({ listCollections: 1, nameOnly: true, authorizedCollections: true })),
    {
      safety: 'metadata',
      from: 'access',
      says: 'listCollections of {database}, names alone',
      why: 'names and kinds of the collections of a database, without a lock on any',
      maxBytes: 4 * 1024 * 1024,
    },
  ),
  'names-old': {
    ...COMMON,
    safety: 'metadata',
    from: 'access',
    encode: ({ database }) => findMessage(`${String(database)}.system.namespaces`, 1_000, {}),
    says: 'the list {database}.system.namespaces (OP_QUERY)',
    tells: tellAnswer,
    why: 'the same before 3.0, where a database’s own list holds the names',
    maxBytes: 1024 * 1024,
  },
  count: command(
    inDatabase((collection) => ({ count: collection, query: {}, ...TIME })),
    {
      safety: 'count',
      from: 'access',
      says: 'count of {database}.{collection}',
      why: 'the proof: the number of documents that the server keeps of a collection; it takes the right to read them, and reads none',
    },
  ),
  log: command(admin({ getLog: 'startupWarnings' }), {
    safety: 'metadata',
    from: 'access',
    says: 'getLog startupWarnings',
    why: 'whether the server itself warned, when it was started, that access control is off',
  }),
  collections: command(
    inDatabase(() => ({ listCollections: 1 })),
    {
      safety: 'metadata',
      from: 'inventory',
      says: 'listCollections of {database}',
      why: 'of the collections their validators, views and time series, which name fields',
      maxBytes: 6 * 1024 * 1024,
    },
  ),
  stats: command(
    inDatabase((collection) => ({
      aggregate: collection,
      pipeline: [
        { $collStats: { count: {}, storageStats: {} } },
        { $group: { _id: null, count: { $sum: '$count' }, size: { $sum: '$storageStats.size' } } },
      ],
      cursor: {},
      ...TIME,
    })),
    {
      safety: 'count',
      from: 'inventory',
      says: '$collStats of {database}.{collection}: count and size',
      why: 'how many documents and bytes a collection has, as the server keeps it, over all its shards',
    },
  ),
  indexes: command(
    inDatabase((collection) => ({ listIndexes: collection })),
    {
      safety: 'metadata',
      from: 'inventory',
      says: 'listIndexes of {database}.{collection}',
      why: 'names of indexed fields, and of which no two documents have the same value',
    },
  ),
  config: command(admin({ replSetGetConfig: 1 }), {
    safety: 'metadata',
    from: 'inventory',
    says: 'replSetGetConfig',
    why: 'the members of its set, hidden ones too',
  }),
  shards: command(admin({ listShards: 1 }), {
    safety: 'metadata',
    from: 'inventory',
    says: 'listShards',
    why: 'of a router: the shards behind it',
  }),
  clients: command(
    admin({
      aggregate: 1,
      pipeline: [
        { $currentOp: { allUsers: true, idleConnections: true } },
        { $match: { appName: { $ne: NAME } } },
        { $group: { _id: { $ifNull: ['$client', '$client_s'] } } },
        { $limit: 1_000 },
      ],
      cursor: { batchSize: 1_000 },
      ...TIME,
    }),
    {
      safety: 'metadata',
      from: 'inventory',
      says: '$currentOp: addresses of clients alone',
      why: 'which networks its clients come from (3.6 and later); what they ask stays on the server',
    },
  ),
  users: command(admin({ count: 'system.users', query: {}, ...TIME }), {
    safety: 'count',
    from: 'inventory',
    says: 'count of admin.system.users',
    why: 'whether users were made although nobody is asked; they are counted, and none is read',
  }),
  note: command(
    inDatabase((collection, { word }) => ({ count: collection, query: noteQuery(String(word)), limit: 20, ...TIME })),
    {
      safety: 'count',
      from: 'inventory',
      says: 'count of {database}.{collection} where a text reads like a {word}',
      why: 'whether a small collection that is named like a ransom note reads like one: a number, no text',
    },
  ),
  distinct: command(
    inDatabase((collection, { field }) => ({
      aggregate: collection,
      pipeline: [{ $sort: { [String(field)]: 1 } }, { $group: { _id: `$${String(field)}` } }, { $count: 'n' }],
      hint: { [String(field)]: 1 },
      allowDiskUse: false,
      cursor: {},
      ...TIME,
    })),
    {
      safety: 'count',
      from: 'impact',
      says: 'how many values the index on {field} of {database}.{collection} has',
      why: 'how many people: the values of one index are stepped over, no document is read, and nothing is written to disk for it',
    },
  ),
  sample: command(
    inDatabase((collection, { size }) => ({
      find: collection,
      limit: Math.trunc(Number(size)),
      singleBatch: true,
      ...TIME,
    })),
    {
      safety: 'sample',
      from: 'inventory',
      says: 'find in {database}.{collection}, {size} documents',
      why: 'documents whose values are classified in memory and kept nowhere; only with --sample',
      maxBytes: 4 * 1024 * 1024,
    },
  ),
} as const satisfies RequestTable;

export type Table = typeof requests;
export type MongoChannel = Channel<Table>;
