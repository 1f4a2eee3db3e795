/**
 * Chroma 0.4 and later: the server in Rust (from 1.0 on) and the one in Python.
 *
 * What it sends: the requests of ./requests.ts, GETs of the heartbeat, version, who-am-I, and of names and counts; with
 * `--sample` POSTs to `get`, which the reference lists as a read. Nothing is added, updated or deleted, no collection is made
 * (before a login is asked for, the server in Python makes the embedding function that such a request names), and `reset` is
 * never asked. That data can be changed follows from nobody being asked, and is not tried.
 * Wire format: https://docs.trychroma.com/reference/chroma-reference, and `/openapi.json` of a server.
 *
 * Settings that rules can lean on: `api` (`v1`, `v2`), `tenant` (text), `databases` (names), `implementation` (`rust`, `python`).
 */
import type { Failure, Reply } from '../../model/channel.ts';
import type { Claim, Engine } from '../../model/engine.ts';
import { bag } from '../../wire/json.ts';
import { climb } from './access.ts';
import { takeInventory } from './inventory.ts';
import { requests, type Table } from './requests.ts';

export const engine: Engine<Table> = {
  id: 'chroma',
  title: 'Chroma',
  ports: [{ port: 8000, transport: 'tcp', tls: 'plain', role: 'http' }],
  requests,
  identify: [
    { request: 'heartbeat', claim: (reply) => claim(reply, 'v2') },
    { request: 'heartbeat-v1', claim: (reply) => claim(reply, 'v1') },
  ],
  levels: {
    banner: 'heartbeat and version',
    metadata: 'names of databases and collections are listed',
    read: 'records of a collection are counted, and there are some',
    write: 'not told apart: without a login there are no rights but all',
    admin: 'nobody is asked who they are: collections can be read, changed and deleted',
  },
  tested: 'real server',
  access: climb,
  inventory: takeInventory,
};

function claim(reply: Reply | Failure, role: 'v1' | 'v2'): Claim | null {
  if (!reply.ok || reply.kind !== 'http' || reply.status !== 200) return null;
  const entries = Object.entries(bag(reply.json()) ?? {});
  const [[name, beat] = ['', null]] = entries;
  if (entries.length !== 1 || name !== 'nanosecond heartbeat' || typeof beat !== 'number') return null;
  return { engine: 'chroma', confidence: 'certain', version: null, because: 'its heartbeat', role };
}
