import type { Failure, Reply } from '../../model/channel.ts';
import { type KafkaReader, readBody } from './wire.ts';

/** Error codes of the protocol that say something of access. */
export const ERROR = {
  none: 0,
  outOfRange: 1,
  unknownTopic: 3,
  notLeader: 6,
  topicRefused: 29,
  clusterRefused: 31,
  unknownMechanism: 33,
  noSaslHere: 34,
  unsupportedVersion: 35,
  noAuthorizer: 54,
} as const;

/** The body of an answer, or why there is none. */
export interface Answer<T> {
  readonly body: T | null;
  readonly exchange: number;
  /** For people: what came instead. */
  readonly said: string;
  /** The server hung up: on a listener with a login it does so for every question before it. */
  readonly hungUp: boolean;
}

export function readAnswer<T>(reply: Reply | Failure, read: (body: KafkaReader) => T): Answer<T> {
  const { exchange } = reply;
  if (!reply.ok) {
    const hungUp = reply.kind === 'closed' || reply.kind === 'reset';
    return { body: null, exchange, said: reply.message, hungUp };
  }
  const body = reply.kind === 'bytes' ? readBody(reply.bytes, read) : null;
  return { body, exchange, said: body === null ? 'an answer of another shape' : '', hungUp: false };
}

export interface ApiVersions {
  /** Which questions are known, and up to which of their versions. */
  readonly apis: ReadonlyMap<number, number>;
  /** Features and their highest level, of brokers from 2.7 on. */
  readonly features: ReadonlyMap<string, number>;
}

/** Version 3; brokers before 2.4 answer in version 0, that they do not know it. */
export function readApiVersions(bytes: Uint8Array): ApiVersions | null {
  return readBody(bytes, newApis) ?? readBody(bytes, oldApis);
}

function newApis(body: KafkaReader): ApiVersions {
  expectCode(body, ERROR.none);
  const apis = body.compactList(() => {
    const api = [body.int16(), highest(body)] as const;
    body.tagged();
    return api;
  });
  body.int32();
  const features: (readonly [string, number])[] = [];
  body.tagged((tag, field) => {
    if (tag !== 0) return;
    features.push(
      ...field.compactList(() => {
        const feature = [field.compactName(), highest(field)] as const;
        field.tagged();
        return feature;
      }),
    );
  });
  return { apis: new Map(apis), features: new Map(features) };
}

function oldApis(body: KafkaReader): ApiVersions {
  expectCode(body, ERROR.unsupportedVersion);
  return { apis: new Map(body.list(() => [body.int16(), highest(body)] as const)), features: new Map() };
}

function highest(body: KafkaReader): number {
  body.int16();
  return body.int16();
}

function expectCode(body: KafkaReader, code: number): void {
  if (body.int16() !== code) throw new RangeError('another error code');
}

export interface Broker {
  readonly id: number;
  readonly host: string;
  readonly port: number;
}

export interface Topic {
  readonly error: number;
  readonly name: string;
  readonly internal: boolean;
  readonly partitions: readonly number[];
  /** What we may do with it, a bit for each operation; null where the broker does not tell. */
  readonly operations: number | null;
}

export interface Metadata {
  readonly brokers: readonly Broker[];
  readonly clusterId: string | null;
  readonly topics: readonly Topic[];
  readonly operations: number | null;
}

/** Version 8, and 4 of brokers before 2.3. */
export function readMetadata(version: 4 | 8): (body: KafkaReader) => Metadata {
  return (body) => {
    body.int32();
    const brokers = body.list(() => {
      const broker = { id: body.int32(), host: body.name(), port: body.int32() };
      body.text();
      return broker;
    });
    const clusterId = body.text();
    body.int32();
    const topics = body.list(() => topicOf(body, version));
    return { brokers, clusterId, topics, operations: version === 8 ? operationsOf(body) : null };
  };
}

function topicOf(body: KafkaReader, version: 4 | 8): Topic {
  const head = { error: body.int16(), name: body.name(), internal: body.int8() !== 0 };
  const partitions = body.list(() => {
    body.int16();
    const index = body.int32();
    body.int32();
    if (version === 8) body.int32();
    for (let lists = version === 8 ? 3 : 2; lists > 0; lists -= 1) body.list(() => body.int32());
    return index;
  });
  return { ...head, partitions, operations: version === 8 ? operationsOf(body) : null };
}

