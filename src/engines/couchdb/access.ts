import { type Capability, highest, type Level } from '../../model/access.ts';
import type { ProbeContext } from '../../model/engine.ts';
import { type AccessFacts, provedLevel, type Setting } from '../../model/facts.ts';
import { at, list, text } from '../../wire/json.ts';
import { type Answer, readAnswer, totalOf } from './answers.ts';
import { type Product, productOf, versionOnAnswer } from './claim.ts';
import { type Proof, proveHere, proveRead } from './databases.ts';
import type { CouchChannel } from './requests.ts';
import { grantedBy, type Who, whoOf } from './rights.ts';

interface Found {
  readonly product: Product;
  readonly role: 'server' | 'database';
  readonly root: Answer;
  readonly session: Answer | null;
  readonly who: Who | null;
  readonly control: Answer;
  readonly believed: boolean;
  readonly listing: Answer | null;
  readonly names: readonly string[] | null;
  readonly proof: Proof;
  readonly security: Answer | null;
  readonly users: Answer | null;
}

const NOTHING: Proof = { database: null, shown: [], refused: [] };

export async function climb(channel: CouchChannel, { tokens, claim }: ProbeContext): Promise<AccessFacts> {
  const reply = await channel.ask('root');
  const root = readAnswer(reply);
  const product = productOf(reply) ?? { name: 'CouchDB' as const, version: versionOnAnswer(reply) ?? claim.version };
  const control = readAnswer(await channel.ask('control', { control: tokens.control }));
  const believed = control.meaning === 'missing' || control.meaning === 'refused';
  const base = { product, root, control, believed };
  if (claim.role === 'database') {
    const proof = believed ? await proveHere(channel, root) : NOTHING;
    const security = proof.shown.length > 0 ? readAnswer(await channel.ask('security-here')) : null;
    const here = { session: null, who: null, listing: null, names: null, users: null };
    return factsOf({ ...base, ...here, role: 'database', proof, security });
  }
  const session = readAnswer(await channel.ask('session'));
  const listing = readAnswer(await channel.ask('databases'));
  const names = namesOf(listing);
  const proof = believed && names !== null ? await proveRead(channel, names) : NOTHING;
  const { database } = proof;
  return factsOf({
    ...base,
    role: 'server',
    session,
    who: whoOf(session),
    listing,
    names,
    proof,
    security: database === null ? null : readAnswer(await channel.ask('security', { database })),
    users: believed ? readAnswer(await channel.ask('users')) : null,
  });
}

function namesOf({ meaning, json }: Answer): readonly string[] | null {
  const told = list(json);
  const names = told.filter((name) => typeof name === 'string');
  return meaning === 'open' && Array.isArray(json) && names.length === told.length ? names : null;
}

const HONEYPOT =
  'a page for everything or a honeypot: a database of a random name, which cannot exist, is answered like one that does';

function factsOf(found: Found): AccessFacts {
  const { product, control, believed, names, proof, security, who, root, users } = found;
  const honeypot = control.meaning === 'open';
  const party = believed && who?.user === null && who.roles.includes('_admin');
  const readsUsers = users !== null && (totalOf(users) ?? 0) > 0;
  const listed = believed && (names !== null || found.role === 'database');
  const read = proof.shown.length > 0 || readsUsers;
  const refusals = refusalsOf(found);
  const proved = provedLevel(['banner', true], ['metadata', listed || read], ['read', read]);
  const granted: Level = party ? 'admin' : security === null || !read ? 'none' : grantedBy(security);
  const settled = listed || read || refusals.length > 0;
  const busy = [control, found.listing].some((answer) => answer?.meaning === 'busy');
  const unknown = honeypot || !settled || (busy && !listed && !read);
  const closed = root.meaning === 'refused' && !listed && !read;
  return {
    service: { engine: 'couchdb', version: product.version, identity: identityOf(root), name: nameOf(product) },
    access: {
      proved: unknown ? 'unknown' : closed ? 'none' : proved,
      inferred: unknown ? 'unknown' : closed ? 'none' : highest(proved, granted),
      capabilities: unknown ? [] : capabilitiesOf(found, listed || read, read, granted),
      protection: refusals.length > 0 ? 'authentication' : null,
      securityLayer: party ? 'absent' : refusals.length > 0 ? 'present' : 'unknown',
      anonymous: who === null ? null : { user: who.user ?? 'nobody', roles: who.roles },
      filtered: (listed || read) && refusals.length > 0,
      control: honeypot ? 'failed' : believed ? 'passed' : 'not-asked',
      reason: honeypot ? HONEYPOT : unknown ? `neither data nor a refusal was seen: ${saidBy(found)}` : null,
    },
    settings: settingsOf(found, party, readsUsers),
    proofs: proofsOf(found, party, readsUsers),
    notes: notesOf(found),
  };
}

