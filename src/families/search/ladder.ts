import type { AccessLevel, Capability, Level } from '../../model/access.ts';
import { highest } from '../../model/access.ts';
import type { ProbeContext } from '../../model/engine.ts';
import type { AccessFacts, Setting } from '../../model/facts.ts';
import { type Answer, readAnswer } from './answers.ts';
import { type Banner, hasProductHeader, isCompatibility, readBanner, spokenVersion } from './banner.ts';
import { isNotInitialized } from './claims.ts';
import { type Listing, listIndices, nothingListed } from './listing.ts';
import { type NodeFacts, nodeSettings, nodesRequest, readNodes } from './nodes.ts';
import { type Proof, proveRead } from './proof.ts';
import type { SearchChannel } from './requests.ts';
import { guardsAmong, levelOf, type SecurityFacts, UNKNOWN_SECURITY } from './security.ts';

/** What differs between the engines of the family. */
export interface Dialect {
  readonly engine: string;
  /** Asks the product's own security interface who we are and what we may do. */
  readonly security: (nodes: NodeFacts | null, version: string | null) => Promise<SecurityFacts>;
}

/** Collects what the rungs show, so that an early end still gives all of it. */
interface Climb {
  readonly banner: Banner | null;
  readonly rootExchange: number;
  readonly control: Answer;
  readonly listing: Listing;
  readonly proof: Proof;
  readonly nodes: NodeFacts | null;
  readonly nodesExchange: number | null;
  readonly security: SecurityFacts;
  readonly refusals: readonly number[];
  readonly stopped: string | null;
  readonly productHeader: boolean;
  readonly initialized: boolean;
}

/**
 * The whole ladder: banner, control, names, one count on a named index, nodes, security. A refusal on one rung does not end
 * the climb; 429 and 503 do; an index that cannot exist and yet has documents does, too.
 */
export async function climb(channel: SearchChannel, context: ProbeContext, dialect: Dialect): Promise<AccessFacts> {
  const rootReply = await channel.ask('root');
  const root = readAnswer(rootReply);
  const banner = rootReply.ok ? readBanner(rootReply) : null;
  // 429 and 503 stop it at once: a server in trouble is asked no more.
  const controlReply =
    root.meaning === 'busy' ? rootReply : await channel.ask('control', { control: context.tokens.control });
  const control = readAnswer(controlReply);
  const base = {
    banner,
    rootExchange: root.exchange,
    control,
    productHeader: (rootReply.ok && hasProductHeader(rootReply)) || (controlReply.ok && hasProductHeader(controlReply)),
    nodes: null,
    nodesExchange: null,
    security: UNKNOWN_SECURITY,
    proof: { index: null, count: null, exchanges: [], refused: [], odd: [], stopped: null } satisfies Proof,
    listing: nothingListed(),
    refusals: [root, control].filter(({ meaning }) => meaning === 'refused').map(({ exchange }) => exchange),
    stopped: null,
    initialized: !(rootReply.ok && isNotInitialized(rootReply)),
  } satisfies Climb;
  const finish = (more: Partial<Climb>) => factsOf({ ...base, ...more }, context, dialect);

  if (control.meaning === 'busy' || control.meaning === 'failed') return finish({ stopped: control.said });
  if (isHoneypot(control)) return finish({});

  const number = banner?.number ?? context.claim.version;
  const version = spokenVersion(dialect.engine, number);
  const listing = await listIndices(channel, version);
  const seen = { listing, refusals: [...base.refusals, ...listing.refused] };
  if (listing.names.some((name) => name === context.tokens.control)) return finish({ ...seen, control: liar(control) });
  if (listing.stopped !== null) return finish({ ...seen, stopped: listing.stopped });

  const proof = await proveRead(channel, listing);
  const proved = { ...seen, proof, refusals: [...seen.refusals, ...proof.refused] };
  if (proof.stopped !== null) return finish({ ...proved, stopped: proof.stopped });
  const allRefused = banner === null && listing.names.length === 0 && control.meaning === 'refused';
  if (allRefused) return finish(proved);

  const nodesReply = readAnswer(await channel.ask(nodesRequest(version)));
  const nodes = nodesReply.meaning === 'open' ? readNodes(nodesReply.json) : null;
  const security = await dialect.security(nodes, number ?? nodes?.version ?? null);
  return finish({ ...proved, nodes, nodesExchange: nodes === null ? null : nodesReply.exchange, security });
}

/** Yes to a name that cannot exist: a page for everything, or a honeypot. */
function isHoneypot(control: Answer): boolean {
  return control.meaning === 'open' || (control.meaning === 'odd' && control.said === 'HTTP 200');
}

function liar(control: Answer): Answer {
  return { ...control, meaning: 'open' };
}

function factsOf(climb: Climb, context: ProbeContext, dialect: Dialect): AccessFacts {
  const { banner, listing, proof, nodes, security, control } = climb;
  const honeypot = isHoneypot(control);
  const level = provedBy(climb);
  const exposed = level !== 'none' && level !== 'banner';
  const settled = exposed || (climb.stopped === null && (climb.refusals.length > 0 || security.layer === 'present'));
  const proved: AccessLevel = honeypot || !settled ? 'unknown' : level;
  const number = banner?.number ?? context.claim.version ?? nodes?.version ?? null;
  const granted =
    security.layer === 'absent' ? 'admin' : security.privileges === null ? null : levelOf(security.privileges);
  return {
    service: {
      engine: dialect.engine,
      version: number,
      name: banner?.clusterName ?? banner?.nodeName ?? null,
      identity: identityOf(banner, nodes),
    },
    access: {
      proved,
      inferred: proved === 'unknown' ? 'unknown' : exposed && granted !== null ? highest(level, granted) : level,
      capabilities: capabilitiesOf(climb, exposed ? granted : null),
      protection: climb.refusals.length > 0 ? 'authentication' : null,
      securityLayer: security.layer === 'unknown' && climb.refusals.length > 0 ? 'present' : security.layer,
      anonymous: security.user,
      filtered: security.limited || listing.filtered || (exposed && proof.refused.length > 0),
      control: honeypot ? 'failed' : exposed || control.meaning === 'missing' ? 'passed' : 'not-asked',
      reason: honeypot ? HONEYPOT : proved === 'unknown' ? whyUnsettled(climb) : null,
    },
    settings: settingsOf(climb, honeypot, number, dialect),
    proofs: proofsOf(climb),
    notes: notesOf(climb),
  };
}

