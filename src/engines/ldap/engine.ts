/**
 * Directories that speak LDAPv3: OpenLDAP, 389 Directory Server, Active Directory and others.
 *
 * What it sends: the requests of ./requests.ts: searches and an anonymous BIND, which names nobody and gives no password; StartTLS only
 * where the server says that it answers nothing without it. Searches ask for names of attributes without their values (typesOnly)
 * and carry bounds of size and of five seconds; values are asked for of the root, of the server's own counts and statistics, and of
 * entries only with `--sample`. Names of entries that come with a count are counted and forgotten. Nothing is added, changed,
 * deleted, renamed or compared, and no name is tried. What a visitor could write LDAP has no question for.
 * Wire format: https://www.rfc-editor.org/rfc/rfc4511, attributes of the root https://www.rfc-editor.org/rfc/rfc4512#section-5.1.
 *
 * **Settings**: `product`, `build`, `contexts`, `anonymousBind`, `startTls` (offered), `tlsDemanded`, `mechanisms`, `configShown`, `monitorShown` (its
 * statistics are readable);
 * of the inventory `passwordsShown` (attributes with hashes of passwords are readable), `entries` (by its own statistics).
 */
import type { Failure, Reply } from '../../model/channel.ts';
import type { Claim, Engine } from '../../model/engine.ts';
import { climb } from './access.ts';
import { takeInventory } from './inventory.ts';
import { readAnswer } from './protocol.ts';
import { type LdapTable, ldapRequests } from './requests.ts';
import { readRoot } from './root.ts';

const ID = 'ldap';

export const engine: Engine<LdapTable> = {
  id: ID,
  title: 'LDAP',
  ports: [
    { port: 389, transport: 'tcp', tls: 'plain', role: 'directory' },
    { port: 636, transport: 'tcp', tls: 'tls', role: 'directory' },
    { port: 3268, transport: 'tcp', tls: 'plain', role: 'global catalogue' },
    { port: 3269, transport: 'tcp', tls: 'tls', role: 'global catalogue' },
  ],
  requests: ldapRequests,
  identify: [{ request: 'root', claim }],
  levels: {
    banner: 'what it says of itself at its root, and an anonymous session',
    metadata: 'names of entries are shown',
    read: 'attributes of an entry are shown: a search gives the names of those that a visitor may read',
    write: 'not told: LDAP has no question about a visitor’s rights',
    admin: 'not told',
  },
  tested: 'real server',
  access: climb,
  inventory: takeInventory,
};

/** An answer of LDAP to a search, whatever it says: the root with its names, or the number of a refusal. */
function claim(reply: Reply | Failure): Claim | null {
  const { code, entries } = readAnswer(reply);
  if (code === null || code > 123) return null;
  const root = readRoot(entries[0]);
  const because = root === null ? 'a search is answered in its protocol' : 'what it says of itself at its root';
  return { engine: ID, confidence: 'certain', version: null, because, role: 'directory' };
}
