import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import { customers } from '../seeds/cast.ts';
import { COPY } from './copy.ts';

/** The second, forgotten database: a real PostgreSQL (PGlite) with a copy of some customers, listening only while `open`. */
export interface SecondDatabase {
  open(): Promise<void>;
  /** Nothing listens any more. */
  close(): Promise<void>;
  /** Once, at the end. */
  discard(): Promise<void>;
}

/** A scanner may come with a few connections; PGlite's own default is one. */
const MOST_CONNECTIONS = 16;
/** PostgreSQL's MAX_STARTUP_PACKET_LENGTH: a first packet that claims to be longer ends the connection, without a word. */
const LONGEST_STARTUP = 10_000;
const SHORTEST_STARTUP = 8;

/** Takes some seconds: PostgreSQL makes its cluster first. */
export async function makeSecondDatabase(port: number): Promise<SecondDatabase> {
  const db = await PGlite.create();
  await db.exec(`create table ${COPY.table} (owner_email text primary key, user_name text not null)`);
  for (const { owner_email, user_name } of customers(COPY.customers)) {
    await db.query(`insert into ${COPY.table} values ($1, $2)`, [owner_email, user_name]);
  }
  const inner = new PGLiteSocketServer({ db, port: 0, host: '127.0.0.1', maxConnections: MOST_CONNECTIONS });
  const door = createServer((socket) => letIn(socket, Number(inner.getServerConn().split(':').at(-1))));
  return {
    open: async () => {
      await inner.start();
      door.listen(port, '127.0.0.1');
      await once(door, 'listening');
    },
    close: async () => {
      if (door.listening) {
        door.close();
        await once(door, 'close');
        await inner.stop();
      }
    },
    discard: () => db.close(),
  };
}

/**
 * PGlite's socket server waits without end for the rest of a first packet of any length. PostgreSQL does not, and what a
 * stranger's question meets has to be what it would meet there.
 */
function letIn(socket: Socket, innerPort: number): void {
  socket.on('error', () => socket.destroy());
  socket.once('data', (first) => {
    const packet = Buffer.from(first);
    const claimed = packet.length < 4 ? 0 : packet.readInt32BE(0);
    if (claimed < SHORTEST_STARTUP || claimed > LONGEST_STARTUP) {
      socket.end();
      return;
    }
    const behind = connect(innerPort, '127.0.0.1');
    behind.on('error', () => socket.destroy());
    behind.on('close', () => socket.destroy());
    socket.on('close', () => behind.destroy());
    behind.write(packet);
    socket.pipe(behind).pipe(socket);
  });
}
