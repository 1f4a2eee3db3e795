/**
 * OpenTSDB 2, over HTTP.
 *
 * What it sends: the requests of ./requests.ts, all GETs: version, names of metrics and tags, its configuration, and one query over the last hour that counts the
 * series of one metric. Values of tags are not asked for. Nothing is put, assigned or dropped, and no graph is drawn: `/q`, by whose parameters strangers have run
 * programs, is never asked. The lines that it takes on the same port (`put`, `stats`) are not spoken.
 * Wire format: http://opentsdb.net/docs/build/html/api_http/index.html and
 * http://opentsdb.net/docs/build/html/user_guide/configuration.html.
 *
 * Settings that rules can lean on: `mode` (`rw`, `ro`, `wo`; null: not told), `authentication` (flag; null: not told), `shutdown` (flag:
 * a request of anybody ends it), `metricsListed` (number); of the inventory `metricWords` (texts).
 */
import type { Failure, Reply } from '../../model/channel.ts';
import type { Claim, Engine } from '../../model/engine.ts';
import { at, text } from '../../wire/json.ts';
import { climb } from './access.ts';
import { readTsdb } from './answers.ts';
import { takeInventory } from './inventory.ts';
import { type OpentsdbTable, opentsdbRequests } from './requests.ts';

const ID = 'opentsdb';

export const engine: Engine<OpentsdbTable> = {
  id: ID,
  title: 'OpenTSDB',
  ports: [{ port: 4242, transport: 'tcp', tls: 'plain', role: 'http and lines' }],
  requests: opentsdbRequests,
  identify: [{ request: 'version', claim }],
  levels: {
    banner: 'version and build',
    metadata: 'names of metrics are listed',
    read: 'a query over the last hour gave numbers',
    write: 'it takes points of everybody, by its own configuration',
    admin: 'it takes points of everybody, and a request to end it, by its own configuration',
  },
  tested: 'replayed',
  access: climb,
  inventory: takeInventory,
};

/** All the facts of a build stand beside the version, under names of their own. */
function claim(reply: Reply | Failure): Claim | null {
  const { meaning, json } = readTsdb(reply);
  const version = /^\d{1,2}\.\d{1,3}\.\d{1,4}/.exec(text(at(json, 'version')) ?? '')?.[0];
  const named = ['short_revision', 'full_revision', 'repo_status'].every((name) => text(at(json, name)) !== null);
  if (meaning !== 'open' || version === undefined || !named) return null;
  return { engine: ID, confidence: 'certain', version, because: 'the facts of its build', role: 'http' };
}
