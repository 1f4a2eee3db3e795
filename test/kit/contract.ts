import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { outcomeOf } from '../../src/audit/outcome.ts';
import { type Identification, identify } from '../../src/identify/index.ts';
import { LEVELS } from '../../src/model/access.ts';
import type { Exchange } from '../../src/model/channel.ts';
import type { Engine, ProbeContext } from '../../src/model/engine.ts';
import type { AccessFacts, InventoryFacts, Measurement } from '../../src/model/facts.ts';
import type { Transcript } from '../../src/model/transcript.ts';
import { lineTo } from './line.ts';
import { boundariesOf, CONTROL, replay, type Spoil, sizeOf } from './replay.ts';
import { differences, saidOf } from './said.ts';
import { asksThrough, wholeAudit } from './whole-audit.ts';

const ROOT = join(import.meta.dirname, '../..');
const IDS = readdirSync(join(ROOT, 'src/engines'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !entry.name.startsWith('_'))
  .map(({ name }) => name)
  .sort();

const ENGINES: readonly Engine[] = await Promise.all(
  IDS.map(async (id) => ((await import(join(ROOT, 'src/engines', id, 'engine.ts'))) as { engine: Engine }).engine),
);

export function transcriptsOf(id: string): Transcript[] {
  const folder = join(ROOT, 'test/engines', id);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.transcript.json'))
    .sort()
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Transcript);
}

/** That of one state; throws where it was not recorded. */
export function transcriptOf(id: string, state: string): Transcript {
  const found = transcriptsOf(id).find((transcript) => transcript.state === state);
  if (found === undefined) throw new Error(`there is no transcript of ${state}`);
  return found;
}

/** What a probe of a replayed server showed. */
export interface Played {
  readonly identification: Identification;
  readonly facts: AccessFacts | null;
  readonly inventory: InventoryFacts | null;
  readonly measurement: Measurement | null;
  readonly exchanges: readonly Exchange[];
  /** What the transcript's own engine sent that the transcript does not know. */
  readonly strange: readonly string[];
  readonly milliseconds: number;
}

export interface Play {
  readonly spoil?: Spoil;
  readonly engines?: readonly Engine[];
  readonly timeout?: number;
  readonly throughConsole?: boolean;
  /** The field whose distinct values are counted, as `collection.field`. */
  readonly measure?: { readonly collection: string; readonly field: string };
}

/** Identify, access, inventory against a replayed server, through the real line. */
export async function play(transcript: Transcript, options: Play = {}): Promise<Played> {
  const server = await replay(transcript, options.spoil);
  const timeout = options.timeout ?? 3_000;
  const sent = new Map<string, string[]>();
  const line = lineTo(
    server.port,
    {
      timeout,
      budget: { milliseconds: timeout * 2, requests: 300, bytes: 48_000_000 },
      onExchange: ({ exchange, sent: bytes }) =>
        sent.set(exchange.engine, [...(sent.get(exchange.engine) ?? []), bytes]),
    },
    { path: transcript.path, tls: transcript.tls ? 'tls' : 'plain', transport: transcript.transport ?? 'tcp' },
  );
  const began = performance.now();
  try {
    const identification = await identify(line, options.engines ?? ENGINES, { control: CONTROL });
    let facts: AccessFacts | null = null;
    let inventory: InventoryFacts | null = null;
    let measurement: Measurement | null = null;
    if (identification.kind === 'claimed') {
      const { engine, claim } = identification;
      const context: ProbeContext = {
        depth: 'impact',
        tokens: { control: CONTROL },
        claim,
        limits: { collections: 2_000, fieldsPerCollection: 1_000 },
        sample: null,
        throughConsole: options.throughConsole ?? asksThrough(transcript),
        login: true,
      };
      const channel = line.channel(engine.id, engine.requests);
      facts = await engine.access(channel, context);
      if (outcomeOf(facts).outcome === 'exposed' && engine.inventory !== undefined) {
        inventory = await engine.inventory(channel, facts, context);
        const collection = inventory.collections.find(({ name }) => name === options.measure?.collection);
        if (collection !== undefined && options.measure !== undefined && engine.measure !== undefined) {
          measurement = await engine.measure(channel, { collection, field: options.measure.field }, context, facts);
        }
      }
    }
    return {
      identification,
      facts,
      inventory,
      measurement,
      exchanges: [...line.exchanges],
      strange: server.unknown.filter((bytes) => sent.get(transcript.engine)?.includes(bytes)),
      milliseconds: performance.now() - began,
    };
  } finally {
    await line.close();
    await server.close();
  }
}

