import type { ProbeContext, SampleSink } from '../../model/engine.ts';
import type { Json } from '../../model/request.ts';
import { bag } from '../../wire/json.ts';
import { type Door, viaOf } from './databases.ts';
import { type Entry, nameOf } from './entries.ts';
import type { MongoChannel } from './requests.ts';
import { ask, batchOf } from './speak.ts';

const MOST_SAMPLED = 50;
const MOST_VALUES = 5_000;
const DEEPEST = 20;
/** `find` came with 3.2. */
const FIRST_WITH_FIND = 4;
const OBJECT_ID = /^[0-9a-f]{24}$/;

/** Values of a few documents go to the sink and nowhere else, dotted path by dotted path. */
export async function sampleDocuments(
  channel: MongoChannel,
  door: Door,
  entries: readonly Entry[],
  { records, sink }: NonNullable<ProbeContext['sample']>,
): Promise<void> {
  if (door.wire < FIRST_WITH_FIND) return;
  const fit = entries.filter(({ system, kind }) => !system && kind !== 'view');
  for (const entry of fit.slice(0, MOST_SAMPLED)) {
    const size = Math.min(records, 1_000);
    const answer = await ask(channel, 'sample', {
      database: entry.database,
      collection: entry.name,
      size,
      ...viaOf(door),
    });
    if (answer.meaning === 'failed') return;
    walkAll(batchOf(answer) ?? [], nameOf(entry), sink);
  }
}

function walkAll(documents: readonly Json[], collection: string, sink: SampleSink): void {
  let left = MOST_VALUES;
  for (const document of documents) walk(document, '', 0);

  function walk(value: Json, path: string, depth: number): void {
    if (left <= 0 || depth > DEEPEST || value === null) return;
    if (Array.isArray(value)) {
      for (const member of value as readonly Json[]) walk(member, path, depth + 1);
      return;
    }
    const holder = bag(value);
    if (holder !== null) {
      for (const [key, member] of Object.entries(holder)) walk(member, path === '' ? key : `${path}.${key}`, depth + 1);
      return;
    }
    // The server's own numbers say nothing of anybody.
    if (typeof value === 'string' && OBJECT_ID.test(value)) return;
    left -= 1;
    sink.see(collection, path, value);
  }
}
