import { walkDocuments } from '../../families/documents/walk.ts';
import type { ProbeContext } from '../../model/engine.ts';
import { type Door, viaOf } from './databases.ts';
import { type Entry, nameOf } from './entries.ts';
import type { MongoChannel } from './requests.ts';
import { ask, batchOf } from './speak.ts';

const MOST_SAMPLED = 50;
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
    walkDocuments(batchOf(answer) ?? [], (path, value) => {
      // The server's own numbers say nothing of anybody.
      if (typeof value !== 'string' || !OBJECT_ID.test(value)) sink.see(nameOf(entry), path, value);
    });
  }
}