function outcomeIn({ identification, facts }: Played): string {
  if (facts !== null) return outcomeOf(facts).outcome;
  return identification.kind === 'failed' ? identification.outcome : 'unidentified';
}

/** A small generator whose numbers are the same in every run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const CUTS_OF_ALL = 100;
const BOUNDARIES_OF_ALL = 100;

/** The one contract that every engine keeps, over each of its transcripts. */
export function contractOf(id: string): void {
  const transcripts = transcriptsOf(id);
  const engine = ENGINES.find((one) => one.id === id);
  // What spoils an answer is between it and its engine; that the others leave it alone is asked of whole ones.
  const alone = engine === undefined ? [] : [engine];
  const cases = transcripts.map((transcript) => [transcript.state, transcript] as const);

  test(`${id} has transcripts of an open and of another state`, () => {
    expect(engine?.id).toBe(id);
    const outcomes = new Set(transcripts.map(({ expect: { outcome } }) => outcome));
    expect(outcomes.size).toBeGreaterThanOrEqual(engine?.asksAlways === true ? 1 : 2);
  });

  // Most of their time is spent on waiting for a replayed server that says nothing.
  describe.concurrent.each(cases)('%s', (_, transcript) => {
    test('gives the expected facts, by requests of its table that the transcript knows', async () => {
      const played = await play(transcript);
      expect(seen(played, transcript)).toEqual(wanted(transcript));
      const asked = played.exchanges.filter((exchange) => exchange.engine === id);
      for (const { name } of asked) expect(Object.keys(engine?.requests ?? {})).toContain(name);
      expect(played.strange).toEqual([]);
    });

    test('gives the expected classes, people and rules, and no alarm beside them', async () => {
      const report = await wholeAudit(transcript);
      expect(report.audit.defects).toEqual([]);
      expect(differences(transcript.expect, saidOf(report))).toEqual([]);
    });

    test('holds the bytes that the table makes of each question’s parameters', () => {
      const strange = transcript.exchanges.filter(({ name, params, sent }) => {
        const request = engine?.requests[name];
        if (request === undefined || !('encode' in request)) return false;
        return Buffer.from(request.encode(params)).toString('hex') !== sent;
      });
      expect(strange).toEqual([]);
    });

    test('is claimed by no other engine as certain', async () => {
      const others = ENGINES.filter((one) => one.id !== transcript.expect.engine);
      const { identification } = await play(transcript, { engines: others, timeout: 1_500 });
      const certain = identification.kind === 'claimed' && identification.claim.confidence === 'certain';
      expect(certain).toBe(false);
    });

    test('cut at the ends of its parts: an end, and never more than there is', async () => {
      const cuts = pick(boundariesOf(transcript), Math.max(4, Math.ceil(BOUNDARIES_OF_ALL / transcripts.length)));
      expect(cuts.length).toBeGreaterThan(0);
      expect(await tooMuchAt(cuts, transcript, alone)).toEqual([]);
    }, 30_000);

    test('cut at seeded offsets: an end, and never more than there is', async () => {
      const random = seeded(transcript.state.length * 7_919 + 11);
      const size = sizeOf(transcript);
      const cuts = Math.max(3, Math.ceil(CUTS_OF_ALL / transcripts.length));
      const offsets = Array.from({ length: cuts }, () => Math.floor(random() * size));
      expect(await tooMuchAt(offsets, transcript, alone)).toEqual([]);
    }, 30_000);

    test('silent in the middle: the time-out ends it', async () => {
      const spoil = { cutAfter: Math.floor(sizeOf(transcript) / 3), hang: true };
      const played = await play(transcript, { spoil, timeout: 60, engines: alone });
      expect(tooMuch(played, transcript)).toEqual([]);
      expect(played.milliseconds).toBeLessThan(3_000);
    });

    test('in many pieces: the same facts', async () => {
      expect(seen(await play(transcript, { spoil: { pieces: 60 }, engines: alone }), transcript)).toEqual(
        wanted(transcript),
      );
    });
  });

  // One after the other: memory is what is measured.
  describe.each(cases)('%s', (_, transcript) => {
    test('grown beyond every limit: an end, within bounds of memory', async () => {
      const before = process.memoryUsage().arrayBuffers;
      const played = await play(transcript, { spoil: { grown: 20_000_000 }, timeout: 1_500, engines: alone });
      expect(tooMuch(played, transcript)).toEqual([]);
      const received = played.exchanges.reduce((sum, { receivedBytes }) => sum + receivedBytes, 0);
      expect(received).toBeLessThan(60_000_000);
      expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(250_000_000);
    }, 20_000);
  });
}