function saidBy({ listing, control }: Found): string {
  return listing === null || listing.meaning === 'open'
    ? `the control was answered with ${control.said}`
    : listing.said;
}

function refusalsOf({ root, listing, control, proof, users }: Found): number[] {
  // That a stranger may not list the users is how it is meant: it says something where nothing else was open.
  const asked = [root, listing, control, ...(listing?.meaning === 'open' ? [] : [users])];
  return [...asked.flatMap((one) => (one?.meaning === 'refused' ? [one.exchange] : [])), ...proof.refused];
}

/** The same for all nodes of a cluster that was set up as its manual says. */
function identityOf({ json }: Answer): Record<string, string> {
  const uuid = text(at(json, 'uuid'));
  // In two halves: so many digits in one could be an account number, and would be masked.
  return uuid === null || !/^[0-9a-f]{32}$/.test(uuid) ? {} : { uuid: `${uuid.slice(0, 16)}-${uuid.slice(16)}` };
}

function nameOf({ name }: Product): string | null {
  return name === 'CouchDB' ? null : name;
}

function capabilitiesOf({ session }: Found, listed: boolean, read: boolean, granted: Level): Capability[] {
  const shown: readonly (readonly [Capability, boolean])[] = [
    ['identify', true],
    ['whoami', session?.meaning === 'open'],
    ['list-collections', listed],
    ['count-records', read],
    ['read-records', read],
    ['write-records', granted === 'write' || granted === 'admin'],
    ['administer', granted === 'admin'],
  ];
  return shown.filter(([, holds]) => holds).map(([capability]) => capability);
}

function settingsOf(
  { product, role, proof, names }: Found,
  party: boolean,
  readsUsers: boolean,
): Record<string, Setting> {
  return {
    product: product.name,
    role,
    adminParty: party,
    database: role === 'database' ? proof.database : null,
    databases: names === null ? null : names.slice(0, 2_000),
    usersReadable: readsUsers,
  };
}

function proofsOf(found: Found, party: boolean, readsUsers: boolean): Record<string, number[]> {
  const { root, session, who, control, names, listing, proof, security, users, role } = found;
  const of = (answer: Answer | null, holds: boolean) => (answer !== null && holds ? [answer.exchange] : []);
  const named: readonly (readonly [string, readonly number[]])[] = [
    ['banner', [root.exchange]],
    ['control', [control.exchange]],
    ['whoami', of(session, who !== null)],
    ['privileges', [...of(session, party), ...of(security, true)]],
    ['security-layer', of(session, party)],
    ['list-collections', role === 'database' ? [root.exchange] : of(listing, names !== null)],
    ['count-records', proof.shown],
    ['users', of(users, readsUsers)],
    ['refusal', refusalsOf(found).slice(0, 3)],
  ];
  return Object.fromEntries(named.filter(([, all]) => all.length > 0).map(([name, all]) => [name, [...all]]));
}

function notesOf({ role, listing }: Found): string[] {
  if (role === 'database') return ['the target’s path names a database, and it alone was looked at'];
  return listing?.meaning === 'refused'
    ? [
        'names of databases are not told; one that is public can still be read by whoever knows its name (audit it as HOST:5984/NAME)',
      ]
    : [];
}
