import type { Entry } from './protocol.ts';

/** What a server says of itself at its root. */
export interface Root {
  readonly product: string;
  readonly build: string | null;
  /** Names under which the entries of its users lie, not its own. */
  readonly contexts: readonly string[];
  readonly config: string | null;
  readonly monitor: string | null;
  readonly startTls: boolean;
  readonly mechanisms: readonly string[];
  /** Other servers with the same entries. */
  readonly others: readonly string[];
}

/** Names of servers' own entries: settings, statistics, schema, logs of changes. */
const OWN = /^cn=(?:config|monitor|schema|subschema|accesslog|changelog|deltalog|tasks)\b/i;
const SCHEMA_OF_AD = /^(?:cn=(?:configuration|schema),|dc=(?:forest|domain)dnszones,)/i;
const START_TLS = '1.3.6.1.4.1.1466.20037';

/** Null: it is no root of LDAP. */
export function readRoot(entry: Entry | undefined): Root | null {
  if (entry === undefined || entry.name !== '') return null;
  const all = (name: string) => entry.attributes.get(name.toLowerCase()) ?? [];
  const one = (name: string) => all(name)[0] ?? null;
  const named = all('namingContexts').filter((name) => name !== '' && !OWN.test(name) && !SCHEMA_OF_AD.test(name));
  return {
    product: productOf(
      one('vendorName'),
      one('vendorVersion'),
      all('objectClass'),
      one('forestFunctionality') !== null,
    ),
    build: one('vendorVersion')?.slice(0, 80) ?? null,
    contexts: named.slice(0, 20),
    config: one('configContext'),
    monitor: one('monitorContext'),
    startTls: all('supportedExtension').includes(START_TLS),
    mechanisms: all('supportedSASLMechanisms').slice(0, 20),
    others: all('altServer').slice(0, 20),
  };
}

/** By what each says of its vendor; OpenLDAP says it by the class of its root. */
const VENDORS: readonly (readonly [RegExp, string])[] = [
  [/^389 Project/i, '389 Directory Server'],
  [/^Samba/i, 'Samba'],
  [/^Apache Software Foundation/i, 'ApacheDS'],
  [/^(?:ForgeRock|Open Identity Platform|Sun Microsystems|Oracle)/i, 'OpenDJ or its kin'],
  [/^(?:NetIQ|Novell|Micro Focus|OpenText)/i, 'eDirectory'],
  [/^OpenLDAP/i, 'OpenLDAP'],
];

function productOf(vendor: string | null, build: string | null, classes: readonly string[], forest: boolean): string {
  if (classes.includes('OpenLDAProotDSE')) return 'OpenLDAP';
  const known = VENDORS.find(([pattern]) => pattern.test(vendor ?? '') || pattern.test(build ?? ''));
  if (known !== undefined) return known[1];
  return forest ? 'Active Directory' : 'LDAP';
}
