/** Packets of MQTT 3.1.1 and 5: a type, a length of up to four bytes, and what that type holds. */

export type Version = '3.1.1' | '5';

const TYPE = { connect: 0x10, subscribe: 0x82, unsubscribe: 0xa2, ping: 0xc0 } as const;
const ANSWER = { connack: 2, publish: 3, suback: 9, unsuback: 11, pong: 13, disconnect: 14 } as const;
const CLEAN = 0x02;
const KEEP_ALIVE_SECONDS = 30;
export const LEAVE = Buffer.from([0xe0, 0]);

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

function packet(type: number, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const length: number[] = [];
  for (let left = body.length; ; left = Math.floor(left / 128)) {
    length.push((left % 128) | (left > 127 ? 0x80 : 0));
    if (left <= 127) break;
  }
  return Buffer.concat([Buffer.from([type, ...length]), body]);
}

/** No properties: version 5 has a place for them, 3.1.1 has not. */
const properties = (version: Version) => (version === '5' ? Buffer.from([0]) : Buffer.alloc(0));

/** Without a name or password, and nothing of the session stays. */
export function connect(client: string, version: Version): Buffer {
  const head = Buffer.from([version === '5' ? 5 : 4, CLEAN, 0, KEEP_ALIVE_SECONDS]);
  return packet(TYPE.connect, text('MQTT'), head, properties(version), text(client));
}

/** Subscriptions and, right behind them, a question that is answered once they are. */
export function subscribe(filters: readonly string[], version: Version): Buffer {
  const wanted = filters.map((filter) => Buffer.concat([text(filter), Buffer.from([0])]));
  return Buffer.concat([
    packet(TYPE.subscribe, Buffer.from([0, 1]), properties(version), ...wanted),
    packet(TYPE.ping),
  ]);
}

/** The end of subscriptions, answered in the same way. */
export function unsubscribe(filters: readonly string[], version: Version): Buffer {
  return Buffer.concat([
    packet(TYPE.unsubscribe, Buffer.from([0, 2]), properties(version), ...filters.map(text)),
    packet(TYPE.ping),
  ]);
}

interface Frame {
  readonly type: number;
  readonly body: Buffer;
  readonly end: number;
}

const MOST_PACKET = 4 * 1024 * 1024;

/** The packet at an offset; undefined: more is needed. Throws a RangeError on what is none, or no answer to our questions. */
function frameAt(bytes: Buffer, at: number): Frame | undefined {
  const first = bytes[at];
  if (first === undefined) return undefined;
  const type = first >> 4;
  if (!Object.values<number>(ANSWER).includes(type) || (type !== ANSWER.publish && (first & 0x0f) !== 0))
    throw new RangeError('no answer of MQTT begins so');
  let length = 0;
  for (let place = 0; ; place += 1) {
    const byte = bytes[at + 1 + place];
    if (byte === undefined) return undefined;
    length += (byte & 0x7f) * 128 ** place;
    if (byte > 0x7f && place === 3) throw new RangeError('a length of MQTT does not end');
    if (byte > 0x7f) continue;
    if (length > MOST_PACKET) throw new RangeError('a packet of MQTT is longer than any answer to our questions');
    const start = at + 2 + place;
    return bytes.length < start + length
      ? undefined
      : { type, body: bytes.subarray(start, start + length), end: start + length };
  }
}

function* framesOf(received: Uint8Array): Generator<Frame> {
  const bytes = Buffer.from(received.buffer, received.byteOffset, received.byteLength);
  for (let at = 0; ; ) {
    const frame = frameAt(bytes, at);
    if (frame === undefined) return;
    at = frame.end;
    yield frame;
  }
}

/** A connection is answered by one packet. */
export function connackLength(received: Uint8Array): number | undefined {
  const [frame] = framesOf(received);
  if (received.length > 0 && (received[0] ?? 0) >> 4 !== ANSWER.connack)
    throw new RangeError('no answer to CONNECT begins so');
  return frame?.end;
}

/** Up to the answer to PINGREQ, or the broker's farewell. */
export function pongLength(received: Uint8Array): number | undefined {
  for (const { type, end } of framesOf(received)) if (type === ANSWER.pong || type === ANSWER.disconnect) return end;
  return undefined;
}

/** The same, but a part is enough where much comes: whole packets up to so many bytes. */
export function partLength(most: number) {
  return (received: Uint8Array): number | undefined => {
    for (const { type, end } of framesOf(received)) {
      if (type === ANSWER.pong || type === ANSWER.disconnect || end >= most) return end;
    }
    return undefined;
  };
}

/** What an answer to CONNECT says: `null` where it is none. Codes of 0x80 and above are those of version 5. */
export function connackCode(bytes: Uint8Array): number | null {
  const [frame] = framesOf(bytes);
  if (frame?.type !== ANSWER.connack || frame.body.length < 2) return null;
  const [flags, code = 0] = frame.body;
  if (flags !== 0 || (code > 5 && code < 0x80)) return null;
  return frame.body.length === 2 || code === 0 || code >= 0x80 ? code : null;
}

export interface Published {
  readonly topic: string;
  readonly payload: Buffer;
}

/** What came behind a subscription. */
export interface Delivered {
  /** For each filter whether it was granted; null where no answer came. */
  readonly granted: readonly boolean[] | null;
  readonly messages: readonly Published[];
}

export function delivered(bytes: Uint8Array, version: Version): Delivered {
  const messages: Published[] = [];
  let granted: boolean[] | null = null;
  for (const { type, body } of framesOf(bytes)) {
    if (type === ANSWER.suback) {
      const codes = body.subarray(version === '5' ? 3 + (body[2] ?? 0) : 2);
      granted = [...codes].map((code) => code < 0x80);
    }
    const message = type === ANSWER.publish ? publishedIn(body, version) : null;
    if (message !== null) messages.push(message);
  }
  return { granted, messages };
}

/** All is asked for at quality of service 0: no number stands behind the topic. */
function publishedIn(body: Buffer, version: Version): Published | null {
  if (body.length < 2) return null;
  const end = 2 + body.readUInt16BE(0);
  if (end > body.length) return null;
  const skip = version === '5' ? lengthOfProperties(body, end) : 0;
  return { topic: body.toString('utf8', 2, end), payload: body.subarray(Math.min(body.length, end + skip)) };
}

function lengthOfProperties(body: Buffer, at: number): number {
  let length = 0;
  for (let place = 0; place < 4; place += 1) {
    const byte = body[at + place] ?? 0;
    length += (byte & 0x7f) * 128 ** place;
    if (byte <= 0x7f) return length + place + 1;
  }
  return length;
}
