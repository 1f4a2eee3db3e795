import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';

export interface StoreAddress {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  readonly user: string;
  readonly password: string;
}

/** One session of the administrator, one statement after the other. */
export class Client {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async ask(sql: string): Promise<readonly unknown[][]> {
    const [rows] = await this.#connection.query<RowDataPacket[][]>({ sql, rowsAsArray: true });
    return Array.isArray(rows) ? rows : [];
  }
}

/** Runs `work` in a session of its own, which is left in order. */
export async function within<T>(at: StoreAddress, work: (client: Client) => Promise<T>): Promise<T> {
  const { host, port, tls, user, password } = at;
  const ssl = tls ? { ssl: { rejectUnauthorized: false } } : {};
  const connection = await createConnection({ host, port, user, password, charset: 'utf8mb4', ...ssl });
  try {
    return await work(new Client(connection));
  } finally {
    await connection.end();
  }
}
