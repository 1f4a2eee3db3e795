import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import {
  answerLength,
  openingLength,
  query,
  type Row,
  readOpening,
  readResult,
  SSL_REQUEST,
  startup,
  TERMINATE,
} from '../../src/engines/postgresql/wire.ts';

export interface StoreAddress {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  /** Null where nobody is asked for a password. */
  readonly password: string | null;
  readonly user: string;
}

/** The lab's own client: one session, one statement after the other, as the administrator of the store. */
export class Client {
  readonly #socket: Socket;
  #received = Buffer.alloc(0);
  #wake: () => void = () => undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (data: Buffer) => {
      this.#received = Buffer.concat([this.#received, data]);
      this.#wake();
    });
    socket.on('close', () => this.#wake());
    socket.on('error', () => socket.destroy());
  }

  static async to(at: StoreAddress, database: string): Promise<Client> {
    const client = new Client(await dialled(at));
    client.#socket.write(startup({ user: at.user, database, client_encoding: 'UTF8' }));
    let opening = readOpening(await client.#next(openingLength));
    if (opening?.kind === 'demand' && at.password !== null) {
      const text = Buffer.from(`${at.password}\0`);
      const head = Buffer.from([0x70, 0, 0, 0, 4 + text.length]);
      client.#socket.write(Buffer.concat([head, text]));
      opening = readOpening(await client.#next(openingLength));
    }
    if (opening?.kind !== 'ready') throw new Error(`no session in ${database}: ${JSON.stringify(opening)}`);
    return client;
  }

  async ask(sql: string): Promise<readonly Row[]> {
    this.#socket.write(query(sql));
    const result = readResult(await this.#next(answerLength));
    if (result === null || !result.ok) throw new Error(`${sql.slice(0, 200)}: ${JSON.stringify(result?.error)}`);
    return result.rows;
  }

  async close(): Promise<void> {
    const closed = once(this.#socket, 'close');
    this.#socket.end(TERMINATE);
    await closed;
  }

  async #next(length: (received: Uint8Array) => number | undefined): Promise<Uint8Array> {
    for (;;) {
      const end = this.#received.length === 0 ? undefined : length(this.#received);
      if (end !== undefined) {
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

async function dialled({ host, port, tls }: StoreAddress): Promise<Socket> {
  const socket = connect({ host, port, noDelay: true });
  await once(socket, 'connect');
  if (!tls) return socket;
  socket.write(SSL_REQUEST);
  const [answer] = (await once(socket, 'data')) as [Buffer];
  if (answer.toString() !== 'S') throw new Error('the server speaks no TLS');
  const secured = connectTls({ socket, rejectUnauthorized: false });
  await once(secured, 'secureConnect');
  return secured;
}

/** Runs `work` in a session of its own. */
export async function within<T>(at: StoreAddress, database: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = await Client.to(at, database);
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}
