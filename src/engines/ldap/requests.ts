import type { Channel } from '../../model/channel.ts';
import type { RequestTable, StreamRequest } from '../../model/request.ts';
import {
  anonymousBind,
  answerLength,
  CODE,
  readMessages,
  type Search,
  search,
  startTls,
  tellAnswer,
} from './protocol.ts';

type Asked = Pick<StreamRequest, 'safety' | 'from' | 'why'> & { readonly maxBytes?: number };

/** A search of the table; where it begins is a parameter, or the root. */
function searching(of: Omit<Search, 'base'> & { readonly base?: string }, asked: Asked) {
  const words = `SEARCH ${of.base === undefined ? '{base}' : `“${of.base}”`}, scope ${of.scope}, at most ${of.most}, ${
    of.typesOnly ? 'names of attributes alone' : `attributes ${of.attributes.join(' ')}`
  }`;
  return {
    kind: 'stream',
    encode: ({ base }) => search({ ...of, base: of.base ?? String(base) }),
    length: answerLength,
    says: words,
    ...(asked.safety === 'sample' ? {} : { tells: tellAnswer }),
    maxBytes: 256 * 1024,
    ...asked,
  } as const satisfies StreamRequest;
}

/** Entries that are counted below one name, which is what most servers give at most. */
export const MOST_COUNTED = 500;
/** Names at one level. */
export const MOST_CHILDREN = 200;
/** No attribute, by RFC 4511: the name alone. */
const NAME_ALONE = ['1.1'];

const ROOT = {
  base: '',
  scope: 'base',
  most: 1,
  typesOnly: false,
  attributes: [
    'objectClass',
    'namingContexts',
    'configContext',
    'monitorContext',
    'vendorName',
    'vendorVersion',
    'supportedExtension',
    'supportedSASLMechanisms',
    'altServer',
    'forestFunctionality',
  ],
} as const;

const BIND = {
  kind: 'stream',
  safety: 'greeting',
  from: 'access',
  length: answerLength,
  tells: tellAnswer,
  maxBytes: 64 * 1024,
} as const satisfies Partial<StreamRequest>;

/** What was answered by the demand for TLS, asked again within it. */
const AGAIN = 2;

export const ldapRequests = {
  root: searching(ROOT, {
    safety: 'identify',
    from: 'identify',
    why: 'whether it speaks LDAP, which server, and the names under which its entries lie; it is open to everybody on nearly all servers',
    maxBytes: 64 * 1024,
  }),
  'start-tls': {
    kind: 'upgrade',
    safety: 'greeting',
    from: 'access',
    encode: startTls,
    length: answerLength,
    accepted: (answer) => readMessages(answer).code === CODE.success,
    why: 'TLS, where the server says that it answers nothing without it',
    maxBytes: 64 * 1024,
  },
  'root-again': searching(
    { ...ROOT, number: AGAIN },
    { safety: 'identify', from: 'access', why: 'the root, where it was not shown without TLS', maxBytes: 64 * 1024 },
  ),
  bind: {
    ...BIND,
    encode: () => anonymousBind(),
    says: 'BIND without a name and without a password',
    why: 'whether a session without a name may be begun; many servers answer searches without one too',
  },
  'bind-again': {
    ...BIND,
    encode: () => anonymousBind(AGAIN),
    says: 'BIND without a name and without a password, over TLS',
    why: 'the same, where it was refused without TLS',
  },
  control: searching(
    { scope: 'base', most: 1, typesOnly: true, attributes: NAME_ALONE },
    {
      safety: 'identify',
      from: 'access',
      why: 'the control: an entry that cannot exist has to be missing or refused, otherwise no success is believed',
      maxBytes: 64 * 1024,
    },
  ),
  first: searching(
    { scope: 'one', most: 1, typesOnly: true, attributes: ['*'] },
    {
      safety: 'metadata',
      from: 'access',
      why: 'the proof: one entry below a name of the directory’s own, with the names of its attributes that a visitor may read, and no value',
      maxBytes: 64 * 1024,
    },
  ),
  itself: searching(
    { scope: 'base', most: 1, typesOnly: true, attributes: ['*'] },
    {
      safety: 'metadata',
      from: 'access',
      why: 'the same of that name itself, where nothing lies below it',
      maxBytes: 64 * 1024,
    },
  ),
  config: searching(
    { scope: 'base', most: 1, typesOnly: true, attributes: ['*'] },
    {
      safety: 'identify',
      from: 'access',
      why: 'whether the server’s own configuration is readable, in which the hash of its root password lies; names of attributes alone',
      maxBytes: 64 * 1024,
    },
  ),
  monitor: searching(
    { scope: 'base', most: 1, typesOnly: false, attributes: ['monitoredInfo'] },
    {
      safety: 'identify',
      from: 'access',
      why: 'OpenLDAP’s version, where its statistics are readable',
      maxBytes: 64 * 1024,
    },
  ),
  children: searching(
    { scope: 'one', most: MOST_CHILDREN, typesOnly: false, attributes: ['hasSubordinates', 'numSubordinates'] },
    {
      safety: 'metadata',
      from: 'inventory',
      why: 'what lies at the top, and how many entries lie below each by the server’s own count, where it keeps one',
    },
  ),
  kinds: searching(
    { scope: 'sub', most: 20, typesOnly: true, attributes: ['*'] },
    {
      safety: 'metadata',
      from: 'inventory',
      why: 'which attributes the entries below a name have, by twenty of them; no value is sent',
    },
  ),
  count: searching(
    { scope: 'sub', most: MOST_COUNTED, typesOnly: true, attributes: NAME_ALONE },
    {
      safety: 'count',
      from: 'inventory',
      why: 'how many entries lie below a name, up to five hundred, where the server keeps no count; names are counted and forgotten',
    },
  ),
  databases: searching(
    {
      scope: 'sub',
      most: 50,
      typesOnly: false,
      attributes: ['namingContexts', 'olmMDBEntries'],
    },
    {
      safety: 'count',
      from: 'inventory',
      why: 'how many entries each database of OpenLDAP has, by its own statistics, where they are readable',
    },
  ),
  clients: searching(
    {
      scope: 'one',
      most: 200,
      typesOnly: false,
      attributes: ['monitorConnectionPeerAddress', 'monitorConnectionOpsExecuting'],
    },
    {
      safety: 'metadata',
      from: 'inventory',
      why: 'which networks its clients come from, where its statistics are readable',
    },
  ),
  sample: searching(
    { scope: 'sub', most: 10, typesOnly: false, attributes: ['*'] },
    {
      safety: 'sample',
      from: 'inventory',
      why: 'entries whose values are classified in memory and kept nowhere, ten at most; only with --sample',
    },
  ),
} as const satisfies RequestTable;

export type LdapTable = typeof ldapRequests;
export type LdapChannel = Channel<LdapTable>;
