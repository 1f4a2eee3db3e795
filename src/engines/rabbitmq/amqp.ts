/** AMQP 0-9-1: frames with a type, a channel, a size and an end; a method is two numbers and its arguments. */

export const HEADER = Buffer.from('AMQP\0\0\u0009\u0001', 'latin1');
const FRAME = { method: 1, end: 0xce } as const;
const MOST_FRAME = 256 * 1024;

export const METHOD = {
  start: '10.10',
  startOk: '10.11',
  tune: '10.30',
  tuneOk: '10.31',
  open: '10.40',
  openOk: '10.41',
  close: '10.50',
  channelOpen: '20.10',
  channelClose: '20.40',
  get: '60.70',
} as const;
type Method = (typeof METHOD)[keyof typeof METHOD];

function short(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([Buffer.from([bytes.length]), bytes]);
}

function long(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

function frame(channel: number, method: Method, ...args: readonly Buffer[]): Buffer {
  const [kind = 0, number = 0] = method.split('.').map(Number);
  const head = Buffer.alloc(4);
  head.writeUInt16BE(kind, 0);
  head.writeUInt16BE(number, 2);
  const payload = Buffer.concat([head, ...args]);
  const start = Buffer.alloc(7);
  start.writeUInt8(FRAME.method, 0);
  start.writeUInt16BE(channel, 1);
  start.writeUInt32BE(payload.length, 3);
  return Buffer.concat([start, payload, Buffer.from([FRAME.end])]);
}

/** A table with one flag: that a refused login is told in words. */
const CAPABILITIES = Buffer.concat([
  short('capabilities'),
  Buffer.from('F'),
  long(Buffer.concat([short('authentication_failure_close'), Buffer.from('t\u0001')])),
]);
const PRODUCT = Buffer.concat([short('product'), Buffer.from('S'), long(Buffer.from('unlatched'))]);

/** SASL's way to say that nobody in particular is there; the text is for the log. */
export function anonymousLogin(): Buffer {
  const properties = long(Buffer.concat([CAPABILITIES, PRODUCT]));
  return frame(0, METHOD.startOk, properties, short('ANONYMOUS'), long(Buffer.from('unlatched')), short('en_US'));
}

/** One channel, small frames and no heartbeat, and then the virtual host. */
export function openHost(host: string): Buffer {
  const limits = Buffer.alloc(8);
  limits.writeUInt16BE(1, 0);
  limits.writeUInt32BE(128 * 1024, 2);
  return Buffer.concat([frame(0, METHOD.tuneOk, limits), frame(0, METHOD.open, short(host), Buffer.from([0, 0]))]);
}

/** A message of a queue, on a channel of its own; it would have to be acknowledged to be taken. */
export function getFrom(queue: string): Buffer {
  return Buffer.concat([
    frame(1, METHOD.channelOpen, Buffer.from([0])),
    frame(1, METHOD.get, Buffer.from([0, 0]), short(queue), Buffer.from([0])),
  ]);
}

export function closing(): Buffer {
  return frame(0, METHOD.close, Buffer.from([0, 200]), short('bye'), Buffer.from([0, 0, 0, 0]));
}

export interface Frame {
  readonly method: string;
  readonly args: Buffer;
  readonly end: number;
}

/** The frame at an offset; undefined: more is needed. Throws a RangeError on what is none, or no answer to our questions. */
function frameAt(bytes: Buffer, at: number): Frame | undefined {
  if (at >= bytes.length) return undefined;
  if (bytes[at] !== FRAME.method) throw new RangeError('no frame of AMQP 0-9-1 begins so');
  if (bytes.length < at + 11) return undefined;
  const size = bytes.readUInt32BE(at + 3);
  if (size < 4 || size > MOST_FRAME) throw new RangeError('a frame of AMQP is longer than any answer to our questions');
  const end = at + 7 + size;
  if (bytes.length <= end) return undefined;
  if (bytes[end] !== FRAME.end) throw new RangeError('a frame of AMQP ends elsewhere');
  const method = `${bytes.readUInt16BE(at + 7)}.${bytes.readUInt16BE(at + 9)}`;
  return { method, args: bytes.subarray(at + 11, end), end: end + 1 };
}

export function framesOf(received: Uint8Array): Frame[] {
  const bytes = Buffer.from(received.buffer, received.byteOffset, received.byteLength);
  const frames: Frame[] = [];
  for (let at = 0; ; ) {
    const one = frameAt(bytes, at);
    if (one === undefined) return frames;
    frames.push(one);
    at = one.end;
  }
}

/** One frame. */
export function frameLength(received: Uint8Array): number | undefined {
  return framesOf(received)[0]?.end;
}

/** Two frames, the first of which opens the channel; or the one that closes the connection. */
export function pairLength(received: Uint8Array): number | undefined {
  const [first, second] = framesOf(received);
  return first?.method === METHOD.close ? first.end : second?.end;
}

/** Why a connection or channel is closed: a number and words. */
export interface Closed {
  readonly code: number;
  readonly said: string;
}

export function closedBy({ method, args }: Frame): Closed | null {
  if ((method !== METHOD.close && method !== METHOD.channelClose) || args.length < 3) return null;
  const length = args[2] ?? 0;
  return { code: args.readUInt16BE(0), said: args.toString('utf8', 3, 3 + length) };
}

/** What a server says of itself in its first frame. */
export interface Start {
  readonly product: string;
  readonly version: string | null;
  readonly cluster: string | null;
  readonly mechanisms: readonly string[];
}

/** Null for what is no first frame. */
export function startIn(received: Uint8Array): Start | null {
  const [first] = framesOf(received);
  if (first?.method !== METHOD.start || first.args.length < 6) return null;
  const { args } = first;
  const end = 6 + args.readUInt32BE(2);
  if (end + 4 > args.length) return null;
  const texts = textsIn(args.subarray(6, end));
  const mechanisms = args.toString('utf8', end + 4, Math.min(args.length, end + 4 + args.readUInt32BE(end)));
  const product = texts.get('product');
  if (product === undefined) return null;
  return {
    product,
    version: /^\d{1,3}\.\d{1,3}\.\d{1,4}(?:[-+.~][\w.+~-]{1,40})?$/.exec(texts.get('version') ?? '')?.[0] ?? null,
    cluster: texts.get('cluster_name') ?? null,
    mechanisms: mechanisms.split(' ', 20).filter((name) => /^[A-Z0-9_-]{1,40}$/i.test(name)),
  };
}

/** The texts of a table, at its first level; tables within are passed over. */
function textsIn(table: Buffer): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (let at = 0; at < table.length; ) {
    const name = at + 1 + (table[at] ?? 0);
    const type = String.fromCharCode(table[name] ?? 0);
    if (type === 't') {
      at = name + 2;
      continue;
    }
    // Servers say nothing else here: what is of another type ends the look.
    if ((type !== 'S' && type !== 'F') || name + 5 > table.length) break;
    const end = name + 5 + table.readUInt32BE(name + 1);
    if (type === 'S')
      texts.set(table.toString('utf8', at + 1, name), table.toString('utf8', name + 5, end).slice(0, 300));
    at = end;
  }
  return texts;
}
