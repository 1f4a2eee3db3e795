import { Connection, listOffsetsV7, metadataV12 } from '@platformatic/kafka';

export interface StoreAddress {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
}

/** One connection, as the administrator: a client of the usual kind would go to the address that the broker advertises. */
export async function within<T>(
  { host, port }: StoreAddress,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  const connection = new Connection('lab', {
    sasl: { mechanism: 'PLAIN', username: 'admin', password: 'adminpass123' },
  });
  await connection.connect(host, port);
  try {
    return await work(connection);
  } finally {
    await connection.close();
  }
}

export interface TopicState {
  readonly name: string;
  readonly id: string;
  readonly partitions: number;
}

export async function topicsOf(connection: Connection): Promise<TopicState[]> {
  const { topics } = await metadataV12.api.async(connection, null, false, false);
  return topics
    .map(({ name, topicId, partitions }) => ({ name: name ?? '', id: topicId, partitions: partitions.length }))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}

/** Where a topic begins and ends, partition by partition, by the broker's own word. */
export async function offsetsOf(
  connection: Connection,
  { name, partitions }: TopicState,
  moment: 'first' | 'end',
): Promise<bigint[]> {
  const timestamp = moment === 'first' ? -2n : -1n;
  const asked = Array.from({ length: partitions }, (_, partitionIndex) => ({
    partitionIndex,
    currentLeaderEpoch: -1,
    timestamp,
  }));
  const { topics } = await listOffsetsV7.api.async(connection, -1, 0, [{ name, partitions: asked }]);
  const told = topics[0]?.partitions ?? [];
  return [...told].sort((one, other) => one.partitionIndex - other.partitionIndex).map(({ offset }) => offset);
}
