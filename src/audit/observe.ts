import { randomBytes } from 'node:crypto';
import { type ClassSet, choosePeopleField, classify, createSampler, maskEvidence } from '../classify/index.ts';
import { identify } from '../identify/index.ts';
import { atLeast, DEPTHS, type Depth, reaches } from '../model/access.ts';
import type { AuditOptions } from '../model/audit.ts';
import type { Exchange, Line } from '../model/channel.ts';
import type { FieldClass, LookedFor } from '../model/classes.ts';
import { type Endpoint, endpointLabel } from '../model/endpoint.ts';
import type { Claim, Engine, InventoryLimits, ProbeContext, Tokens } from '../model/engine.ts';
import type { AccessFacts, InventoryFacts, Measurement } from '../model/facts.ts';
import type { Observation } from '../model/observation.ts';
import type { Scope } from '../scope/index.ts';
import { type Clock, instant } from '../support/clock.ts';
import { escapeBytes } from '../support/escape.ts';
import { outcomeOf } from './outcome.ts';
import { shown } from './shown.ts';
import type { Stores } from './stores.ts';

/** What lies in a store, taken once for all of its endpoints. */
export interface StoreContent {
  readonly inventory: InventoryFacts;
  readonly classes: readonly FieldClass[];
  readonly lookedFor: readonly LookedFor[];
  readonly measurement: Measurement | null;
}

export interface ObserveDeps {
  readonly options: AuditOptions;
  readonly scope: Pick<Scope, 'permit' | 'covers'>;
  readonly openLine: (endpoint: Endpoint, depth: Depth) => Line;
  /** The engines that may be asked at this endpoint, its port's own first. */
  readonly enginesFor: (endpoint: Endpoint) => Promise<readonly Engine[]>;
  readonly classes: () => Promise<ClassSet>;
  readonly stores: Stores<StoreContent>;
  readonly clock: Clock;
  /** Random names for the control questions; fixed where a replay needs it. */
  readonly tokens: () => Tokens;
  readonly onDefect: (endpoint: Endpoint, error: unknown) => void;
}

const LIMITS: InventoryLimits = { collections: 2_000, fieldsPerCollection: 1_000 };

const TOKEN_BYTES = 8;
/** Random bytes are fetched for many endpoints at once: each time costs more than its bytes. */
let random = Buffer.alloc(0);

/** `unl-` and 64 random bits: no index, key or database of that name exists. */
export function randomTokens(): Tokens {
  if (random.length === 0) random = randomBytes(128 * TOKEN_BYTES);
  const control = `unl-${random.toString('hex', 0, TOKEN_BYTES)}`;
  random = random.subarray(TOKEN_BYTES);
  return { control };
}

/**
 * Takes one endpoint through the stages: identify, access, inventory, classify, measure. What a server does never throws; a
 * mistake of our own costs this endpoint its answer, and no other.
 */
export async function observe(endpoint: Endpoint, deps: ObserveDeps): Promise<Observation> {
  const depth = allowedDepth(endpoint, deps);
  const line = deps.openLine(endpoint, depth);
  try {
    return await observeLine(line, depth, deps);
  } catch (error) {
    deps.onDefect(endpoint, error);
    const reason =
      'unlatched failed here: an internal error, named in the report; run again with --verbose and report it';
    return observation(line, deps, { outcome: 'inconclusive', reason, heard: heardText(line) });
  } finally {
    await line.close();
  }
}

/** An attested public entry without proof of control is limited to `access`, whatever was asked for. */
function allowedDepth(endpoint: Endpoint, { options, scope }: ObserveDeps): Depth {
  const permit = scope.permit(endpoint.address, endpoint.port);
  const limit = permit.allowed ? permit.limitDepth : null;
  return DEPTHS[Math.min(DEPTHS.indexOf(options.depth), DEPTHS.indexOf(limit ?? 'impact'))] ?? 'identify';
}

async function observeLine(line: Line, depth: Depth, deps: ObserveDeps): Promise<Observation> {
  const { endpoint } = line;
  const tokens = deps.tokens();
  const identification = await identify(line, await deps.enginesFor(endpoint), tokens);
  if (identification.kind === 'failed') {
    const { outcome, protection, reason } = identification;
    return observation(line, deps, { outcome, protection, reason, heard: heardText(line) });
  }
  if (identification.kind === 'unidentified') {
    return observation(line, deps, { outcome: 'unidentified', reason: identification.reason, heard: heardText(line) });
  }
  const { engine, claim } = identification;
  if (!reaches(depth, 'access')) {
    return observation(line, deps, {
      outcome: 'skipped',
      reason: 'identified only: --depth identify',
      facts: identifiedOnly(claim),
    });
  }
  const context: ProbeContext = {
    depth,
    tokens,
    claim,
    limits: LIMITS,
    sample: null,
    throughConsole: deps.options.throughConsole,
    login: deps.options.login,
  };
  const facts = await engine.access(line.channel(engine.id, engine.requests), context);
  const judged = outcomeOf(facts);
  if (judged.outcome !== 'exposed' || !reaches(depth, 'inventory') || engine.inventory === undefined) {
    return observation(line, deps, { ...judged, facts });
  }
  const taken = await deps.stores.once(facts, endpointLabel(endpoint), () =>
    takeContent(line, engine, facts, context, deps),
  );
  return observation(line, deps, { ...judged, facts, content: taken.result, inventoryFrom: taken.from });
}

