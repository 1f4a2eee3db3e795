import { type Capability, highest, type Level } from '../../model/access.ts';
import type { ProbeContext } from '../../model/engine.ts';
import { type AccessFacts, provedLevel, type Setting } from '../../model/facts.ts';
import { escapeText } from '../../support/escape.ts';
import { byText } from '../../support/stable-json.ts';
import { count, text } from '../../wire/json.ts';
import { databasesOf, proveRead, type Read, viaOf } from './databases.ts';
import { type Hello, takeHello } from './hello.ts';
import { type Product, productOf } from './product.ts';
import type { MongoChannel } from './requests.ts';
import { type Rights, rightsOf } from './rights.ts';
import { type Answer, ask, succeeded } from './speak.ts';
import { type Warnings, warningsOf } from './warnings.ts';

const ID = 'mongodb';

interface Found {
  readonly hello: Hello;
  readonly product: Product;
  readonly build: Answer;
  readonly whoami: Answer;
  readonly rights: Rights;
  readonly listing: Answer;
  readonly databases: readonly string[] | null;
  readonly control: AccessFacts['access']['control'];
  readonly controlAnswer: Answer;
  readonly log: Answer;
  readonly warnings: Warnings;
  readonly read: Read;
}

const NOTHING: Read = { shown: [], listed: [], refused: [] };

export async function access(channel: MongoChannel, { tokens }: ProbeContext): Promise<AccessFacts> {
  const hello = await takeHello(channel);
  if (!('role' in hello)) return silent(hello);
  const via = viaOf(hello);
  const build = await ask(channel, 'build', via);
  const whoami = await ask(channel, 'whoami', via);
  const listing = await ask(channel, 'databases', via);
  const databases = databasesOf(listing);
  const controlAnswer = await ask(channel, 'control', { control: tokens.control, ...via });
  const control = controlOf(controlAnswer);
  const log = await ask(channel, 'log', via);
  const open = databases !== null && control === 'passed';
  return factsOf({
    hello,
    product: productOf(succeeded(build) ? build.document : {}, hello),
    build,
    whoami,
    rights: rightsOf(whoami),
    listing,
    databases,
    control,
    controlAnswer,
    log,
    warnings: warningsOf(log),
    read: open ? await proveRead(channel, hello, databases) : NOTHING,
  });
}

/** A collection that cannot exist has nothing in it, or may not be counted. */
function controlOf(answer: Answer): AccessFacts['access']['control'] {
  if (answer.meaning === 'failed') return 'not-asked';
  return succeeded(answer) && count(answer.document['n']) !== 0 ? 'failed' : 'passed';
}

const HONEYPOT =
  'a honeypot, or something that says yes to everything: a collection of a random name, which cannot exist, has documents';

function factsOf(found: Found): AccessFacts {
  const { hello, product, rights, databases, read, control } = found;
  const honeypot = control === 'failed';
  const believed = control === 'passed';
  const listed = databases !== null && believed;
  const refusals = refusalsOf(found);
  // Both take a right that nobody has where access control is on.
  const unguarded = believed && (databases !== null || succeeded(found.log)) && rights.known && rights.user === null;
  const proved = provedLevel(['banner', true], ['metadata', listed], ['read', read.shown.length > 0]);
  const granted: Level = listed || unguarded ? (unguarded ? 'admin' : rights.granted) : 'none';
  const settled = listed || unguarded || refusals.length > 0;
  return {
    service: { engine: ID, version: product.version, identity: identityOf(hello), name: nameOf(product) },
    access: {
      proved: honeypot || !settled ? 'unknown' : proved,
      inferred: honeypot || !settled ? 'unknown' : highest(proved, granted),
      capabilities: capabilitiesOf(found, listed, granted),
      protection: refusals.length > 0 ? 'authentication' : null,
      securityLayer: unguarded ? 'absent' : refusals.length > 0 || rights.user !== null ? 'present' : 'unknown',
      anonymous: rights.user === null ? null : { user: rights.user, roles: rights.roles },
      filtered: listed && refusals.length > 0,
      control,
      reason: honeypot ? HONEYPOT : listed || refusals.length > 0 ? null : whyUnsettled(found),
    },
    settings: settingsOf(found),
    proofs: proofsOf(found, unguarded),
    notes: notesOf(found),
  };
}

function refusalsOf({ listing, controlAnswer, log, read }: Found): number[] {
  // What a lesser account may not do is no sign of a guard: the log takes more rights than the data.
  const asked = listing.meaning === 'open' ? [controlAnswer] : [listing, controlAnswer, log];
  return [...asked.filter(({ meaning }) => meaning === 'refused').map(({ exchange }) => exchange), ...read.refused];
}

