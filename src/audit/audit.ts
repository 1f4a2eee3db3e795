import { randomUUID } from 'node:crypto';
import { loadClasses } from '../classify/index.ts';
import type { AuditOptions, Progress } from '../model/audit.ts';
import type { Audited, Defect, NotReached } from '../model/audited.ts';
import { type Endpoint, endpointLabel, type Refusal, type Target } from '../model/endpoint.ts';
import type { Tokens } from '../model/engine.ts';
import type { Observation } from '../model/observation.ts';
import { SAFETY_CLASSES } from '../model/request.ts';
import { createHosts, createRoom, type LineDeps, openLine } from '../net/index.ts';
import type { Scope } from '../scope/index.ts';
import { type Clock, instant, systemClock } from '../support/clock.ts';
import { escapeText } from '../support/escape.ts';
import { byText } from '../support/stable-json.ts';
import { engineChoice } from './engines.ts';
import { type ObserveDeps, observe, randomTokens, type StoreContent } from './observe.ts';
import { Stores } from './stores.ts';
import { takeUntil } from './take-until.ts';

export interface AuditInput {
  readonly targets: AsyncIterable<Target>;
  /** How many endpoints the targets come to, for the progress line; null where they are streamed and nobody knows. */
  readonly expected: number | null;
  readonly scope: Scope;
  readonly options: AuditOptions;
  readonly toolVersion: string;
  /** Aborted by the first Ctrl-C: no new probe starts, those under way end, what is known is returned. */
  readonly signal: AbortSignal;
  readonly clock?: Clock;
  readonly tokens?: () => Tokens;
  /** Whole exchanges, for recording transcripts in the lab. */
  readonly onExchange?: LineDeps['onExchange'];
  readonly onProgress?: (progress: Progress) => void;
  /** Each observation that will be listed, as it is made. */
  readonly onObservation?: (observation: Observation) => void;
  /** Where our own code failed at an endpoint, with its stack; the audit goes on. */
  readonly onDefect?: (endpoint: Endpoint, error: unknown) => void;
}

/** Refusals and targets not reached are listed up to this many. */
const MOST_LISTED = 10_000;

/** Runs the stages over a scope. Targets are pulled as workers become free: neither they nor silent endpoints are held. */
export async function runAudit(input: AuditInput): Promise<Audited> {
  const { scope, options, clock = systemClock } = input;
  const startedAt = clock.now();
  const started = clock.monotonic();
  const stop =
    options.deadline === null ? input.signal : AbortSignal.any([input.signal, AbortSignal.timeout(options.deadline)]);
  const engines = engineChoice(options);
  const defects: Defect[] = [];
  const deps = observeDeps(input, engines.forEndpoint, stop, clock, defects);
  const targets = takeUntil(input.targets, stop);
  const work = scope.expand(targets.taken, engines.ports)[Symbol.asyncIterator]();

  const observations = new Map<string, Observation>();
  const refusals: Refusal[] = [];
  const notReached = new Map<string, NotReached>();
  let tried = 0;
  let exposed = 0;
  let cutShort = false;

  async function assess(endpoint: Endpoint): Promise<void> {
    const observation = await observe(endpoint, deps);
    tried += 1;
    cutShort ||= stop.aborted;
    if (observation.outcome === 'exposed') exposed += 1;
    if (endpoint.required || observation.outcome !== 'unreachable') {
      keep(observation);
      input.onObservation?.(observation);
    }
    input.onProgress?.({ done: tried, total: input.expected, exposed, elapsed: clock.monotonic() - started });
  }

  /** An endpoint comes again where a later target requires it: it is listed once, and stays required. */
  function keep(observation: Observation): void {
    const { endpoint } = observation;
    const door = `${endpoint.transport} ${endpoint.address} ${endpointLabel(endpoint)}`;
    if (endpoint.required || !observations.has(door)) observations.set(door, observation);
  }

  function missed({ target: text, source, host, port }: Pick<NotReached, 'target' | 'source' | 'host' | 'port'>): void {
    const reason = input.signal.aborted
      ? 'not asked: the audit was interrupted first'
      : 'not asked: the deadline came first';
    if (notReached.size < MOST_LISTED) notReached.set(text, { target: text, source, host, port, reason });
  }

  async function worker(): Promise<void> {
    for (let next = await work.next(); next.done !== true; next = await work.next()) {
      const item = next.value;
      if (item.kind === 'refusal') {
        if (refusals.length < MOST_LISTED) refusals.push(item.refusal);
      } else if (stop.aborted) {
        missed(item.endpoint);
        return;
      } else {
        await assess(item.endpoint);
      }
    }
  }

  await Promise.all(Array.from({ length: options.concurrency }, worker));
  for await (const target of targets.rest(MOST_LISTED)) {
    missed({ target: target.text, source: target.source, host: target.host.value, port: target.port });
  }
  return {
    id: randomUUID(),
    toolVersion: input.toolVersion,
    startedAt: instant(startedAt),
    finishedAt: instant(clock.now()),
    depth: options.depth,
    incompleteBecause: input.signal.aborted
      ? 'interrupted'
      : cutShort || (stop.aborted && notReached.size > 0)
        ? 'deadline'
        : null,
    vantage: options.vantage,
    scope: scope.describe(),
    tried,
    observations: [...observations.values()].sort(byEndpoint),
    refusals,
    notReached: [...notReached.values()],
    defects,
  };
}

function observeDeps(
  input: AuditInput,
  enginesFor: ObserveDeps['enginesFor'],
  signal: AbortSignal,
  clock: Clock,
  defects: Defect[],
): ObserveDeps {
  const { scope, options } = input;
  const contact = options.contact === null ? '' : ` (+${options.contact})`;
  const hosts = createHosts();
  const room = createRoom();
  const allow = SAFETY_CLASSES.filter(
    (safety) => (safety !== 'sample' || options.sample > 0) && (safety !== 'login' || options.login),
  );
  let classes: ReturnType<typeof loadClasses> | null = null;
  return {
    options,
    scope,
    enginesFor,
    classes: () => (classes ??= loadClasses()),
    stores: new Stores<StoreContent>(),
    clock,
    tokens: input.tokens ?? randomTokens,
    onDefect: (endpoint, error) => {
      const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      defects.push({ at: endpointLabel(endpoint), message: escapeText(message) });
      input.onDefect?.(endpoint, error);
    },
    openLine: (endpoint, depth) =>
      openLine(endpoint, {
        scope,
        hosts,
        room,
        clock,
        signal,
        depth,
        allow,
        timeout: options.timeout,
        budget: options.budget,
        tls: options.tls,
        userAgent: `unlatched/${input.toolVersion}${contact}`,
        ...(input.onExchange === undefined ? {} : { onExchange: input.onExchange }),
      }),
  };
}

/** One order for every run, whichever worker was first. */
function byEndpoint({ endpoint: left }: Observation, { endpoint: right }: Observation): number {
  return (
    byText(left.host, right.host) ||
    left.port - right.port ||
    byText(left.transport, right.transport) ||
    byText(left.path, right.path) ||
    byText(left.address, right.address)
  );
}
