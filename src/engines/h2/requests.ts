import type { Channel } from '../../model/channel.ts';
import type { HttpRequest, RequestTable } from '../../model/request.ts';

const get = {
  kind: 'http',
  method: 'GET',
  from: 'access',
  maxBytes: 256 * 1024,
} as const satisfies Partial<HttpRequest>;

/** Opened to read, and only where it is there: nothing is made, and no file is written. */
export const USUAL = 'jdbc:h2:~/test;IFEXISTS=TRUE;ACCESS_MODE_DATA=r';

/** The console opens a connection and closes it again; unlike its login, that leaves nothing in its list of connections. */
const test = { ...get, path: '/test.do', safety: 'login' } as const;
/** No password is sent, which the console takes for an empty one. */
const asSa = { jsessionid: '{session}', driver: 'org.h2.Driver', user: 'sa' } as const;

export const requests = {
  root: {
    ...get,
    safety: 'identify',
    from: 'identify',
    path: '/',
    why: 'whether it is the console, and whether it takes others than its own host',
    maxBytes: 64 * 1024,
  },
  page: {
    ...get,
    safety: 'metadata',
    path: '/login.jsp',
    query: { jsessionid: '{session}' },
    why: 'what anybody is shown before a login: names of connections that were saved, and the database that is suggested',
  },
  control: {
    ...test,
    query: { ...asSa, url: '{url}' },
    why: 'the control: a database in memory of a random name, which cannot exist, has to be missing; its error tells the version',
  },
  usual: {
    ...test,
    query: { ...asSa, url: USUAL },
    why: 'whether the database that the console suggests out of the box lets sa in without a password; off with --no-login',
  },
  memory: {
    ...test,
    query: { ...asSa, url: '{url}' },
    why: 'the same of a database in memory, where the page suggests one; off with --no-login',
  },
} as const satisfies RequestTable;

/** A database in the memory of the console's own process: it reaches no other host, and is not made where it is not there. */
export function inMemory(name: string): string {
  return `jdbc:h2:mem:${name};IFEXISTS=TRUE`;
}

export type Table = typeof requests;
export type H2Channel = Channel<Table>;
