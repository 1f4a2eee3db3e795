import type { Json } from '../../model/request.ts';
import { moreValuesThan, parseJson } from '../../support/bounded-json.ts';

/**
 * The client protocol since 2.3: texts of JSON that end with a zero until a login is done, then queries and answers with a
 * number and a length. https://rethinkdb.com/docs/writing-drivers/
 */
const VERSION_1_0 = Uint8Array.of(0xc3, 0xbd, 0xc2, 0x34);
const LONGEST_TEXT = 8 * 1024;
const LONGEST = 16 * 1024 * 1024;
const HEAD = 12;
const BRACE = 0x7b;
const CAPITAL_E = 0x45;
/** Every query of ours has the same number: they go one at a time. */
const TOKEN = 1;

export function magic(): Uint8Array {
  return VERSION_1_0;
}

export function zeroEnded(json: Json): Buffer {
  return Buffer.from(`${JSON.stringify(json)}\0`);
}

export function query(json: Json): Buffer {
  const body = Buffer.from(JSON.stringify(json));
  const head = Buffer.alloc(HEAD);
  head.writeUInt32LE(TOKEN, 0);
  head.writeUInt32LE(body.length, 8);
  return Buffer.concat([head, body]);
}

/** Up to the zero. Throws on what is no text of this protocol. */
export function textLength(received: Uint8Array): number | undefined {
  const [first] = received;
  if (first === undefined) return undefined;
  // Before 2.3 it says in words that it knows no such version.
  if (first !== BRACE && first !== CAPITAL_E) throw new RangeError('no text of this protocol');
  const end = received.indexOf(0);
  if (end < 0 && received.length > LONGEST_TEXT) throw new RangeError('a text without an end');
  return end < 0 ? undefined : end + 1;
}

/** The text of an answer as JSON; undefined where it is none. */
export function readText(bytes: Uint8Array): Json | undefined {
  return bytes.at(-1) === 0 ? parse(bytes.subarray(0, -1)) : undefined;
}

/** Its own words before 2.3. */
export function isOldRefusal(bytes: Uint8Array): boolean {
  return /^ERROR: Received an unsupported protocol version\. This port is for RethinkDB queries\.[^\0]{0,200}\0$/.test(
    Buffer.from(bytes).toString('latin1'),
  );
}

export function answerLength(received: Uint8Array): number | undefined {
  if (received.length < HEAD) return undefined;
  const view = new DataView(received.buffer, received.byteOffset, received.byteLength);
  if (view.getUint32(0, true) !== TOKEN || view.getUint32(4, true) !== 0)
    throw new RangeError('an answer to another query');
  const length = view.getUint32(8, true);
  if (length < 2 || length > LONGEST) throw new RangeError('an answer of a length that cannot be one');
  return HEAD + length;
}

/** The answer to a query; undefined: the bytes are none. */
export function readAnswer(bytes: Uint8Array): Json | undefined {
  return bytes.length > HEAD ? parse(bytes.subarray(HEAD)) : undefined;
}

/** The same bound as over HTTP: parsed, an answer can be twenty times as large. */
const MOST_VALUES = 500_000;

function parse(bytes: Uint8Array): Json | undefined {
  return moreValuesThan(bytes, MOST_VALUES) ? undefined : (parseJson(bytes) as Json | undefined);
}
