/**
 * OpenWire, the protocol of ActiveMQ, as far as an entry needs it: version 1, loosely encoded. A command has a size, a type, and
 * then what that type holds; texts and what may be missing have a byte before them that says whether they are there.
 */

const TYPE = {
  wireFormat: 1,
  connection: 3,
  shutdown: 11,
  error: 16,
  response: 30,
  exception: 31,
  connectionId: 120,
} as const;
const MAGIC = 'ActiveMQ';
const MOST_COMMAND = 256 * 1024;
const VERSION = 1;

function int(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

function utf(value: string): Buffer {
  const bytes = Buffer.from(value);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

const flag = (value: boolean) => Buffer.from([value ? 1 : 0]);
const text = (value: string | null) => (value === null ? flag(false) : Buffer.concat([flag(true), utf(value)]));

function command(type: number, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat([Buffer.from([type]), ...parts]);
  return Buffer.concat([int(body.length), body]);
}

/** Flags of our own: nothing is cached, packed, or sent with the server's stack. */
const FLAGS = ['CacheEnabled', 'SizePrefixDisabled', 'TightEncodingEnabled', 'StackTraceEnabled'] as const;
const A_FLAG = Buffer.from([1]);

function wireFormat(): Buffer {
  const entries = FLAGS.map((name) => Buffer.concat([utf(name), A_FLAG, flag(false)]));
  const properties = Buffer.concat([int(entries.length), ...entries]);
  return command(TYPE.wireFormat, Buffer.from(MAGIC), int(VERSION), flag(true), int(properties.length), properties);
}

/** A client of this name, with a login or without. */
export function entering(client: string, login: { readonly user: string; readonly password: string } | null): Buffer {
  const connection = command(
    TYPE.connection,
    int(1),
    flag(true),
    Buffer.concat([flag(true), Buffer.from([TYPE.connectionId]), text(client)]),
    text(client),
    text(login?.password ?? null),
    text(login?.user ?? null),
    // No brokers on the way, no connection between brokers, and none to be managed.
    flag(false),
    flag(false),
    flag(false),
  );
  return Buffer.concat([wireFormat(), connection]);
}

export const LEAVING = command(TYPE.shutdown, int(2), flag(false));

interface Command {
  readonly type: number;
  readonly body: Buffer;
  readonly end: number;
}

/** Commands that are whole. Throws a RangeError on what is longer than any answer to our questions. */
export function commandsOf(received: Uint8Array): Command[] {
  const bytes = Buffer.from(received.buffer, received.byteOffset, received.byteLength);
  const commands: Command[] = [];
  for (let at = 0; at + 5 <= bytes.length; ) {
    const size = bytes.readUInt32BE(at);
    if (size < 1 || size > MOST_COMMAND) throw new RangeError('no command of OpenWire has such a size');
    const end = at + 4 + size;
    if (end > bytes.length) break;
    commands.push({ type: bytes.readUInt8(at + 4), body: bytes.subarray(at + 5, end), end });
    at = end;
  }
  return commands;
}

/** Whether these bytes begin with a greeting, or with a part of one. */
export function isGreeting(received: Uint8Array): boolean {
  const head = Buffer.from(received.subarray(4, 5 + MAGIC.length)).toString('latin1');
  return received[0] === 0 && `\u0001${MAGIC}`.startsWith(head);
}

/** What the server says first. */
export function greetingLength(received: Uint8Array): number | undefined {
  const bytes = Buffer.from(received.buffer, received.byteOffset, received.byteLength);
  if (bytes.length > 0 && !isGreeting(bytes)) throw new RangeError('no greeting of OpenWire begins so');
  return commandsOf(bytes)[0]?.end;
}

const ANSWERS: readonly number[] = [TYPE.response, TYPE.exception, TYPE.error];

/** Up to the answer to the connection; what the broker tells of itself may come before it. */
export function answerLength(received: Uint8Array): number | undefined {
  return commandsOf(received).find(({ type }) => ANSWERS.includes(type))?.end;
}

export interface Greeting {
  readonly provider: string | null;
  readonly version: string | null;
}

/** Null for what is no greeting. Before 5.10 neither provider nor version is told. */
export function greetingIn(received: Uint8Array): Greeting | null {
  if (!isGreeting(received)) return null;
  const [first] = commandsOf(received.subarray(0, greetingLength(received) ?? 0));
  if (first === undefined) return null;
  const { body } = first;
  const texts = textsIn(body.subarray(MAGIC.length + 4 + 1 + 4));
  const version = /^\d{1,3}\.\d{1,3}(?:\.\d{1,4})?(?:[-.][\w.-]{1,40})?$/.exec(texts.get('ProviderVersion') ?? '')?.[0];
  return { provider: texts.get('ProviderName') ?? null, version: version ?? null };
}

/** How long values of the types are that a greeting holds; a text has its length before it. */
const LENGTHS: ReadonlyMap<number, number> = new Map([
  [1, 1],
  [2, 1],
  [4, 2],
  [5, 4],
  [6, 8],
]);
const A_TEXT = 9;

function textsIn(map: Buffer): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (let at = 4; at + 3 <= map.length && texts.size < 100; ) {
    const name = at + 2 + map.readUInt16BE(at);
    const type = map[name];
    if (type === undefined) break;
    const fixed = LENGTHS.get(type);
    if (fixed !== undefined) {
      at = name + 1 + fixed;
      continue;
    }
    if (type !== A_TEXT || name + 3 > map.length) break;
    const end = name + 3 + map.readUInt16BE(name + 1);
    texts.set(map.toString('utf8', at + 2, name), map.toString('utf8', name + 3, end).slice(0, 200));
    at = end;
  }
  return texts;
}

/** What became of the connection: null where no answer to it came. */
export function answerIn(received: Uint8Array): { readonly granted: boolean; readonly said: string } | null {
  const answer = commandsOf(received).find(({ type }) => ANSWERS.includes(type));
  if (answer === undefined) return null;
  if (answer.type === TYPE.response) return { granted: true, said: 'Response' };
  // The number of the command and whether an answer is wanted; of an exception also what it answers.
  const at = answer.type === TYPE.exception ? 9 : 5;
  return { granted: false, said: exceptionIn(answer.body.subarray(at)) };
}

/** The words of an exception, behind the name of its class. */
function exceptionIn(body: Buffer): string {
  const words: string[] = [];
  // A byte for the exception itself, and one before each of its texts.
  for (let at = 1; words.length < 2 && at + 3 <= body.length && body[at] === 1; ) {
    const end = at + 3 + body.readUInt16BE(at + 1);
    words.push(body.toString('utf8', at + 3, end));
    at = end;
  }
  return words.join(': ').slice(0, 300);
}