const HONEYPOT =
  'a page for everything or a honeypot: an index of a random name, which cannot exist, is answered like one that does';

function provedBy({ banner, listing, proof, security }: Climb): Level {
  if (proof.count !== null && proof.count > 0) return 'read';
  if (listing.names.length > 0) return 'metadata';
  if (listing.open && security.layer === 'absent') return 'metadata';
  return banner !== null || security.user !== null ? 'banner' : 'none';
}

function whyUnsettled({ stopped, listing, banner, initialized }: Climb): string {
  if (!initialized) return 'its security layer is not initialized: it cannot judge requests yet, and refuses all';
  if (stopped !== null) return `it was asked no more after this answer: ${stopped}`;
  const said = listing.said === null ? '' : `: the list of indices was answered with ${listing.said}`;
  return banner === null ? `neither data nor a refusal was seen${said}` : `it says what it is, and no more${said}`;
}

/** Two nodes of one cluster give the same; before 2.0, which has no uuid, the ids that nodes take at their start. */
function identityOf(banner: Banner | null, nodes: NodeFacts | null): Record<string, string> {
  if (banner?.clusterUuid) return { clusterUuid: banner.clusterUuid };
  return nodes === null || nodes.ids.length === 0 ? {} : { nodeIds: nodes.ids.slice(0, 20).join(' ') };
}

function capabilitiesOf(climb: Climb, granted: Level | null): Capability[] {
  const { banner, listing, proof, security } = climb;
  const read = proof.count !== null && proof.count > 0;
  const shown: readonly (readonly [Capability, boolean])[] = [
    ['identify', banner !== null],
    ['whoami', security.user !== null],
    ['list-collections', listing.names.length > 0 || listing.open],
    ['count-records', read],
    ['read-records', read],
    ['write-records', granted === 'write' || granted === 'admin'],
    ['administer', granted === 'admin'],
  ];
  return shown.filter(([, holds]) => holds).map(([capability]) => capability);
}

function settingsOf(climb: Climb, honeypot: boolean, number: string | null, dialect: Dialect): Record<string, Setting> {
  const { banner, nodes, security, listing } = climb;
  return {
    role: 'http',
    distribution: banner?.distribution ?? null,
    buildFlavor: banner?.buildFlavor ?? null,
    buildType: banner?.buildType ?? null,
    luceneVersion: banner?.luceneVersion ?? null,
    productHeader: climb.productHeader,
    compatibilityMode: banner !== null && isCompatibility(banner),
    rootHidden: banner === null && (listing.names.length > 0 || climb.control.meaning === 'missing'),
    honeypot,
    securityInitialized: climb.initialized,
    privileges: security.privileges ?? [],
    securityPlugins: guardsAmong(nodes?.plugins ?? []),
    securityIndexReadable: listing.securityIndexReadable,
    ...nodeSettings(nodes, dialect.engine === 'opensearch' ? '7.10.2' : number),
  };
}

function proofsOf(climb: Climb): Record<string, number[]> {
  const { banner, rootExchange, control, listing, proof, security, nodesExchange, refusals } = climb;
  const named: readonly (readonly [string, readonly number[]])[] = [
    ['banner', banner === null ? [] : [rootExchange]],
    ['control', [control.exchange]],
    ['list-collections', listing.exchanges],
    ['count-records', proof.exchanges],
    ['whoami', security.proofs.whoami],
    ['privileges', security.proofs.privileges],
    [
      'security-layer',
      security.layer === 'absent' ? [...security.proofs.layer, ...(nodesExchange === null ? [] : [nodesExchange])] : [],
    ],
    ['refusal', refusals.slice(0, 3)],
    ['nodes', nodesExchange === null ? [] : [nodesExchange]],
    ['scripting', nodesExchange === null ? [rootExchange] : [nodesExchange]],
  ];
  return Object.fromEntries(
    named.filter(([, exchanges]) => exchanges.length > 0).map(([name, exchanges]) => [name, [...exchanges]]),
  );
}

function notesOf({ stopped, security, listing, proof, banner, nodes }: Climb): string[] {
  const notes: string[] = [];
  if (stopped !== null) notes.push(`it was asked no more after this answer: ${stopped}`);
  if (listing.tooLong) notes.push('the list of indices is longer than is read');
  if (security.limits.length > 0) notes.push(`what is seen is filtered by ${security.limits.join(' and ')}`);
  else if (listing.filtered)
    notes.push('what is seen is filtered: only the indices that an anonymous visitor may search');
  if (security.user !== null && security.privileges === null) {
    notes.push('fields and documents may be held back as well: the security layer does not say');
  }
  if (security.user !== null && listing.names.length === 0) {
    notes.push('there is an anonymous user; the indices that it may read cannot be listed');
  }
  if (proof.odd.length > 0) notes.push(`a count was answered with ${proof.odd.join(', ')}`);
  if (banner?.distribution && banner.distribution !== 'opensearch') notes.push('a fork: it names another distribution');
  if (nodes !== null && !nodes.complete) notes.push('some nodes did not answer for themselves');
  return notes;
}
