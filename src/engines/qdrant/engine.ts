/**
 * Qdrant 1, over HTTP.
 *
 * What it sends: the requests of ./requests.ts: GETs, and with `--sample` alone a POST to `points/scroll`, which its reference lists as a
 * read. No search is made, no snapshot is asked for or made, and nothing is written. Its gRPC port (6334) serves the same collections behind the same
 * key, and is not spoken to. That everything can be written and erased follows from no key being asked for, and is not tried.
 * Wire format: https://api.qdrant.tech/api-reference and https://qdrant.tech/documentation/guides/security/.
 *
 * Settings that rules can lean on: of the inventory `peers` (number).
 */
import type { Failure, Reply } from '../../model/channel.ts';
import type { Claim, Engine } from '../../model/engine.ts';
import { at, text } from '../../wire/json.ts';
import { climb } from './access.ts';
import { takeInventory } from './inventory.ts';
import { type QdrantTable, qdrantRequests } from './requests.ts';

const ID = 'qdrant';

export const engine: Engine<QdrantTable> = {
  id: ID,
  title: 'Qdrant',
  ports: [{ port: 6333, transport: 'tcp', tls: 'plain', role: 'http' }],
  requests: qdrantRequests,
  identify: [{ request: 'root', claim }],
  levels: {
    banner: 'version, which is told with a key or without',
    metadata: 'names of collections',
    read: 'points of a collection are counted, for which the right to read it is asked',
    write: 'not told apart: rights are those of a key, and none is asked for',
    admin: 'no key is asked for: anybody may read, write and erase',
  },
  tested: 'replayed',
  access: climb,
  inventory: takeInventory,
};

function claim(reply: Reply | Failure): Claim | null {
  if (!reply.ok || reply.kind !== 'http' || reply.status !== 200) return null;
  const json = reply.json();
  const version = /^\d{1,3}\.\d{1,3}\.\d{1,4}/.exec(text(at(json, 'version')) ?? '')?.[0];
  if (version === undefined || !/^qdrant - vector search engine$/.test(text(at(json, 'title')) ?? '')) return null;
  return { engine: ID, confidence: 'certain', version, because: 'the banner', role: 'http' };
}
