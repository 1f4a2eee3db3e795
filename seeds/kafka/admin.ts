import { ConfigResourceTypes, type Connection, describeConfigsV4, listGroupsV5 } from '@platformatic/kafka';
import { offsetsOf, type StoreAddress, topicsOf, within } from './client.ts';
import { seed, type Variant, wipe } from './index.ts';

/** The administrator of a broker in the lab (the shape is LabAdmin of test/kit/lab-state.ts). */
export function kafkaAdmin(at: StoreAddress) {
  return {
    seed: (variant: string) => seed(at, variant as Variant),
    wipe: () => wipe(at),
    condition: () => within(at, condition),
    close: () => Promise.resolve(),
  };
}

/** Topics with their ids and both ends of every partition, groups, and every setting that is not a default: by the broker's own word. */
async function condition(connection: Connection): Promise<string> {
  const topics = await topicsOf(connection);
  const ends: unknown[] = [];
  for (const topic of topics) {
    const first = await offsetsOf(connection, topic, 'first');
    const end = await offsetsOf(connection, topic, 'end');
    ends.push([topic, first.map(String), end.map(String)]);
  }
  const { groups } = await listGroupsV5.api.async(connection, [], []);
  const { results } = await describeConfigsV4.api.async(
    connection,
    [
      { resourceType: ConfigResourceTypes.BROKER, resourceName: '1', configurationKeys: null },
      ...topics.map(({ name }) => ({
        resourceType: ConfigResourceTypes.TOPIC,
        resourceName: name,
        configurationKeys: null,
      })),
    ],
    false,
    false,
  );
  const settings = results.map(({ resourceName, configs }) => [
    resourceName,
    configs.map(({ name, value }) => `${name}=${value}`).sort(),
  ]);
  return JSON.stringify([ends, groups.map(({ groupId }) => groupId).sort(), settings], null, 1);
}
