import { plainCollection } from '../../families/facts/collections.ts';
import { lookForNames } from '../../families/notes/names.ts';
import type { ProbeContext } from '../../model/engine.ts';
import type { AccessFacts, Collection, InventoryFacts } from '../../model/facts.ts';
import { byText } from '../../support/stable-json.ts';
import { metadataVersion } from './access.ts';
import { ERROR, readAnswer, readApiVersions, readMetadata, readSizes, type Topic } from './answers.ts';
import { lookAround } from './around.ts';
import { countMessages, places } from './offsets.ts';
import type { KafkaChannel } from './requests.ts';

/** Topics are collections; their messages are counted by offsets, and what a message holds nobody knows who reads none. */
export async function kafkaInventory(
  channel: KafkaChannel,
  _access: AccessFacts,
  { limits }: ProbeContext,
): Promise<InventoryFacts> {
  const opening = await channel.ask('api-versions');
  const version = metadataVersion(opening.ok ? readApiVersions(opening.bytes) : null);
  const answered = readAnswer(await channel.ask(`topics-${version}`), readMetadata(version));
  const metadata = answered.body ?? { brokers: [], clusterId: null, topics: [], operations: null };
  const topics = metadata.topics.filter(({ error }) => error === ERROR.none);
  const listed = [...topics].sort((one, other) => Number(isSystem(one)) - Number(isSystem(other)));
  const kept = listed.slice(0, limits.collections);
  const counts = await countMessages(channel, places(kept.filter((topic) => !isSystem(topic))), false);
  const sizes = readAnswer(await channel.ask('sizes'), readSizes);
  const { egress, settings, proofs } = await lookAround(channel, metadata);
  const collections = kept
    .map((topic) => collectionOf(topic, counts.messages, sizes.body ?? new Map()))
    .sort((one, other) => Number(one.system) - Number(other.system) || byText(one.name, other.name));
  const signs = lookForNames(collections);
  return {
    collections,
    omitted:
      listed.length > kept.length
        ? { collections: listed.length - kept.length, reason: `only ${limits.collections} topics are listed` }
        : null,
    egress,
    signs,
    settings: { ...settings, partitionsUntold: counts.untold },
    proofs: {
      ...proofs,
      ...(counts.exchanges.length > 0 ? { offsets: counts.exchanges.slice(0, 2) } : {}),
      ...(signs.length > 0 ? { 'ransom-note': [answered.exchange] } : {}),
    },
    notes: [
      'messages are counted by offsets: where a topic is compacted, or is written in transactions, there are fewer',
      ...(counts.untold > 0
        ? [
            `${counts.untold} partitions are kept by other brokers, or were not asked for: their messages are not counted`,
          ]
        : []),
    ],
  };
}

/** The broker's own, and what the usual programs around it keep there. */
function isSystem({ name, internal }: Topic): boolean {
  return internal || /^(?:__|_schemas$|_confluent|connect-(?:configs|offsets|status)$)/.test(name);
}

function collectionOf(
  topic: Topic,
  messages: ReadonlyMap<string, number>,
  sizes: ReadonlyMap<string, number>,
): Collection {
  return plainCollection({
    name: topic.name,
    kind: 'topic',
    records: messages.get(topic.name) ?? null,
    bytes: sizes.get(topic.name) ?? null,
    system: isSystem(topic),
  });
}
