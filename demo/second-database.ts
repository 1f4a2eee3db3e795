import { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import { customers } from '../seeds/cast.ts';

/** The second, forgotten database: a real PostgreSQL (PGlite) with a copy of some customers, listening only while `open`. */
export interface SecondDatabase {
  open(): Promise<void>;
  /** Nothing listens any more. */
  close(): Promise<void>;
  /** Once, at the end. */
  discard(): Promise<void>;
}

const COPIED = 50;
/** A scanner may come with a few connections; PGlite's own default is one. */
const MOST_CONNECTIONS = 16;

/** Takes some seconds: PostgreSQL makes its cluster first. */
export async function makeSecondDatabase(port: number): Promise<SecondDatabase> {
  const db = await PGlite.create();
  await db.exec('create table customers_copy (owner_email text primary key, user_name text not null)');
  for (const { owner_email, user_name } of customers(COPIED)) {
    await db.query('insert into customers_copy values ($1, $2)', [owner_email, user_name]);
  }
  const server = new PGLiteSocketServer({ db, port, host: '127.0.0.1', maxConnections: MOST_CONNECTIONS });
  return {
    open: () => server.start(),
    close: () => server.stop(),
    discard: () => db.close(),
  };
}
