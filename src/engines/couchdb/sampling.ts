import { walkDocuments } from '../../families/documents/walk.ts';
import type { ProbeContext } from '../../model/engine.ts';
import type { Collection } from '../../model/facts.ts';
import type { Json } from '../../model/request.ts';
import { at, bag, list, text } from '../../wire/json.ts';
import { readAnswer } from './answers.ts';
import type { CouchChannel } from './requests.ts';

const MOST_SAMPLED = 50;

/** Values of a few documents go to the sink and nowhere else, dotted path by dotted path. */
export async function sampleDocuments(
  channel: CouchChannel,
  collections: readonly Collection[],
  { records, sink }: NonNullable<ProbeContext['sample']>,
  request: 'sample' | 'sample-here' = 'sample',
): Promise<void> {
  const size = Math.min(records, 1_000);
  for (const { name } of collections
    .filter(({ system, records: held }) => !system && held !== 0)
    .slice(0, MOST_SAMPLED)) {
    const params = request === 'sample' ? { database: name, size } : { size };
    const { meaning, json } = readAnswer(await channel.ask(request, params));
    if (meaning === 'busy' || meaning === 'failed') return;
    walkDocuments(list(at(json, 'rows')).flatMap(documentOf), (path, value) => sink.see(name, path, value));
  }
}

/** Documents whose names begin with `_design/` are the database's own; so are fields that begin with `_`. */
function documentOf(row: Json): Json[] {
  const document = bag(at(row, 'doc'));
  if (document === null || text(document['_id'])?.startsWith('_design/') === true) return [];
  return [Object.fromEntries(Object.entries(document).filter(([name]) => !name.startsWith('_')))];
}
