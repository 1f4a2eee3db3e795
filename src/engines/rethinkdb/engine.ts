/**
 * RethinkDB 2.3 and later, on the port of its drivers, and its console for what it is.
 *
 * What it sends: the requests of ./requests.ts. The protocol's opening, which names the version; then, unless `--no-login` is
 * given, one login: the account admin, which every server has, with an empty password, which is what it has until one is set.
 * No other password and no other account is tried. Then queries that read: names of databases and tables, the server's own
 * estimates, whether a table has a first document (it stays on the server). Documents are read with `--sample` alone. Nothing
 * is inserted, made or configured; that it could be follows from that account, which has all rights. Of the console the page
 * alone is asked for.
 * Wire format: https://rethinkdb.com/docs/writing-drivers/; terms: https://github.com/rethinkdb/rethinkdb (ql2.proto).
 *
 * **Settings**: `role` (driver, console), `adminWithoutPassword`, `consoleOpen`, `databases`; of the inventory `servers`.
 * **Proofs**: `banner`, `control`, `whoami`, `privileges`, `security-layer`, `list-collections`, `count-records`, `console`,
 * `refusal`, and of the inventory `mappings`, `members`.
 */
import type { Failure, Reply } from '../../model/channel.ts';
import type { Claim, Engine } from '../../model/engine.ts';
import { at, text } from '../../wire/json.ts';
import { climb } from './access.ts';
import { takeInventory } from './inventory.ts';
import { requests, type Table } from './requests.ts';
import { isOldRefusal, readText } from './wire.ts';

const ID = 'rethinkdb';

export const engine: Engine<Table> = {
  id: ID,
  title: 'RethinkDB',
  ports: [
    { port: 28015, transport: 'tcp', tls: 'plain', role: 'drivers' },
    { port: 8080, transport: 'tcp', tls: 'plain', role: 'console' },
  ],
  requests,
  identify: [
    { request: 'page', claim: claimByPage },
    { request: 'hello', claim: claimByHello },
  ],
  levels: {
    banner: 'version; or the console answers',
    metadata: 'names of databases are listed',
    read: 'a document of a named table can be counted',
    write: 'not told by itself: the account that takes an empty password has all rights',
    admin: 'the account admin takes an empty password; or the console, which acts as that account, asks for none',
  },
  tested: 'replayed',
  access: climb,
  inventory: takeInventory,
};

/** The console's page by its title; the page is the same in every version. */
function claimByPage(reply: Reply | Failure): Claim | null {
  if (!reply.ok || reply.kind !== 'http' || reply.status !== 200 || reply.mediaType !== 'text/html') return null;
  const title = /<title>\s*([^<]{1,80})<\/title>/i.exec(reply.text().slice(0, 4_000))?.[1]?.trim();
  return title === 'RethinkDB Administration Console'
    ? { engine: ID, confidence: 'certain', version: null, because: 'the title of its console', role: 'console' }
    : null;
}

/** The answer to the protocol's opening, of today and of before 2.3. */
function claimByHello(reply: Reply | Failure): Claim | null {
  if (!reply.ok || reply.kind !== 'bytes') return null;
  const base = { engine: ID, confidence: 'certain' } as const;
  if (isOldRefusal(reply.bytes)) return { ...base, version: null, because: 'its words to a newer client', role: 'old' };
  const hello = readText(reply.bytes);
  const version = text(at(hello, 'server_version'));
  const least = at(hello, 'min_protocol_version');
  if (at(hello, 'success') !== true || version === null || typeof least !== 'number') return null;
  const number = /^\d{1,3}\.\d{1,3}\.\d{1,4}/.exec(version)?.[0] ?? null;
  return { ...base, version: number, because: 'the opening of its protocol', role: 'driver' };
}
