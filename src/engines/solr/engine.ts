/**
 * Apache Solr, alone and in a cluster.
 *
 * What it sends: the requests of ./requests.ts, all GETs: what it is, the status of its cores, whether authentication and
 * authorization are on, counts of documents, names of fields, one part of the configuration. Searches ask for no documents (`rows=0`), and luke for
 * no terms (`numTerms=0`). Nothing is updated, reloaded or created, no stream and no replication is asked for. That everything can be
 * written and administered follows from Solr's own word that there is no authorization, and is not tried.
 * Wire format: https://solr.apache.org/guide/solr/latest/configuration-guide/coreadmin-api.html and
 * https://solr.apache.org/guide/solr/latest/deployment-guide/authentication-and-authorization-plugins.html.
 *
 * Settings that rules can lean on: `mode` (`std`, `solrcloud`; null), `authentication`, `authorization` (flags; null: not told),
 * `unknownPass` (flag: authentication is on, and visitors without a login pass), `hashesShown` (flag); of the inventory
 * `remoteStreaming` (flag), `nodes` (number).
 */
import type { Failure, Reply } from '../../model/channel.ts';
import type { Claim, Engine } from '../../model/engine.ts';
import { at, text } from '../../wire/json.ts';
import { climb } from './access.ts';
import { readSolr } from './answers.ts';
import { measureField, takeInventory } from './inventory.ts';
import { type SolrTable, solrRequests } from './requests.ts';

const ID = 'solr';

export const engine: Engine<SolrTable> = {
  id: ID,
  title: 'Apache Solr',
  ports: [{ port: 8983, transport: 'tcp', tls: 'plain', role: 'http' }],
  requests: solrRequests,
  identify: [{ request: 'system', claim }],
  levels: {
    banner: 'version, and what the host is',
    metadata: 'names of cores with their numbers of documents',
    read: 'documents of a core are counted by a search',
    write: 'not told apart: rules of its authorization are not read',
    admin: 'there is no authorization, by its own word: visitors may change and erase everything, and configure it',
  },
  tested: 'real server',
  access: climb,
  inventory: takeInventory,
  measure: measureField,
};

/** The version stands beside Lucene’s. Where a login is asked for, its realm is all that is told. */
function claim(reply: Reply | Failure): Claim | null {
  const { meaning, json, status } = readSolr(reply);
  if (!reply.ok || reply.kind !== 'http') return null;
  if (status === 401 && /^(?:x?Basic) realm="solr"$/i.test(reply.headers['www-authenticate'] ?? '')) {
    return { engine: ID, confidence: 'likely', version: null, because: 'the realm of its login', role: 'locked' };
  }
  const version = text(at(json, 'lucene', 'solr-spec-version'));
  if (meaning !== 'open' || version === null || text(at(json, 'mode')) === null) return null;
  const number = /^\d{1,3}\.\d{1,3}\.\d{1,4}/.exec(version)?.[0] ?? null;
  return { engine: ID, confidence: 'certain', version: number, because: 'the facts of its system', role: 'http' };
}