function whyUnsettled({ hello, listing, control }: Found): string {
  if (listing.meaning === 'open' && control === 'not-asked')
    return 'the control was not answered: no success is believed';
  if (hello.role === 'arbiter')
    return 'an arbiter: it votes in its set and holds no data; the other members are to be audited';
  return `neither data nor a refusal was seen: ${listing.said || 'an answer of another shape'}`;
}

/** All members of a set say the same; a server by itself is told by its process. */
function identityOf({ setName, hosts, process }: Hello): Record<string, string> {
  if (setName !== null) return { replicaSet: `${setName}/${hosts.toSorted(byText).join(',')}` };
  // In two halves: so many digits in one could be an account number, and would be masked.
  return process === null ? {} : { process: `${process.slice(0, 12)}-${process.slice(12)}` };
}

function nameOf({ name, own }: Product): string | null {
  if (name === 'MongoDB') return null;
  return own === null ? name : `${name} ${own}`;
}

function capabilitiesOf({ rights, read }: Found, listed: boolean, granted: Level): Capability[] {
  const shown: readonly (readonly [Capability, boolean])[] = [
    ['identify', true],
    ['whoami', rights.known],
    ['list-collections', listed],
    ['count-records', read.shown.length > 0],
    ['read-records', read.shown.length > 0],
    ['write-records', granted === 'write' || granted === 'admin'],
    ['administer', granted === 'admin'],
  ];
  return shown.filter(([, holds]) => holds).map(([capability]) => capability);
}

function settingsOf({ hello, product, databases, warnings }: Found): Record<string, Setting> {
  return {
    product: product.name,
    productVersion: product.own,
    role: hello.role,
    hidden: hello.hidden,
    setName: hello.setName,
    me: hello.me,
    hosts: hello.hosts,
    arbiters: hello.arbiters,
    wireVersion: hello.wire,
    messages: hello.via,
    compression: hello.compression,
    zlib: hello.compression.includes('zlib'),
    databases: databases === null ? null : databases.slice(0, 1_000),
    ...warnings,
  };
}

function proofsOf(found: Found, unguarded: boolean): Record<string, number[]> {
  const { hello, build, whoami, listing, databases, controlAnswer, log, warnings, read } = found;
  const told = (holds: boolean, { exchange }: Answer) => (holds ? [exchange] : []);
  const named: readonly (readonly [string, readonly number[]])[] = [
    ['banner', [hello.exchange, ...told(succeeded(build), build)]],
    ['control', [controlAnswer.exchange]],
    ['whoami', told(succeeded(whoami), whoami)],
    ['privileges', told(succeeded(whoami), whoami)],
    [
      'security-layer',
      unguarded ? [...told(succeeded(whoami), whoami), databases === null ? log.exchange : listing.exchange] : [],
    ],
    ['warnings', told(warnings.accessControl === false || warnings.runsAsRoot === true, log)],
    ['list-collections', [...told(databases !== null, listing), ...read.listed]],
    ['count-records', read.shown],
    ['refusal', refusalsOf(found).slice(0, 3)],
  ];
  return Object.fromEntries(named.filter(([, all]) => all.length > 0).map(([name, all]) => [name, [...all]]));
}

function notesOf({ hello, product, build, log }: Found): string[] {
  const notes: string[] = [];
  const of = product.own === null ? product.name : `${product.name} ${product.own}`;
  const emulated = text(build.document['version']);
  if (product.version === null && emulated !== null) {
    notes.push(`${of}, which gives itself out as MongoDB ${escapeText(emulated, 20)}`);
  }
  if (hello.via === 'query') notes.push('before 3.6: it was asked in the old form (OP_QUERY)');
  if (log.meaning === 'odd') notes.push(`its log of warnings was answered with ${escapeText(log.said, 120)}`);
  return notes;
}

/** It spoke the protocol, and then said nothing of itself. */
function silent({ exchange, said, meaning }: Answer): AccessFacts {
  const refused = meaning === 'refused';
  return {
    service: { engine: ID, version: null, identity: {}, name: null },
    access: {
      proved: refused ? 'none' : 'unknown',
      inferred: refused ? 'none' : 'unknown',
      capabilities: [],
      protection: refused ? 'authentication' : null,
      securityLayer: refused ? 'present' : 'unknown',
      anonymous: null,
      filtered: false,
      control: 'not-asked',
      reason: refused ? null : `it does not say what it is: ${said}`,
    },
    settings: {},
    proofs: refused ? { banner: [exchange], refusal: [exchange] } : { banner: [exchange] },
    notes: [],
  };
}
