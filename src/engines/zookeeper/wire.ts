import { framed, framedLength, int8, int32, int64, OctetReader, readWhole } from '../../wire/octets.ts';

/**
 * Jute, the messages of ZooKeeper's sessions: a length, a number and an operation, a body. The first message of a connection asks
 * for a session and has no number.
 */

export const OPERATION = {
  exists: 3,
  getData: 4,
  getACL: 6,
  getChildren: 12,
  countAll: 104,
  close: -11,
} as const;

export const ERROR = { none: 0, noNode: -101, noRight: -102, unknown: -6, loginWanted: -124 } as const;

/** The number of every question: one is asked at a time. */
const NUMBER = 0x756e6c61;
/** How long the server keeps the session where it is not closed. Its bytes hold a line's end, which ends it for servers of lines. */
const TIMEOUT_MILLISECONDS = 0x0d0a;
const NO_PASSWORD = Buffer.alloc(16);

/** A session of nobody: no login, no earlier session, and it may be a read-only server. */
export const CONNECT = framed(
  int32(0),
  int64(0n),
  int32(TIMEOUT_MILLISECONDS),
  int64(0n),
  int32(NO_PASSWORD.length),
  NO_PASSWORD,
  int8(1),
);

export const CLOSE = framed(int32(NUMBER), int32(OPERATION.close));

/** A question about a node, which is not watched. */
export function question(operation: 'exists' | 'getData' | 'getChildren', path: string): Buffer {
  return framed(int32(NUMBER), int32(OPERATION[operation]), text(path), int8(0));
}

export function bareQuestion(operation: 'getACL' | 'countAll', path: string): Buffer {
  return framed(int32(NUMBER), int32(OPERATION[operation]), text(path));
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([int32(bytes.length), bytes]);
}

/** 36 bytes, and one more where the server says whether it is read-only. */
export function sessionLength(received: Uint8Array): number | undefined {
  const length = framedLength(received, 36);
  if (length !== undefined && length > 41) throw new RangeError('no answer to a wish for a session');
  return length;
}

export function answerLength(received: Uint8Array): number | undefined {
  const length = framedLength(received, 16);
  if (length === undefined || received.length < 8) return undefined;
  if (new OctetReader(received.subarray(4)).int32() !== NUMBER) throw new RangeError('no answer to our question');
  return length;
}

export interface Session {
  /** As the list of clients writes it: hexadecimal digits. */
  readonly id: string;
  /** False: the server took us for somebody whose session is over. */
  readonly given: boolean;
  readonly readOnly: boolean;
}

/** Null: no answer to a wish for a session. */
export function readSession(bytes: Uint8Array): Session | null {
  return whole(bytes, (body) => {
    const version = body.int32();
    const timeout = body.int32();
    const id = body.int64();
    const password = body.bytes(body.int32());
    if (version !== 0 || password?.length !== NO_PASSWORD.length) throw new RangeError('another shape');
    return {
      id: BigInt.asUintN(64, id).toString(16),
      given: timeout > 0 && id !== 0n,
      readOnly: body.left > 0 && body.int8() !== 0,
    };
  });
}

export interface Result<T> {
  readonly error: number;
  /** Null with every error. */
  readonly value: T | null;
}

/** Null: the bytes are no whole answer of this shape. */
export function readResult<T>(bytes: Uint8Array, read: (body: OctetReader) => T): Result<T> | null {
  return whole(bytes, (body) => {
    body.int32();
    body.int64();
    const error = body.int32();
    return { error, value: error === ERROR.none ? read(body) : null };
  });
}

function whole<T>(bytes: Uint8Array, read: (body: OctetReader) => T): T | null {
  return readWhole(new OctetReader(bytes.subarray(4)), read);
}

export interface Stat {
  readonly dataLength: number;
  readonly children: number;
  readonly ephemeral: boolean;
}

export function readStat(body: OctetReader): Stat {
  for (let times = 0; times < 4; times += 1) body.int64();
  for (let versions = 0; versions < 3; versions += 1) body.int32();
  const owner = body.int64();
  const stat = { ephemeral: owner !== 0n, dataLength: body.int32(), children: body.int32() };
  body.int64();
  return stat;
}

export interface Children {
  readonly names: readonly string[];
  readonly stat: Stat;
}

export function readChildren(body: OctetReader): Children {
  const names = body.many(body.int32(), () => body.text(body.int32()) ?? '');
  return { names, stat: readStat(body) };
}

/** Rights as bits: 1 read, 2 write, 4 create, 8 delete, 16 change the rights. */
export const RIGHT = { read: 1, write: 2, create: 4, delete: 8, admin: 16 } as const;

export interface Grant {
  readonly rights: number;
  readonly scheme: string;
  readonly id: string;
}

export function readGrants(body: OctetReader): Grant[] {
  const grants = body.many(body.int32(), () => ({
    rights: body.int32(),
    scheme: body.text(body.int32()) ?? '',
    id: body.text(body.int32()) ?? '',
  }));
  readStat(body);
  return grants;
}

export function readNumber(body: OctetReader): number {
  return body.int32();
}

/** The text of a node. */
export function readText(body: OctetReader): string {
  const data = body.text(body.int32()) ?? '';
  readStat(body);
  return data;
}
