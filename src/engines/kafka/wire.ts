import { framed, framedLength, int8, int16, int32, int64, OctetReader, readWhole } from '../../wire/octets.ts';

/** Messages of Kafka: a length, a header that names the question, a body. An answer repeats the number of its question. */

export const API = {
  fetch: 1,
  listOffsets: 2,
  metadata: 3,
  describeGroups: 15,
  listGroups: 16,
  saslHandshake: 17,
  apiVersions: 18,
  describeAcls: 29,
  describeConfigs: 32,
  describeLogDirs: 35,
} as const;

/** The number of every question: one is asked at a time. */
const CORRELATION = 0x756e6c61;
const CLIENT = 'unlatched';

/** A question whose header has no room for more than the client's name. */
export function question(api: keyof typeof API, version: number, ...body: readonly Uint8Array[]): Buffer {
  return framed(int16(API[api]), int16(version), int32(CORRELATION), text(CLIENT), ...body);
}

/** The header and body of ApiVersions 3, which name the program that asks. */
export function apiVersionsQuestion(): Buffer {
  const noMore = int8(0);
  return question('apiVersions', 3, noMore, compact('unlatched'), compact('audit'), noMore);
}

export function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([int16(bytes.length), bytes]);
}

function compact(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([int8(bytes.length + 1), bytes]);
}

export const NOTHING = int32(-1);

export function list(members: readonly Uint8Array[]): Buffer {
  return Buffer.concat([int32(members.length), ...members]);
}

/** Partitions by topic, from words such as `0:orders`. */
export function byTopic(places: Iterable<string>, partition: (index: number) => Uint8Array): Buffer {
  const topics = Map.groupBy([...places].map(placeOf), ({ topic }) => topic);
  return list(
    [...topics].map(([topic, members]) =>
      Buffer.concat([text(topic), list(members.map(({ index }) => partition(index)))]),
    ),
  );
}

function placeOf(place: string): { readonly topic: string; readonly index: number } {
  const colon = place.indexOf(':');
  return { topic: place.slice(colon + 1), index: Number(place.slice(0, colon)) };
}

/** A partition of which an offset is asked: a moment, or what stands for the first and the last one. */
export function offsetOf(index: number, moment: bigint): Buffer {
  return Buffer.concat([int32(index), int64(moment)]);
}

/** Throws a RangeError on what is no answer to a question of ours. */
export function answerLength(received: Uint8Array): number | undefined {
  const length = framedLength(received, 6);
  if (length === undefined || received.length < 8) return undefined;
  if (new OctetReader(received.subarray(4)).int32() !== CORRELATION) throw new RangeError('no answer to our question');
  return length;
}

/** What an answer says, by a reader of its body that has to come out at its end; null where it does not. */
export function readBody<T>(bytes: Uint8Array, read: (body: KafkaReader) => T): T | null {
  return readWhole(new KafkaReader(bytes.subarray(8)), read);
}

export class KafkaReader extends OctetReader {
  override text(length = this.int16()): string | null {
    return super.text(length);
  }

  name(): string {
    return this.text() ?? '';
  }

  list<T>(read: () => T): T[] {
    return this.many(this.int32(), read);
  }

  /** Counts of compact lists and texts are one more than they are; 0 stands for nothing. */
  compactList<T>(read: () => T): T[] {
    return this.many(this.varint() - 1, read);
  }

  compactName(): string {
    return this.text(this.varint() - 1) ?? '';
  }

  /** Fields that stand behind a number, each with its length. */
  tagged(read: (tag: number, field: KafkaReader) => void = () => undefined): void {
    this.many(this.varint(), () => {
      const tag = this.varint();
      const bytes = this.bytes(this.varint());
      if (bytes !== null) read(tag, new KafkaReader(bytes));
    });
  }
}
