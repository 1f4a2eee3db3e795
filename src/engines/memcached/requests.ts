import type { Channel } from '../../model/channel.ts';
import type { DatagramRequest, Params, RequestTable, StreamRequest } from '../../model/request.ts';
import { datagram, undatagram } from './datagrams.ts';
import { listLength, OPERATION, packet, packetLength, textLength } from './protocol.ts';

type Shape = Pick<StreamRequest, 'safety' | 'from' | 'why'> & Partial<Pick<StreamRequest, 'maxBytes'>>;

/** One line of text; names in braces are parameters. */
function line(words: string, shape: Shape) {
  return {
    kind: 'stream',
    encode: (params: Params) => {
      const filled = words.replace(/\{(\w+)\}/g, (_, name: string) => word(params[name]));
      return Buffer.from(`${filled}\r\n`);
    },
    length: textLength,
    says: words,
    tells,
    maxBytes: 64 * 1024,
    ...shape,
  } as const satisfies StreamRequest;
}

/** The same over UDP: one datagram, whose answer names the question by the control. */
function overUdp(words: string, shape: Shape) {
  const { encode: _, length: __, ...text } = line(words, shape);
  return {
    ...text,
    kind: 'datagram',
    encode: ({ control }: Params) =>
      datagram(
        words.replace('{control}', () => word(control)),
        control,
      ),
    assemble: (received: readonly Uint8Array[], { control }: Params) => {
      const whole = undatagram(received, control);
      if (whole !== undefined && textLength(whole) !== whole.length) throw new RangeError('the answer has no end');
      return whole;
    },
  } as const satisfies DatagramRequest;
}

/** A word of a line has no blank in it: what it is put into stays one question. */
function word(value: Params[string] | undefined): string {
  const text = String(value);
  if (!/^[\w-]{1,64}$/.test(text)) throw new TypeError(`"${text}" is no word of a question to memcached`);
  return text;
}

/** The server's own numbers that say how much it holds; keys, addresses and values do not leave the answer. */
function tells(answer: Uint8Array): string {
  const lines = Buffer.from(answer).toString('latin1').split('\r\n');
  const items = lines.filter((one) => one.startsWith('ITEM ')).length;
  if (items > 0) return `(${items} keys)`;
  const telling = lines.filter((one) => TELLING.test(one));
  const rest =
    lines.filter((one) => one.startsWith('STAT ')).length - telling.filter((one) => one.startsWith('STAT ')).length;
  return [...telling, ...(rest > 0 ? [`(${rest} more)`] : [])].join(', ');
}

const TELLING =
  /^(?:VERSION |END$|ERROR|CLIENT_ERROR|SERVER_ERROR|STAT (?:version|curr_items|total_items|bytes|curr_connections|udpport|auth_enabled_\w+|binding_protocol|items:\d+:number) )/;

function packets(answer: Uint8Array): string {
  return `packets of the binary protocol, the first with status ${Buffer.from(answer).readUInt16BE(6)}`;
}

const binary = { kind: 'stream', tells: packets, maxBytes: 64 * 1024 } as const;

/** All that is ever asked of memcached. */
export const memcachedRequests = {
  /** More bytes than the header of a packet: a server that speaks binary alone then sees that this is none, and hangs up at once. */
  version: {
    ...line('version', { safety: 'identify', from: 'identify', why: 'which version, or that a login is asked for' }),
    encode: () => Buffer.from('version\r\n'.repeat(3)),
    says: 'version, three times',
    fresh: true,
  },
  'binary-version': {
    ...binary,
    encode: () => packet(OPERATION.version),
    length: packetLength,
    says: 'VERSION, in the binary protocol',
    safety: 'identify',
    from: 'identify',
    why: 'the same of servers that hang up on text: they ask for a SASL login, or speak binary alone',
  },
  control: line('get {control}', {
    safety: 'identify',
    from: 'access',
    why: 'the control: a key that cannot exist has no value; that it is looked up without a login is the proof that any key is',
  }),
  statistics: line('stats', {
    safety: 'count',
    from: 'access',
    why: 'how many items there are, as the server keeps it',
  }),
  settings: line('stats settings', {
    safety: 'metadata',
    from: 'access',
    why: 'logins, UDP, the addresses it is bound to',
  }),
  slabs: line('stats items', { safety: 'count', from: 'access', why: 'how many items there are of which size' }),
  keys: line('stats cachedump {slab} {count}', {
    safety: 'metadata',
    from: 'inventory',
    why: 'a bounded part of the names of keys, counted by their prefixes; no value is read and no item is touched',
    maxBytes: 512 * 1024,
  }),
  clients: line('stats conns', {
    safety: 'metadata',
    from: 'inventory',
    why: 'which networks its clients come from',
    maxBytes: 1024 * 1024,
  }),
  'udp-version': overUdp('version', {
    safety: 'identify',
    from: 'identify',
    why: 'which version, of a server that answers over UDP',
  }),
  'udp-control': overUdp('get {control}', {
    safety: 'identify',
    from: 'access',
    why: 'the same control over UDP',
  }),
  'udp-statistics': overUdp('stats', {
    safety: 'count',
    from: 'access',
    why: 'how many items there are, and how much larger the answer is than the question',
  }),
  'binary-control': {
    ...binary,
    encode: ({ control }) => packet(OPERATION.get, word(control)),
    length: packetLength,
    says: 'GET {control}, in the binary protocol',
    safety: 'identify',
    from: 'access',
    why: 'the same control where binary alone is spoken',
  },
  'binary-statistics': {
    ...binary,
    encode: () => packet(OPERATION.stat),
    length: listLength,
    says: 'STAT, in the binary protocol',
    safety: 'count',
    from: 'access',
    why: 'how many items there are, or that a login is asked for',
  },
} as const satisfies RequestTable;

export type MemcachedChannel = Channel<typeof memcachedRequests>;