/** The lowest number there is stands for: not told. */
function operationsOf(body: KafkaReader): number | null {
  const bits = body.int32();
  return bits === -(2 ** 31) ? null : bits;
}

export interface Offset {
  readonly topic: string;
  readonly partition: number;
  readonly error: number;
  readonly offset: number;
}

export function readOffsets(body: KafkaReader): Offset[] {
  return partitionsOf(body, (topic) => {
    const head = { topic, partition: body.int32(), error: body.int16() };
    body.int64();
    return { ...head, offset: Number(body.int64()) };
  });
}

/** The error of a Fetch, by partition. */
export function readFetched(body: KafkaReader): Offset[] {
  body.int32();
  return partitionsOf(body, (topic) => {
    const head = { topic, partition: body.int32(), error: body.int16() };
    const offset = Number(body.int64());
    body.int64();
    body.list(() => [body.int64(), body.int64()]);
    body.bytes(body.int32());
    return { ...head, offset };
  });
}

function partitionsOf<T>(body: KafkaReader, read: (topic: string) => T): T[] {
  return body
    .list(() => {
      const topic = body.name();
      return body.list(() => read(topic));
    })
    .flat();
}

export interface SaslAnswer {
  readonly error: number;
  readonly mechanisms: readonly string[];
}

export function readSasl(body: KafkaReader): SaslAnswer {
  return { error: body.int16(), mechanisms: body.list(() => body.name()) };
}

export interface Acls {
  readonly error: number;
  /** How many rules there are for the principal that was asked for. */
  readonly rules: number;
}

export function readAcls(body: KafkaReader): Acls {
  body.int32();
  const error = body.int16();
  body.text();
  const rules = body.list(() => {
    body.int8();
    body.name();
    body.int8();
    return body.list(() => [body.name(), body.name(), body.int8(), body.int8()]).length;
  });
  return { error, rules: rules.reduce((sum, count) => sum + count, 0) };
}

export interface Groups {
  readonly error: number;
  readonly groups: readonly string[];
}

export function readGroups(body: KafkaReader): Groups {
  const error = body.int16();
  return {
    error,
    groups: body.list(() => {
      const group = body.name();
      body.name();
      return group;
    }),
  };
}

/** Addresses of the members of all groups, as the broker writes them: `/203.0.113.7`. */
export function readMembers(body: KafkaReader): string[] {
  return body
    .list(() => {
      body.int16();
      body.name();
      body.name();
      body.name();
      body.name();
      return body.list(() => {
        body.name();
        body.name();
        const host = body.name();
        body.bytes(body.int32());
        body.bytes(body.int32());
        return host;
      });
    })
    .flat();
}

/** Settings of one broker by name; none where it refuses. Values that are secret come as nothing. */
export function readConfigs(body: KafkaReader): ReadonlyMap<string, string> {
  body.int32();
  const pairs = body
    .list(() => {
      body.int16();
      body.text();
      body.int8();
      body.name();
      return body.list((): [string, string | null] => {
        const pair: [string, string | null] = [body.name(), body.text()];
        body.int8();
        body.int8();
        body.int8();
        body.list(() => [body.name(), body.text(), body.int8()]);
        return pair;
      });
    })
    .flat();
  return new Map(pairs.flatMap(([name, value]) => (value === null ? [] : [[name, value] as const])));
}

/** Bytes on this broker's disks, by topic. */
export function readSizes(body: KafkaReader): ReadonlyMap<string, number> {
  body.int32();
  const sizes = new Map<string, number>();
  body.list(() => {
    body.int16();
    body.name();
    body.list(() => {
      const topic = body.name();
      body.list(() => {
        body.int32();
        const size = Number(body.int64());
        body.int64();
        // A replica on its way to another disk is there twice.
        if (body.int8() === 0) sizes.set(topic, (sizes.get(topic) ?? 0) + size);
      });
    });
  });
  return sizes;
}
