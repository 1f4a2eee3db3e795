/** STOMP 1.2: https://stomp.github.io/stomp-specification-1.2.html. Frames of a command, headers and a body, which end with a zero byte. */

export interface StompFrame {
  readonly command: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
  readonly end: number;
}

const COMMANDS = ['CONNECTED', 'MESSAGE', 'RECEIPT', 'ERROR'];
const MOST_FRAME = 1024 * 1024;
const LF = 10;
const CR = 13;

/** One frame without a body. Values are ours: nothing in them could end a header. */
export function stompFrame(command: string, headers: Readonly<Record<string, string>>): Buffer {
  const lines = Object.entries(headers).map(([name, value]) => {
    if (/[\r\n\0:\\]/.test(value) || value.length > 300)
      throw new TypeError(`"${value}" is no value of a header of STOMP`);
    return `${name}:${value}\n`;
  });
  return Buffer.from(`${command}\n${lines.join('')}\n\0`);
}

/** The frame at an offset; undefined: more is needed. Throws a RangeError on what is none of a server. */
function frameAt(bytes: Buffer, from: number): StompFrame | undefined {
  let start = from;
  // Between frames a line feed is a sign of life.
  while (bytes[start] === LF || bytes[start] === CR) start += 1;
  const text = bytes.toString('latin1', start, start + 12);
  const word = /^[A-Z]*/.exec(text)?.[0] ?? '';
  const whole = word.length < text.length;
  if (whole ? !COMMANDS.includes(word) : !COMMANDS.some((command) => command.startsWith(word)))
    throw new RangeError('no frame of STOMP begins so');
  const blank = endOfHead(bytes, start);
  if (blank === null) {
    if (bytes.length - start > MOST_FRAME) throw new RangeError('the headers of a frame of STOMP do not end');
    return undefined;
  }
  const [, ...lines] = bytes.toString('utf8', start, blank.at).split(/\r?\n/);
  const headers = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon);
    // Of a header that is repeated, the first counts.
    if (colon > 0 && !headers.has(name)) headers.set(name, unescaped(line.slice(colon + 1)));
  }
  const told = headers.get('content-length');
  const length = told !== undefined && /^\d{1,9}$/.test(told) ? Number(told) : null;
  if (length !== null && length > MOST_FRAME)
    throw new RangeError('a frame of STOMP is longer than any answer to our questions');
  const end = length === null ? bytes.indexOf(0, blank.body) : blank.body + length;
  if (end < 0 || end >= bytes.length) {
    if (bytes.length - start > 2 * MOST_FRAME) throw new RangeError('a frame of STOMP does not end');
    return undefined;
  }
  if (bytes[end] !== 0) throw new RangeError('a frame of STOMP ends elsewhere');
  return { command: word, headers, body: bytes.toString('utf8', blank.body, end), end: end + 1 };
}

function endOfHead(bytes: Buffer, start: number): { readonly at: number; readonly body: number } | null {
  const plain = bytes.indexOf('\n\n', start);
  const returned = bytes.indexOf('\n\r\n', start);
  if (plain < 0 && returned < 0) return null;
  return plain >= 0 && (returned < 0 || plain < returned)
    ? { at: plain, body: plain + 2 }
    : { at: returned, body: returned + 3 };
}

function unescaped(value: string): string {
  return value.replace(/\\([nrc\\])/g, (_, mark: string) => ({ n: '\n', r: '\r', c: ':' })[mark] ?? '\\');
}

/** Frames that are whole, in order. Throws a RangeError on what is none of a server. */
export function stompFrames(received: Uint8Array): StompFrame[] {
  const bytes = Buffer.from(received.buffer, received.byteOffset, received.byteLength);
  const frames: StompFrame[] = [];
  for (let at = 0; at < bytes.length; ) {
    const one = frameAt(bytes, at);
    if (one === undefined) break;
    frames.push(one);
    at = one.end;
  }
  return frames;
}

/** One frame. */
export function stompLength(received: Uint8Array): number | undefined {
  return stompFrames(received)[0]?.end;
}

/** Up to the receipt of this name, or to an error. */
export function receiptLength(receipt: string) {
  return (received: Uint8Array): number | undefined =>
    stompFrames(received).find(
      ({ command, headers }) => command === 'ERROR' || (command === 'RECEIPT' && headers.get('receipt-id') === receipt),
    )?.end;
}