async function takeContent(
  line: Line,
  engine: Engine,
  facts: AccessFacts,
  context: ProbeContext,
  { options, classes: loadClasses }: ObserveDeps,
): Promise<StoreContent | null> {
  if (engine.inventory === undefined) return null;
  const classSet = await loadClasses();
  const sampler = options.sample > 0 ? createSampler(classSet) : null;
  const channel = line.channel(engine.id, engine.requests);
  const inventory = await engine.inventory(channel, facts, {
    ...context,
    sample: sampler === null ? null : { records: options.sample, sink: sampler },
  });
  const { classes, lookedFor } = classify(inventory.collections, classSet, sampler);
  const measurement = await measure();
  return { inventory, classes, lookedFor, measurement };

  async function measure(): Promise<Measurement | null> {
    if (!reaches(context.depth, 'impact') || engine.measure === undefined || !atLeast(facts.access.proved, 'read'))
      return null;
    const chosen = choosePeopleField(inventory.collections, classes, classSet);
    if ('skipped' in chosen)
      return { collection: '', field: '', distinct: null, approximate: true, skipped: chosen.skipped, exchange: null };
    return engine.measure(
      channel,
      { collection: chosen.collection, field: chosen.field.countAs ?? chosen.field.name },
      context,
      facts,
    );
  }
}

function identifiedOnly(claim: Claim): AccessFacts {
  return {
    service: { engine: claim.engine, version: claim.version, identity: {}, name: null },
    access: {
      proved: 'unknown',
      inferred: 'unknown',
      capabilities: ['identify'],
      protection: null,
      securityLayer: 'unknown',
      anonymous: null,
      filtered: false,
      control: 'not-asked',
      reason: 'access was not asked for',
    },
    settings: {},
    proofs: {},
    notes: [],
  };
}

function observation(
  line: Line,
  { scope, clock }: ObserveDeps,
  learnt: Pick<Observation, 'outcome' | 'reason'> & {
    readonly protection?: Observation['protection'];
    readonly facts?: AccessFacts;
    readonly content?: StoreContent | null;
    readonly inventoryFrom?: string | null;
    readonly heard?: string | null;
  },
): Observation {
  const content = learnt.content ?? null;
  return shown({
    schema: 'unlatched/observation/1',
    endpoint: line.endpoint,
    observedAt: instant(clock.now()),
    outcome: learnt.outcome,
    protection: learnt.facts?.access.protection ?? learnt.protection ?? null,
    reason: learnt.reason,
    tls: line.tls,
    facts: learnt.facts ?? null,
    inventory: content?.inventory ?? null,
    inventoryFrom: learnt.inventoryFrom ?? null,
    egress: (content?.inventory.egress ?? []).map((way) => ({
      ...way,
      inScope: way.host === null ? null : scope.covers(way.host),
    })),
    classes: content?.classes ?? [],
    lookedFor: content?.lookedFor ?? [],
    measurement: content?.measurement ?? null,
    heard: learnt.heard ?? null,
    evidence: provingExchanges(line, learnt.facts, learnt.inventoryFrom ? null : content).map(maskEvidence),
    sent: {
      requests: line.exchanges.length,
      bytes: line.exchanges.reduce((sum, { sentBytes }) => sum + sentBytes, 0),
      received: line.exchanges.reduce((sum, { receivedBytes }) => sum + receivedBytes, 0),
    },
  });
}

/** Only what proves something is kept: the rest of the conversation is forgotten with the line. */
function provingExchanges(line: Line, facts: AccessFacts | undefined, content: StoreContent | null): Exchange[] {
  if (facts === undefined) return [];
  const named = new Set(
    [facts.proofs, content?.inventory.proofs].flatMap((proofs) => Object.values(proofs ?? {}).flat()),
  );
  const counted = content?.measurement?.exchange;
  if (counted !== null && counted !== undefined) named.add(counted);
  return line.exchanges.filter(({ number }) => named.has(number));
}

function heardText({ heard }: Line): string | null {
  return heard.firstBytes.length === 0 ? null : escapeBytes(heard.firstBytes, 256);
}
