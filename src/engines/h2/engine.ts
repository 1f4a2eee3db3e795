/**
 * H2 (1.3 to 2.4): its console, as a program of its own or within an application, with which whoever reaches it may connect to any
 * database that it reaches; and its TCP server.
 *
 * What it sends to the console: GETs of its front page and of its login page; and, unless `--no-login` is given, its own “Test
 * Connection”, twice: with a database in memory that cannot exist, and with the database that it suggests where that is H2's own
 * (`~/test`, or one in the memory of the same process), as `sa` without a password. **Its login is never used**: the console
 * writes each one into its list of connections. So no table is listed there and no row is read. What is suggested elsewhere (files of
 * other names, other hosts, other drivers) is not tried.
 *
 * What it sends to the TCP server, once that has answered a GET in its own protocol: a version that there is not, which it refuses
 * with an error that ends with its build; and, unless `--no-login` is given, a connection as `sa`
 * without a password, to a database that cannot exist and to `~/test`; and the statements of ./statements.ts, all of them SELECT, of
 * its own schema, and of `1` from one table as the proof. Other names of databases are not guessed. All addresses carry
 * `IFEXISTS=TRUE` and `ACCESS_MODE_DATA=r`, so that nothing is made and files are opened to read. The PostgreSQL server of H2 (5435) is
 * not spoken to here.
 * Wire format: https://h2database.com/html/tutorial.html#tutorial_starting_h2_console; that of the TCP server is described nowhere
 * but in org.h2.server.TcpServerThread.
 *
 * **Settings**: `role` (`console`, `tcp`), `consoleOpen` (its login page is shown to us), `passwordless` (sa was let in without a
 * password), `database` (which was tried), `suggested` and `suggestedUser` (what the page offers), `saved` (names of connections that
 * somebody saved). **Proofs**: `banner`, `control`, `list-collections`, `count-records`, `whoami`, `privileges`, `console`,
 * `refusal`, and of the inventory `mappings`, `statistics`.
 */
import type { Failure, Reply } from '../../model/channel.ts';
import type { Claim, Engine } from '../../model/engine.ts';
import { access, inventoryOf } from './access.ts';
import { readFront, versionOf } from './pages.ts';
import { requests, type Table } from './requests.ts';
import { measureUnique, tcpInventory } from './tables.ts';
import { refusalIn, saysError, tcpAccess } from './tcp.ts';

export const engine: Engine<Table> = {
  id: 'h2',
  title: 'H2',
  ports: [
    { port: 8082, transport: 'tcp', tls: 'plain', role: 'console' },
    { port: 9092, transport: 'tcp', tls: 'plain', role: 'tcp' },
  ],
  requests,
  identify: [
    { request: 'root', claim: claimByPage },
    { request: 'tcp-front', when: saysError, claim: claimByRefusal },
    { request: 'tcp-turned-away', when: wasCutOff, claim: claimByRefusal },
  ],
  levels: {
    banner: 'version, by the number that ends every error',
    metadata: 'names of saved connections, of a database that lets sa in without a password, or of its tables',
    read: 'a row of a named table can be read; never told of the console, whose login would leave a trace',
    write: 'not told but with admin',
    admin: 'sa may do all in the database, by its own list of accounts',
  },
  tested: 'real server',
  access: (channel, context) => (context.claim.role === 'tcp' ? tcpAccess(channel, context) : access(channel, context)),
  inventory: (channel, facts, context) =>
    context.claim.role === 'tcp' ? tcpInventory(channel, context) : Promise.resolve(inventoryOf(facts)),
  measure: (_channel, { collection, field }) => Promise.resolve(measureUnique(collection, field)),
};

/** The question was hung up on, and nothing came of what may have been said before it. */
function wasCutOff([root]: readonly (Reply | Failure)[]): boolean {
  return root?.ok === false && (root.kind === 'closed' || root.kind === 'reset') && root.received === undefined;
}

function claimByPage(reply: Reply | Failure): Claim | null {
  if (reply.ok && reply.kind !== 'http') return null;
  const front = readFront(reply);
  if (front === null) return null;
  const because = front.kind === 'session' ? 'its page that goes on to a login' : 'its page for those from elsewhere';
  return { engine: 'h2', confidence: 'certain', version: null, because, role: 'console' };
}

function claimByRefusal(reply: Reply | Failure): Claim | null {
  const refusal = refusalIn(reply);
  if (refusal === null) return null;
  const because = 'its TCP server refuses a version that there is not, in its protocol';
  return { engine: 'h2', confidence: 'certain', version: versionOf(refusal.build), because, role: 'tcp' };
}
