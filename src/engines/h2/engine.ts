/**
 * The console of H2 (1.3 to 2.4), as a program of its own or within an application: whoever reaches it may connect with any database
 * that it reaches.
 *
 * What it sends: GETs of its front page and of its login page; and, unless `--no-login` is given, its own “Test Connection”,
 * twice: with a database in memory that cannot exist, and with the database that it suggests where that is H2's own (`~/test`, or one
 * in the memory of the same process), as `sa` without a password. The addresses carry `IFEXISTS=TRUE` and `ACCESS_MODE_DATA=r`, so
 * that nothing is made and the file is opened to read. **Its login is never used**: the console writes each one into its
 * list of connections. So no table is listed and no row is read; that an account without a password may do all that it may follows,
 * and was not tried. What is suggested elsewhere (files of other names, other hosts, other drivers) is not tried.
 * The TCP server (9092) and the PostgreSQL server (5435) of H2 are not spoken to here.
 * Wire format: https://h2database.com/html/tutorial.html#tutorial_starting_h2_console
 *
 * **Settings**: `role`, `consoleOpen` (its login page is shown to us), `passwordless` (sa was let in without a password), `database`
 * (which was tried), `suggested` and `suggestedUser` (what the page offers), `saved` (names of connections that somebody saved).
 * **Proofs**: `banner`, `control`, `list-collections`, `whoami`, `console`, `refusal`.
 */
import type { Failure, Reply } from '../../model/channel.ts';
import type { Claim, Engine } from '../../model/engine.ts';
import { access, inventoryOf } from './access.ts';
import { readFront } from './pages.ts';
import { requests, type Table } from './requests.ts';

export const engine: Engine<Table> = {
  id: 'h2',
  title: 'H2 console',
  ports: [{ port: 8082, transport: 'tcp', tls: 'plain', role: 'console' }],
  requests,
  identify: [{ request: 'root', claim }],
  levels: {
    banner: 'version, by the number that ends every error',
    metadata: 'names of connections that were saved, or the name of a database that lets sa in without a password',
    read: 'not told: the console writes down each login, so that none is made',
    write: 'not told',
    admin: 'not told',
  },
  tested: 'real server',
  access,
  inventory: (_channel, facts) => Promise.resolve(inventoryOf(facts)),
};

function claim(reply: Reply | Failure): Claim | null {
  if (reply.ok && reply.kind !== 'http') return null;
  const front = readFront(reply);
  if (front === null) return null;
  const because = front.kind === 'session' ? 'its page that goes on to a login' : 'its page for those from elsewhere';
  return { engine: 'h2', confidence: 'certain', version: null, because, role: 'console' };
}
