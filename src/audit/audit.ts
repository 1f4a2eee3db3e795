import { randomUUID } from 'node:crypto';
import { loadClasses } from '../classify/index.ts';
import type { AuditOptions, Progress } from '../model/audit.ts';
import type { Audited, NotReached } from '../model/audited.ts';
import type { Endpoint, Refusal, Target } from '../model/endpoint.ts';
import type { Tokens } from '../model/engine.ts';
import type { Observation } from '../model/observation.ts';
import { createHosts, type LineDeps, openLine } from '../net/index.ts';
import type { Scope } from '../scope/index.ts';
import { type Clock, instant, systemClock } from '../support/clock.ts';
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
  const deps = observeDeps(input, engines.forEndpoint, stop, clock);
  const targets = takeUntil(input.targets, stop);
  const work = scope.expand(targets.taken, engines.ports)[Symbol.asyncIterator]();

  const observations: Observation[] = [];
  const refusals: Refusal[] = [];
  const notReached = new Map<string, NotReached>();
  let tried = 0;
  let exposed = 0;

  async function assess(endpoint: Endpoint): Promise<void> {
    const observation = await observe(endpoint, deps);
    tried += 1;
    if (observation.outcome === 'exposed') exposed += 1;
    if (endpoint.required || observation.outcome !== 'unreachable') {
      observations.push(observation);
      input.onObservation?.(observation);
    }
    input.onProgress?.({ done: tried, total: input.expected, exposed, elapsed: clock.monotonic() - started });
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
    incompleteBecause: input.signal.aborted ? 'interrupted' : stop.aborted && notReached.size > 0 ? 'deadline' : null,
    vantage: options.vantage,
    scope: scope.describe(),
    tried,
    observations: observations.sort(byEndpoint),
    refusals,
    notReached: [...notReached.values()],
  };
}

function observeDeps(
  input: AuditInput,
  enginesFor: ObserveDeps['enginesFor'],
  signal: AbortSignal,
  clock: Clock,
): ObserveDeps {
  const { scope, options } = input;
  const contact = options.contact === null ? '' : ` (+${options.contact})`;
  const hosts = createHosts();
  let classes: ReturnType<typeof loadClasses> | null = null;
  return {
    options,
    scope,
    enginesFor,
    classes: () => (classes ??= loadClasses()),
    stores: new Stores<StoreContent>(),
    clock,
    tokens: input.tokens ?? randomTokens,
    openLine: (endpoint, depth) =>
      openLine(endpoint, {
        scope,
        hosts,
        clock,
        signal,
        depth,
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
    byText(left.path, right.path) ||
    byText(left.address, right.address)
  );
}