/** What the cuts made it show beyond the truth. Side by side: most of the time of each is spent on waiting. */
async function tooMuchAt(cuts: readonly number[], transcript: Transcript, engines: readonly Engine[]) {
  const found = await Promise.all(
    cuts.map(async (cutAfter) => ({
      cutAfter,
      wrong: tooMuch(await play(transcript, { spoil: { cutAfter }, timeout: 1_500, engines }), transcript),
    })),
  );
  return found.filter(({ wrong }) => wrong.length > 0);
}

function wanted({
  expect: { outcome, engine, version, level, inferred, protection, records, collections },
}: Transcript) {
  const unknown = engine === null;
  return {
    outcome,
    engine,
    version: unknown ? null : version,
    level: unknown ? null : level,
    inferred: unknown ? null : inferred,
    protection,
    records,
    collections,
  };
}

function seen(played: Played, { expect: truth }: Transcript) {
  const { facts, inventory, identification } = played;
  const own = (inventory?.collections ?? []).filter(({ system }) => !system);
  const refused = identification.kind === 'failed' ? identification.protection : null;
  return {
    outcome: outcomeIn(played),
    engine: facts?.service.engine ?? null,
    version: facts?.service.version ?? null,
    level: facts?.access.proved ?? null,
    inferred: facts?.access.inferred ?? null,
    protection: facts?.access.protection ?? refused,
    records: truth.records === null ? null : own.reduce((sum, { records }) => sum + (records ?? 0), 0),
    collections: truth.collections === null ? null : own.length + (inventory?.omitted?.collections ?? 0),
  };
}

/** A spoilt answer may hide what is there; it never shows more. What it showed beyond the truth, for people. */
function tooMuch(played: Played, { expect: truth }: Transcript): string[] {
  const rank = (level: string | undefined) => LEVELS.findIndex((known) => known === level);
  const { proved, inferred } = played.facts?.access ?? {};
  const wrong: string[] = [];
  if (rank(proved) > Math.max(rank('banner'), rank(truth.level))) wrong.push(`proved ${proved}`);
  if (rank(inferred) > Math.max(rank('banner'), rank(truth.level), rank(truth.inferred)))
    wrong.push(`inferred ${inferred}`);
  if (truth.outcome !== 'exposed' && outcomeIn(played) === 'exposed') wrong.push('exposed');
  return wrong;
}

/** At most so many, spread over all. */
function pick(values: readonly number[], most: number): number[] {
  const step = Math.max(1, values.length / most);
  return Array.from({ length: Math.min(most, values.length) }, (_, index) => values[Math.floor(index * step)] ?? 0);
}
