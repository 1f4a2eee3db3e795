import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';
import { CONNECT, type Grant, readChildren, readGrants, type readStat } from '../../src/engines/zookeeper/wire.ts';
import { framed, framedLength, int8, int32, OctetReader } from '../../src/wire/octets.ts';

export interface StoreAddress {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
}

const CREATE = 1;
const DELETE = 2;
const GET_ACL = 6;
const SET_ACL = 7;
const GET_CHILDREN = 12;
const AUTH = 100;
const CLOSE = -11;
const AUTH_NUMBER = -4;

const LOGIN = 'lab:labpass123';
export const EVERYBODY: Grant = { rights: 31, scheme: 'world', id: 'anyone' };
/** Whoever logged in by the password of LOGIN. */
export const ADMINISTRATOR: Grant = { rights: 31, scheme: 'auth', id: '' };

/** The lab's own client: one session, one question after the other, as the administrator of the store. */
export class Client {
  readonly #socket: Socket;
  #received = Buffer.alloc(0);
  #wake: () => void = () => undefined;
  #number = 0;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (data: Buffer) => {
      this.#received = Buffer.concat([this.#received, data]);
      this.#wake();
    });
    socket.on('close', () => this.#wake());
    socket.on('error', () => socket.destroy());
    // Who comes before it serves is never answered.
    socket.setTimeout(3_000, () => socket.destroy());
  }

  static async to({ host, port, tls }: StoreAddress): Promise<Client> {
    const socket = tls ? connectTls({ host, port, rejectUnauthorized: false }) : connect({ host, port });
    await once(socket, tls ? 'secureConnect' : 'connect');
    const client = new Client(socket);
    socket.write(CONNECT);
    await client.#next();
    await client.#ask(AUTH, AUTH_NUMBER, int32(0), text('digest'), text(LOGIN));
    return client;
  }

  async create(path: string, data: string, grants: readonly Grant[]): Promise<void> {
    await this.#ask(CREATE, null, text(path), text(data), listOf(grants), int32(0));
  }

  async delete(path: string): Promise<void> {
    await this.#ask(DELETE, null, text(path), int32(-1));
  }

  async grant(path: string, grants: readonly Grant[]): Promise<void> {
    await this.#ask(SET_ACL, null, text(path), listOf(grants), int32(-1));
  }

  async rights(path: string): Promise<Grant[]> {
    return readGrants(await this.#ask(GET_ACL, null, text(path)));
  }

  /** Names below a node, and its own numbers. */
  async children(path: string): Promise<{ names: readonly string[]; stat: ReturnType<typeof readStat>; raw: string }> {
    const body = await this.#ask(GET_CHILDREN, null, text(path), int8(0));
    const raw = body.bytes(body.left)?.toString('hex') ?? '';
    return { ...readChildren(new OctetReader(Buffer.from(raw, 'hex'))), raw };
  }

  async close(): Promise<void> {
    const closed = once(this.#socket, 'close');
    this.#socket.end(framed(int32((this.#number += 1)), int32(CLOSE)));
    await closed;
  }

  async #ask(operation: number, number: number | null, ...body: Uint8Array[]): Promise<OctetReader> {
    const as = number ?? (this.#number += 1);
    this.#socket.write(framed(int32(as), int32(operation), ...body));
    const answer = new OctetReader((await this.#next()).subarray(4));
    const told = answer.int32();
    answer.int64();
    const error = answer.int32();
    if (told !== as || error !== 0) throw new Error(`operation ${operation}: error ${error}`);
    return answer;
  }

  async #next(): Promise<Buffer> {
    for (;;) {
      const end = framedLength(this.#received, 0);
      if (end !== undefined && this.#received.length >= end) {
        const message = this.#received.subarray(0, end);
        this.#received = this.#received.subarray(end);
        return message;
      }
      if (this.#socket.closed) throw new Error('the server closed the connection');
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([int32(bytes.length), bytes]);
}

function listOf(grants: readonly Grant[]): Buffer {
  const members = grants.map(({ rights, scheme, id }) => Buffer.concat([int32(rights), text(scheme), text(id)]));
  return Buffer.concat([int32(grants.length), ...members]);
}

/** The line of `srvr` that says how many nodes there are. */
export async function nodeCount({ host, port }: StoreAddress): Promise<string> {
  const socket = connect({ host, port });
  socket.write('srvr');
  let said = '';
  for await (const part of socket) said += String(part);
  return /Node count: \d+/.exec(said)?.[0] ?? said;
}

const TRIES = 50;

/** A server that has just started listens a while before it serves. */
async function patiently(at: StoreAddress): Promise<Client> {
  for (let left = TRIES; ; left -= 1) {
    try {
      return await Client.to(at);
    } catch (error) {
      if (left === 0) throw error;
      await wait(200);
    }
  }
}

export async function within<T>(at: StoreAddress, work: (client: Client) => Promise<T>): Promise<T> {
  const client = await patiently(at);
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}
