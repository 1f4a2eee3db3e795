/** The client/server protocol: packets of a length of three bytes, a number, and a body; texts and numbers in them. */

/** Longer ones go on in the next packet; nothing that is asked here is answered so. */
const LONGEST = 0xff_ff_ff;

const utf8 = new TextDecoder();

export interface Packet {
  readonly sequence: number;
  readonly body: Uint8Array;
  readonly end: number;
}

/** The packet that begins at `from`; undefined where it is not whole. Throws on a length that cannot be one. */
export function packetAt(bytes: Uint8Array, from: number): Packet | undefined {
  const [low = 0, middle = 0, high = 0, sequence] = bytes.subarray(from, from + 4);
  if (sequence === undefined) return undefined;
  const length = low | (middle << 8) | (high << 16);
  if (length === LONGEST) throw new Error('a packet of a length that nothing here is answered with');
  const end = from + 4 + length;
  return end > bytes.length ? undefined : { sequence, body: bytes.subarray(from + 4, end), end };
}

/** Whole packets one after the other; what is cut off at the end is left out. */
export function* packetsOf(bytes: Uint8Array): Generator<Packet> {
  for (let at = 0; at < bytes.length; ) {
    const packet = packetAt(bytes, at);
    if (packet === undefined) return;
    yield packet;
    at = packet.end;
  }
}

export function packet(sequence: number, body: Uint8Array): Uint8Array {
  const { length } = body;
  const head = Uint8Array.of(length & 255, (length >> 8) & 255, (length >> 16) & 255, sequence);
  return Buffer.concat([head, body]);
}

/** A command begins a conversation of its own: its packets count from zero. */
function command(code: number, text = ''): Uint8Array {
  return packet(0, Buffer.concat([Uint8Array.of(code), Buffer.from(text)]));
}

export function query(sql: string): Uint8Array {
  return command(3, sql);
}

export const QUIT = command(1);

/** Hexadecimal digits alone stand in the statement, so that no name can end its literal, whatever the server's settings. */
export function literal(text: string): string {
  return `_utf8mb4 X'${Buffer.from(text).toString('hex')}'`;
}

export function identifier(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``;
}

/** Reads a body from its start on; what goes beyond its end is empty. */
export class Reader {
  readonly #bytes: Uint8Array;
  #at: number;

  constructor(bytes: Uint8Array, at = 0) {
    this.#bytes = bytes;
    this.#at = at;
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  number(size: 1 | 2 | 3 | 4 | 8): number {
    let value = 0;
    for (let place = 0; place < size; place += 1) value += (this.#bytes[this.#at + place] ?? 0) * 2 ** (8 * place);
    this.#at += size;
    return value;
  }

  bytes(size: number): Uint8Array {
    const part = this.#bytes.subarray(this.#at, this.#at + size);
    this.#at = Math.min(this.#bytes.length, this.#at + size);
    return part;
  }

  /** Up to a zero, or to the end where there is none. */
  text(): string {
    const end = this.#bytes.indexOf(0, this.#at);
    const part = this.#bytes.subarray(this.#at, end < 0 ? undefined : end);
    this.#at = end < 0 ? this.#bytes.length : end + 1;
    return utf8.decode(part);
  }

  rest(): string {
    return utf8.decode(this.bytes(this.left));
  }

  /** A number in one, three, four or nine bytes; null is said in one byte of its own. */
  length(): number | null {
    const first = this.number(1);
    if (first < 0xfb) return first;
    if (first === 0xfb) return null;
    if (first === 0xff) throw new Error('a length that cannot be one');
    return this.number(first === 0xfc ? 2 : first === 0xfd ? 3 : 8);
  }

  /** A text with its length before it. */
  value(): string | null {
    const length = this.length();
    return length === null ? null : utf8.decode(this.bytes(length));
  }
}

export interface ServerError {
  readonly code: number;
  readonly state: string | null;
  readonly message: string;
}

/** An error packet: before the login without the five letters of its state. */
export function readError(body: Uint8Array): ServerError | null {
  if (body[0] !== 0xff || body.length < 4) return null;
  const reader = new Reader(body, 1);
  const code = reader.number(2);
  const text = reader.rest();
  const state = /^#([0-9A-Z]{5})/.exec(text)?.[1] ?? null;
  return code === 0 ? null : { code, state, message: withoutHosts(state === null ? text : text.slice(6)) };
}

/** Our own address, as the server sees it, stands in its refusals. */
function withoutHosts(message: string): string {
  return message
    .slice(0, 512)
    .replace(/'@'[^']*'/g, "'@'…'")
    .replace(/^Host '[^']*'/, "Host '…'");
}
