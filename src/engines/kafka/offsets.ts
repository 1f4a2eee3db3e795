import { type Answer, ERROR, type Offset, readAnswer, readOffsets, type Topic } from './answers.ts';
import type { KafkaChannel } from './requests.ts';

/** Partitions of one question, and of all. */
const A_QUESTION = 500;
const MOST_PARTITIONS = 5_000;

/** A name that Kafka could have allowed; others are named and not asked for. */
const NAME = /^[A-Za-z0-9._-]{1,249}$/;

export function places(topics: readonly Topic[]): string[] {
  return topics
    .filter(({ name, error }) => error === ERROR.none && NAME.test(name))
    .flatMap(({ name, partitions }) => partitions.map((partition) => `${partition}:${name}`));
}

export interface Counts {
  /** Messages between the first offset that is kept and the end, by topic. */
  readonly messages: ReadonlyMap<string, number>;
  /** Partitions that other brokers keep, and those beyond what is asked. */
  readonly untold: number;
  /** Partitions that hold something. */
  readonly filled: readonly string[];
  readonly exchanges: readonly number[];
  readonly refused: readonly number[];
}

/** Differences of offsets: an upper bound where messages were compacted away. At most so many questions, or one. */
export async function countMessages(channel: KafkaChannel, all: readonly string[], once: boolean): Promise<Counts> {
  const asked = all.slice(0, once ? A_QUESTION : MOST_PARTITIONS);
  const messages = new Map<string, number>();
  const filled: string[] = [];
  const exchanges: number[] = [];
  const refused: number[] = [];
  let told = 0;
  for (let from = 0; from < asked.length; from += A_QUESTION) {
    const part = asked.slice(from, from + A_QUESTION);
    const earliest = readAnswer(await channel.ask('earliest', { places: part }), readOffsets);
    const latest = readAnswer(await channel.ask('latest', { places: part }), readOffsets);
    if (earliest.body === null || latest.body === null) break;
    const first = byPlace(earliest.body);
    for (const { topic, partition, error, offset } of latest.body) {
      const place = `${partition}:${topic}`;
      const start = first.get(place);
      if (error !== ERROR.none || start === undefined) continue;
      told += 1;
      const count = Math.max(0, offset - start);
      messages.set(topic, (messages.get(topic) ?? 0) + count);
      if (count > 0) filled.push(place);
    }
    exchanges.push(...exchangesOf(earliest, latest));
    if (latest.body.some(({ error }) => error === ERROR.topicRefused)) refused.push(latest.exchange);
  }
  return { messages, untold: all.length - told, filled, exchanges, refused };
}

function byPlace(offsets: readonly Offset[]): Map<string, number> {
  return new Map(
    offsets
      .filter(({ error }) => error === ERROR.none)
      .map(({ topic, partition, offset }) => [`${partition}:${topic}`, offset]),
  );
}

function exchangesOf(...answers: readonly Answer<unknown>[]): number[] {
  return answers.map(({ exchange }) => exchange);
}
