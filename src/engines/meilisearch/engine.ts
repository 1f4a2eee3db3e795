/**
 * Meilisearch 0.28 and later, and 1.
 *
 * What it sends: the requests of ./requests.ts, all GETs: version, statistics, indexes, whether there is a master key. Documents are read with
 * `--sample` alone; the page of them that shows whether they can be read has none in it (`limit=0`). No search is made, no task, dump or snapshot is asked
 * for, and nothing is written. That everything can be written follows from the server's own word that it has no master key.
 * Wire format: https://www.meilisearch.com/docs/reference/api/overview and
 * https://www.meilisearch.com/docs/reference/errors/error_codes.
 *
 * Settings that rules can lean on: `masterKey` (flag; null: not told); of the inventory `remotes` (number).
 */
import type { Failure, Reply } from '../../model/channel.ts';
import type { Claim, Engine } from '../../model/engine.ts';
import { at, text } from '../../wire/json.ts';
import { climb } from './access.ts';
import { readMeili } from './answers.ts';
import { measureKey, takeInventory } from './inventory.ts';
import { type MeilisearchTable, meilisearchRequests } from './requests.ts';

const ID = 'meilisearch';

export const engine: Engine<MeilisearchTable> = {
  id: ID,
  title: 'Meilisearch',
  ports: [{ port: 7700, transport: 'tcp', tls: 'plain', role: 'http' }],
  requests: meilisearchRequests,
  identify: [{ request: 'version', claim }],
  levels: {
    banner: 'what it is; with a key alone which version',
    metadata: 'names of indexes and of fields, with the statistics',
    read: 'documents of an index are counted by the question that reads them',
    write: 'not told apart: rights are those of a key, and none is asked for',
    admin: 'there is no master key, by its own word: anybody may read, write and erase',
  },
  tested: 'replayed',
  access: climb,
  inventory: takeInventory,
  measure: measureKey,
};

/** Its version stands beside its commit; where a key is asked for, the error has its name and a link to its own page. */
function claim(reply: Reply | Failure): Claim | null {
  const { meaning, json, code } = readMeili(reply);
  if (meaning === 'refused' && (code === 'missing_authorization_header' || code === 'invalid_api_key')) {
    return { engine: ID, confidence: 'certain', version: null, because: 'the words of its refusal', role: 'http' };
  }
  const version = /^\d{1,3}\.\d{1,3}\.\d{1,4}/.exec(text(at(json, 'pkgVersion')) ?? '')?.[0];
  if (meaning !== 'open' || version === undefined || text(at(json, 'commitSha')) === null) return null;
  return { engine: ID, confidence: 'certain', version, because: 'its version answer', role: 'http' };
}
