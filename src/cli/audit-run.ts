import { setFlagsFromString } from 'node:v8';
import { stages } from '../audit/stages.ts';
import type { Audited } from '../model/audited.ts';
import { type Endpoint, endpointLabel } from '../model/endpoint.ts';
import type { Observation } from '../model/observation.ts';
import { collectGarbage } from '../support/garbage.ts';
import type { AuditSetup } from './audit-setup.ts';
import type { Context } from './context.ts';
import { type Interrupts, listenForInterrupts } from './interrupts.ts';
import { createProgress } from './terminal/progress.ts';
import { VERSION } from './version.ts';

/** From so many endpoints on, memory matters more than the last tenth of speed. */
const MANY_ENDPOINTS = 20_000;

/**
 * Each endpoint leaves some kilobytes of garbage and holds nothing. V8 answers by growing its young generation, and lets the
 * old one, where what was in flight ends up, grow by half before it looks again: 400 MB where 45 are in use. Both flags are
 * read when it would next grow.
 */
function keepHeapSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
  setFlagsFromString('--heap-growing-percent=10');
  // The first limit of the old generation was set at the start, far above; a collection sets it anew, in 20 ms.
  collectGarbage();
}

/** Runs the audit with a progress line, a log where it is asked for, and Ctrl-C. `interrupts` still listens afterwards. */
export async function runWithProgress(
  context: Context,
  setup: AuditSetup,
): Promise<{ audited: Audited; interrupts: Interrupts }> {
  const { values } = setup.config;
  const many = setup.expected > MANY_ENDPOINTS;
  if (many) keepHeapSmall();
  const runAudit = await stages.runAudit();
  const progress = createProgress(context.io, !values.quiet);
  const interrupts = listenForInterrupts((text) => progress.above(text));
  const log = values.verbose ? await createLog() : null;
  try {
    const audited = await runAudit({
      targets: setup.checked.targets(),
      expected: setup.expected,
      scope: setup.scope,
      options: setup.options,
      toolVersion: VERSION,
      signal: interrupts.signal,
      onProgress: (counts) => progress.update(counts),
      ...(log === null ? {} : { onObservation: log.observed, onDefect: log.failed }),
    });
    // What was in flight is over; the report is made where it was.
    if (many) collectGarbage({ type: 'major', flavor: 'last-resort' });
    return { audited, interrupts };
  } catch (error) {
    interrupts.stop();
    throw error;
  } finally {
    progress.end();
  }
}

interface Log {
  readonly observed: (observation: Observation) => void;
  readonly failed: (endpoint: Endpoint, error: unknown) => void;
}

/** One JSON object a line on stderr. Outcomes and counts only: what an endpoint said is in the report, masked. */
async function createLog(): Promise<Log> {
  const { pino, destination } = await import('pino');
  const logger = pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime }, destination({ dest: 2, sync: true }));
  return {
    observed({ endpoint, outcome, reason, facts, sent }) {
      const service = facts === null ? {} : { engine: facts.service.engine, version: facts.service.version };
      logger.info(
        { endpoint: endpointLabel(endpoint), address: endpoint.address, outcome, reason, ...service, sent },
        'observed',
      );
    },
    failed(endpoint, error) {
      logger.error({ endpoint: endpointLabel(endpoint), err: error }, 'internal error');
    },
  };
}
