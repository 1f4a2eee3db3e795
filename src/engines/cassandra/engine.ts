/**
 * Apache Cassandra 3 to 5 by its native protocol, and what speaks it without a name of its own (DataStax, YugabyteDB).
 *
 * What it sends: OPTIONS, which is answered before any login and shows nothing of access; STARTUP without credentials, and where
 * a login is asked for, nothing more; the statements of src/families/cql/requests.ts, all of them SELECT, in which only names of
 * tables and columns vary. The proof is `SELECT token(key) … LIMIT 1`: the hash of one row's key. Rows are read at LOCAL_ONE,
 * and whole tables never. What could be written follows from the authorizer that the server names, and is not tried; roles are
 * listed without their password hashes. The ports between nodes (7000, 7001), JMX (7199) and Thrift (9160) are not spoken to.
 * Wire format: https://github.com/apache/cassandra/blob/trunk/doc/native_protocol_v4.spec
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
  id: 'cassandra',
  title: 'Cassandra',
  ports: [
    { port: 9042, transport: 'tcp', tls: 'plain', role: 'native' },
    { port: 9142, transport: 'tcp', tls: 'tls', role: 'native over TLS' },
  ],
  requests: cqlRequests,
  identify: identifySteps('cassandra'),
  levels: cqlLevels,
  tested: 'real server',
  access: (channel, context) => climb(channel, context, 'cassandra'),
  inventory: (channel, access, context) => takeInventory(channel, access, context, 'cassandra'),
  measure: (channel, subject) => measurePartitions(channel, subject),
};
