import * as answers from './answers.ts';
import { operationsIn } from './rights.ts';
import { type KafkaReader, readBody } from './wire.ts';

/** How answers stand in a report: names, numbers and error codes. There is nothing else in them. */

const SHOWN = 20;

export function apiVersions(bytes: Uint8Array): string {
  const told = answers.readApiVersions(bytes);
  if (told === null) return 'an answer of another shape';
  const features = [...told.features].map(([name, level]) => `${name} ${level}`);
  return `${told.apis.size} questions are known${features.length > 0 ? `; ${few(features)}` : ''}`;
}

export function metadata(version: 4 | 8): (bytes: Uint8Array) => string {
  return telling(answers.readMetadata(version), ({ brokers, topics, operations }) => {
    const names = topics.map(({ name, error }) => (error === 0 ? name : `${name} (${wordOf(error)})`));
    const may =
      operations === null ? '' : `; of the cluster we may: ${operationsIn(operations).join(', ') || 'nothing'}`;
    const listed = names.length === 0 ? '' : `: ${few(names)}`;
    return `${counted(brokers.length, 'broker')}, ${counted(topics.length, 'topic')}${listed}${may}`;
  });
}

export const sasl = telling(
  answers.readSasl,
  ({ error, mechanisms }) => `${wordOf(error)}; mechanisms: ${few(mechanisms)}`,
);

export const acls = telling(answers.readAcls, ({ error, rules }) => `${wordOf(error)}; ${counted(rules, 'rule')}`);

export const offsets = telling(answers.readOffsets, tellPartitions);
export const fetched = telling(answers.readFetched, tellPartitions);

function tellPartitions(parts: readonly answers.Offset[]): string {
  return few(
    parts.map(({ topic, partition, error, offset }) => `${topic}-${partition} ${error === 0 ? offset : wordOf(error)}`),
  );
}

export const groups = telling(
  answers.readGroups,
  ({ error, groups: names }) => `${wordOf(error)}; ${counted(names.length, 'group')}: ${few(names)}`,
);
export const members = telling(answers.readMembers, (hosts) => counted(hosts.length, 'member'));
export const configs = telling(answers.readConfigs, (settings) =>
  few([...settings].map(([name, value]) => `${name} = ${value.slice(0, 120)}`)),
);
export const sizes = telling(answers.readSizes, (bytes) =>
  few([...bytes].map(([topic, size]) => `${topic} ${size} bytes`)),
);

const WORDS: Readonly<Record<number, string>> = {
  [answers.ERROR.none]: 'no error',
  [answers.ERROR.outOfRange]: 'OFFSET_OUT_OF_RANGE',
  [answers.ERROR.unknownTopic]: 'UNKNOWN_TOPIC_OR_PARTITION',
  [answers.ERROR.notLeader]: 'NOT_LEADER_OR_FOLLOWER',
  [answers.ERROR.topicRefused]: 'TOPIC_AUTHORIZATION_FAILED',
  [answers.ERROR.clusterRefused]: 'CLUSTER_AUTHORIZATION_FAILED',
  [answers.ERROR.unknownMechanism]: 'UNSUPPORTED_SASL_MECHANISM',
  [answers.ERROR.noSaslHere]: 'ILLEGAL_SASL_STATE',
  [answers.ERROR.unsupportedVersion]: 'UNSUPPORTED_VERSION',
  [answers.ERROR.noAuthorizer]: 'SECURITY_DISABLED: no authorizer',
};

/** An error code in the words of the protocol. */
export function wordOf(error: number): string {
  return WORDS[error] ?? `error ${error}`;
}

function telling<T>(read: (body: KafkaReader) => T, say: (told: T) => string): (bytes: Uint8Array) => string {
  return (bytes) => {
    const told = readBody(bytes, read);
    return told === null ? 'an answer of another shape' : say(told);
  };
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function few(members: readonly string[]): string {
  return `${members.slice(0, SHOWN).join(', ')}${members.length > SHOWN ? ' …' : ''}`;
}
