/** The client protocol of NATS: lines that end with CR LF, and messages whose line says how long they are. */

export interface Message {
  /** The status of a message without a body: 503 where nobody answers such a request. */
  readonly status: number | null;
  readonly body: string;
}

/** What came in answer to one question. */
export interface Heard {
  readonly granted: number;
  /** The texts of refusals and complaints, without their quotes. */
  readonly errors: readonly string[];
  readonly message: Message | null;
  readonly pong: boolean;
  readonly length: number;
}

const MOST_LINE = 64 * 1024;
const MOST_MESSAGE = 4 * 1024 * 1024;
const OTHER_LINES = /^(?:\+OK|PONG|PING|-ERR |MSG |HMSG |INFO )/;
const BEGINNINGS = ['+OK', 'PONG', 'PING', '-ERR ', 'MSG ', 'HMSG ', 'INFO '];

/** Reads what is whole. Throws a RangeError on what no NATS says. */
export function hear(received: Uint8Array): Heard {
  const bytes = Buffer.from(received.buffer, received.byteOffset, received.byteLength);
  const errors: string[] = [];
  let [granted, pong, at] = [0, false, 0];
  let message: Message | null = null;
  for (;;) {
    const end = bytes.indexOf('\r\n', at);
    const line = bytes.toString('utf8', at, end < 0 ? Math.min(bytes.length, at + MOST_LINE) : end);
    if (!begins(line, end >= 0)) throw new RangeError('no line of NATS begins so');
    if (end < 0) {
      if (bytes.length - at > MOST_LINE) throw new RangeError('a line of NATS does not end');
      break;
    }
    let next = end + 2;
    if (line.startsWith('MSG ') || line.startsWith('HMSG ')) {
      const sizes = sizesOf(line);
      if (bytes.length < next + sizes.total + 2) break;
      message = {
        status: statusIn(bytes.toString('latin1', next, next + sizes.head)),
        body: bytes.toString('utf8', next + sizes.head, next + sizes.total),
      };
      next += sizes.total + 2;
    } else if (line.startsWith('-ERR ')) errors.push(line.slice(5).trim().replace(/^'|'$/g, '').slice(0, 200));
    else if (line.startsWith('+OK')) granted += 1;
    else if (line.startsWith('PONG')) pong = true;
    at = next;
  }
  return { granted, errors, message, pong, length: at };
}

function begins(line: string, whole: boolean): boolean {
  return OTHER_LINES.test(line) || (!whole && BEGINNINGS.some((word) => word.startsWith(line)));
}

/** `MSG subject sid [reply] total`, and `HMSG subject sid [reply] head total`. */
function sizesOf(line: string): { head: number; total: number } {
  const words = line.trim().split(/\s+/, 7);
  const total = Number(words.at(-1));
  const head = line.startsWith('HMSG ') ? Number(words.at(-2)) : 0;
  const fit = [head, total].every(Number.isSafeInteger) && head >= 0 && head <= total;
  if (!fit || total > MOST_MESSAGE)
    throw new RangeError('a message of NATS is longer than any answer to our questions');
  return { head, total };
}

function statusIn(head: string): number | null {
  const status = /^NATS\/1\.0 (\d{3})/.exec(head)?.[1];
  return status === undefined ? null : Number(status);
}

/** What the server says first: one line. */
export function infoLength(received: Uint8Array): number | undefined {
  const { length } = hearFirst(received);
  return length === 0 ? undefined : length;
}

function hearFirst(received: Uint8Array): { length: number } {
  const text = Buffer.from(received.subarray(0, 6)).toString('latin1');
  if (!'INFO {'.startsWith(text)) throw new RangeError('no greeting of NATS begins so');
  const end = Buffer.from(received.buffer, received.byteOffset, received.byteLength).indexOf('\r\n');
  if (end < 0 && received.length > MOST_LINE) throw new RangeError('a line of NATS does not end');
  return { length: end < 0 ? 0 : end + 2 };
}

/** Let in or not: a refusal is the last that is said. */
export function entryLength(received: Uint8Array): number | undefined {
  const { pong, errors, length } = hear(received);
  return pong || errors.length > 0 ? length : undefined;
}

/** Up to the answer to the PING that follows each question. */
export function pongLength(received: Uint8Array): number | undefined {
  const { pong, length } = hear(received);
  return pong ? length : undefined;
}

/** The same, and the message that was asked for or the refusal to ask: they come before the answer to PING, or behind it. */
export function replyLength(received: Uint8Array): number | undefined {
  const { pong, errors, message, length } = hear(received);
  return pong && (message !== null || errors.length > 0) ? length : undefined;
}
