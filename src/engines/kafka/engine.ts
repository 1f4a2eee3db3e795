/**
 * Apache Kafka 1.0 and later, and what speaks its protocol (Redpanda).
 *
 * What it sends: ApiVersions; Metadata of a topic that cannot exist and of all topics, each with the word that none is to be made;
 * DescribeAcls of the anonymous principal; ListOffsets, for the first message that is kept and the end; one Fetch behind the end
 * of a partition, at an offset that no message can have: the right to read is checked and nothing can come. Where Metadata is
 * hung up on, SaslHandshake for a mechanism that cannot exist, which begins no login. For the inventory ListGroups,
 * DescribeGroups, DescribeConfigs (seven named settings) and DescribeLogDirs. No message is read, no group is joined, no offset
 * is committed, and addresses that brokers advertise are compared with the scope and never followed. Rights to write and to
 * administer are the broker's own answer, or follow from its word that it has no authorizer.
 * Wire format: https://kafka.apache.org/protocol
 *
 * **Settings**: `role` (`broker`, `controller`), `metadataLevel`, `brokers` (numbers), `saslMechanisms` (names), `authorizer`,
 * `rulesShown` (flags); of the inventory `consumerGroups`, `clientNetworks`,
 * `partitionsUntold` (numbers), `listeners`, `advertised`, `authorizerClass` (text), `allowEveryone`, `createsTopics`,
 * `plaintextListener` (flags). **Proofs**: `banner`, `control`, `list-collections`, `count-records`, `privileges`,
 * `security-layer`, `refusal`; of the inventory `offsets`, `groups`, `clients`, `members`, `settings`, `ransom-note`.
 */
import type { Failure, Reply } from '../../model/channel.ts';
import type { Claim, Engine } from '../../model/engine.ts';
import { kafkaAccess } from './access.ts';
import { readApiVersions } from './answers.ts';
import { kafkaInventory } from './inventory.ts';
import { releaseOf, roleOf } from './releases.ts';
import { kafkaRequests } from './requests.ts';

export const engine: Engine<typeof kafkaRequests> = {
  id: 'kafka',
  title: 'Apache Kafka',
  ports: [
    { port: 9092, transport: 'tcp', tls: 'plain', role: 'broker' },
    { port: 9093, transport: 'tcp', tls: 'tls', role: 'broker' },
    { port: 9094, transport: 'tcp', tls: 'plain', role: 'broker' },
  ],
  requests: kafkaRequests,
  identify: [{ request: 'api-versions', claim: byApiVersions }],
  levels: {
    banner: 'which questions it knows, and by them the release',
    metadata: 'names of topics, and addresses of the brokers',
    read: 'the right to read a topic with messages was checked, at an offset that none has',
    write: 'writing, or making topics, by the broker’s own answer about rights',
    admin: 'there is no authorizer by the broker’s own word, or it grants changing the cluster',
  },
  tested: 'real server',
  access: (channel, context) => kafkaAccess(channel, context),
  inventory: (channel, access, context) => kafkaInventory(channel, access, context),
};

function byApiVersions(reply: Reply | Failure): Claim | null {
  if (!reply.ok || reply.kind !== 'bytes') return null;
  const told = readApiVersions(reply.bytes);
  if (told === null) return null;
  // Before 2.4 the list can be empty: that it is answered by our number, in this shape, is all there is.
  const role = told.apis.size === 0 ? 'broker' : roleOf(told);
  if (role === null) return null;
  return {
    engine: 'kafka',
    confidence: 'certain',
    version: releaseOf(told),
    because: 'the list of questions that it knows',
    role,
  };
}
