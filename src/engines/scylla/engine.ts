/**
 * ScyllaDB, which speaks the protocol of Cassandra and names extensions of its own (`SCYLLA_…`) to everybody who asks.
 *
 * What it sends, and why that reads only: as src/engines/cassandra/engine.ts, the requests of src/families/cql/requests.ts;
 * version, settings and clients stand in tables of its own (`system.versions`, `system.config`, `system.clients`).
 * Wire format: https://github.com/scylladb/scylladb/blob/master/docs/dev/protocol-extensions.md
 */
import {
  type CqlTable,
  climb,
  cqlLevels,
  cqlRequests,
  identifySteps,
  measurePartitions,
  takeInventory,
} from '../../families/cql/index.ts';
import type { Engine } from '../../model/engine.ts';

export const engine: Engine<CqlTable> = {
  id: 'scylla',
  title: 'ScyllaDB',
  ports: [
    { port: 9042, transport: 'tcp', tls: 'plain', role: 'native' },
    { port: 9142, transport: 'tcp', tls: 'tls', role: 'native over TLS' },
    { port: 19042, transport: 'tcp', tls: 'plain', role: 'native, by shards' },
    { port: 19142, transport: 'tcp', tls: 'tls', role: 'native over TLS, by shards' },
  ],
  requests: cqlRequests,
  identify: identifySteps('scylla'),
  levels: cqlLevels,
  tested: 'replayed',
  access: (channel, context) => climb(channel, context, 'scylla'),
  inventory: (channel, access, context) => takeInventory(channel, access, context, 'scylla'),
  measure: (channel, subject) => measurePartitions(channel, subject),
};
