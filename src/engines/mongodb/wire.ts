import { bsonLength, readBson, writeBson } from '../../wire/bson.ts';
import type { Bag } from '../../wire/json.ts';
import { bag } from '../../wire/json.ts';
import { orNull } from '../../wire/or-null.ts';

/**
 * Messages of MongoDB: a header of four int32 (length, number, number that it answers, kind) and a body. OP_MSG since 3.6,
 * OP_QUERY and OP_REPLY before. https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/
 */
const HEADER = 16;
/** What the servers themselves take at most. */
const LONGEST = 48_000_000;
const OP_REPLY = 1;
const OP_QUERY = 2004;
const OP_MSG = 2013;
/** Of an OP_REPLY before its documents: flags, cursor, where it starts, how many. */
const REPLY_HEAD = 20;
const CHECKSUM_PRESENT = 1;
const MORE_TO_COME = 2;
const SECONDARY_OK = 4;
/** Every message of ours has the same number: they go one at a time, and equal questions are equal bytes. */
const NUMBER = 1;

function message(kind: number, body: Buffer): Buffer {
  const head = Buffer.alloc(HEADER);
  head.writeInt32LE(HEADER + body.length, 0);
  head.writeInt32LE(NUMBER, 4);
  head.writeInt32LE(kind, 12);
  return Buffer.concat([head, body]);
}

/** A command for a database, as one document; a secondary may answer it too. */
export function commandMessage(database: string, command: Bag, secondary = true): Buffer {
  const preference: Bag = secondary ? { $readPreference: { mode: 'primaryPreferred' } } : {};
  const document = writeBson({ ...command, ...preference, $db: database });
  return message(OP_MSG, Buffer.concat([Buffer.alloc(5), document]));
}

/** The same for servers before 3.6: a query of the collection `$cmd`. */
export function queryMessage(database: string, command: Bag): Buffer {
  return find(`${database}.$cmd`, -1, command);
}

/** Documents of a collection, for servers before 3.0, which have no command for it; at most so many, and no cursor is kept. */
export function findMessage(namespace: string, most: number, query: Bag): Buffer {
  return find(namespace, -Math.abs(most), query);
}

function find(namespace: string, most: number, document: Bag): Buffer {
  const flags = Buffer.alloc(4);
  flags.writeInt32LE(SECONDARY_OK, 0);
  const numbers = Buffer.alloc(8);
  numbers.writeInt32LE(most, 4);
  return message(OP_QUERY, Buffer.concat([flags, Buffer.from(`${namespace}\0`), numbers, writeBson(document)]));
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** How long the answer is; undefined: more is needed. Throws on what is no answer to a message of ours. */
export function answerLength(received: Uint8Array): number | undefined {
  const view = viewOf(received);
  if (received.length < 4) return undefined;
  const length = view.getInt32(0, true);
  if (length < HEADER + 5 || length > LONGEST) throw new RangeError('a message of a length that cannot be one');
  if (received.length < HEADER) return undefined;
  if (view.getInt32(8, true) !== NUMBER) throw new RangeError('an answer to another message');
  const kind = view.getInt32(12, true);
  if (kind !== OP_MSG && kind !== OP_REPLY) throw new RangeError('a message of another kind');
  return length;
}

/** The documents of an answer; null: the bytes are no whole answer. A command is answered by one. */
export function readAnswer(bytes: Uint8Array): readonly Bag[] | null {
  return orNull(() => {
    if (answerLength(bytes) !== bytes.length) return null;
    return viewOf(bytes).getInt32(12, true) === OP_MSG ? readMessage(bytes) : readReply(bytes);
  });
}

function readMessage(bytes: Uint8Array): readonly Bag[] | null {
  const flags = viewOf(bytes).getUint32(HEADER, true);
  const end = bytes.length - (flags & CHECKSUM_PRESENT ? 4 : 0);
  if (flags & MORE_TO_COME || bytes[HEADER + 4] !== 0) return null;
  const { document, end: stop } = readBson(bytes.subarray(0, end), HEADER + 5);
  const found = bag(document);
  return stop === end && found !== null ? [found] : null;
}

function readReply(bytes: Uint8Array): readonly Bag[] | null {
  if (bytes.length < HEADER + REPLY_HEAD) return null;
  const documents: Bag[] = [];
  let at = HEADER + REPLY_HEAD;
  while (at < bytes.length) {
    const length = bsonLength(bytes, at, bytes.length - at);
    if (length === undefined) return null;
    const found = bag(readBson(bytes.subarray(0, at + length), at).document);
    if (found !== null) documents.push(found);
    at += length;
  }
  return documents.length === viewOf(bytes).getInt32(HEADER + 16, true) ? documents : null;
}
