import type { Channel } from '../../model/channel.ts';
import type { Params, RequestTable, StreamRequest } from '../../model/request.ts';
import { int8, int16, int32, int64 } from '../../wire/octets.ts';
import * as tell from './tells.ts';
import { answerLength, apiVersionsQuestion, byTopic, list, NOTHING, offsetOf, question, text } from './wire.ts';

type Shape = Pick<StreamRequest, 'safety' | 'from' | 'why' | 'says' | 'encode'> &
  Partial<Pick<StreamRequest, 'maxBytes' | 'tells'>>;

function ask(shape: Shape) {
  return { kind: 'stream', length: answerLength, maxBytes: 256 * 1024, ...shape } as const satisfies StreamRequest;
}

const NO = int8(0);
const YES = int8(1);
/** What stands for the first offset that is kept, and for the one behind the last. */
const MOMENTS = { earliest: -2n, latest: -1n } as const;
/** Behind the end of every partition: no record has this offset. */
const BEYOND = 2n ** 62n;
const ANY = int8(1);

const textsOf = (value: Params[string] | undefined): readonly string[] => (Array.isArray(value) ? value : []);

function offsets(moment: keyof typeof MOMENTS): Shape['encode'] {
  // As a client that is content with any replica, leader or not.
  return ({ places }) =>
    question(
      'listOffsets',
      1,
      int32(-2),
      byTopic(textsOf(places), (index) => offsetOf(index, MOMENTS[moment])),
    );
}

const named = (control: Params[string] | undefined) => list([text(String(control))]);

/** All that is ever asked of Kafka. */
export const kafkaRequests = {
  'api-versions': ask({
    safety: 'greeting',
    from: 'identify',
    encode: apiVersionsQuestion,
    says: 'ApiVersions',
    tells: tell.apiVersions,
    why: 'whether it speaks this protocol, and which questions it knows; it is answered before any login, and proves nothing else',
  }),
  'control-8': ask({
    safety: 'metadata',
    from: 'access',
    encode: ({ control }) => question('metadata', 8, named(control), NO, NO, NO),
    says: 'Metadata of {control}, not to be made',
    tells: tell.metadata(8),
    why: 'the control: a topic that cannot exist has to be unknown, or refused; the broker is told not to make it',
  }),
  'control-4': ask({
    safety: 'metadata',
    from: 'access',
    encode: ({ control }) => question('metadata', 4, named(control), NO),
    says: 'Metadata of {control}, not to be made',
    tells: tell.metadata(4),
    why: 'the same of brokers before 2.3',
  }),
  'topics-8': ask({
    safety: 'metadata',
    from: 'access',
    encode: () => question('metadata', 8, NOTHING, NO, YES, YES),
    says: 'Metadata of all topics, with what we may do',
    tells: tell.metadata(8),
    maxBytes: 8 * 1024 * 1024,
    why: 'names of topics, addresses of the brokers, and what an anonymous visitor may do by the broker’s own answer',
  }),
  'topics-4': ask({
    safety: 'metadata',
    from: 'access',
    encode: () => question('metadata', 4, NOTHING, NO),
    says: 'Metadata of all topics',
    tells: tell.metadata(4),
    maxBytes: 8 * 1024 * 1024,
    why: 'the same of brokers before 2.3, which do not say what we may do',
  }),
  'sasl-handshake': ask({
    safety: 'identify',
    from: 'access',
    encode: ({ control }) => question('saslHandshake', 1, text(String(control))),
    says: 'SaslHandshake for the mechanism {control}',
    tells: tell.sasl,
    why: 'whether a login is asked for, and how: a mechanism that cannot exist is refused, and no login begins',
  }),
  acls: ask({
    safety: 'identify',
    from: 'access',
    encode: () => question('describeAcls', 1, ANY, int16(-1), ANY, text('User:ANONYMOUS'), int16(-1), ANY, ANY),
    says: 'DescribeAcls of User:ANONYMOUS',
    tells: tell.acls,
    why: 'whether there is an authorizer at all',
  }),
  earliest: ask({
    safety: 'count',
    from: 'access',
    encode: offsets('earliest'),
    says: 'ListOffsets, the first that is kept',
    tells: tell.offsets,
    why: 'how many messages there are: offsets alone, nothing is read',
  }),
  latest: ask({
    safety: 'count',
    from: 'access',
    encode: offsets('latest'),
    says: 'ListOffsets, the end',
    tells: tell.offsets,
    why: 'the other end of the same count',
  }),
  'fetch-beyond': ask({
    safety: 'count',
    from: 'access',
    encode: ({ places }) =>
      question(
        'fetch',
        4,
        int32(-1),
        int32(0),
        int32(0),
        int32(1024),
        NO,
        byTopic(textsOf(places), (index) => Buffer.concat([int32(index), int64(BEYOND), int32(1)])),
      ),
    says: 'Fetch behind the end of {places}',
    tells: tell.fetched,
    why: 'the proof: the right to read is checked, and no message has that offset, so that none can come',
  }),
  groups: ask({
    safety: 'metadata',
    from: 'inventory',
    encode: () => question('listGroups', 0),
    says: 'ListGroups',
    tells: tell.groups,
    why: 'who reads: names of consumer groups',
  }),
  members: ask({
    safety: 'metadata',
    from: 'inventory',
    encode: ({ groups }) => question('describeGroups', 0, list(textsOf(groups).map(text))),
    says: 'DescribeGroups',
    tells: tell.members,
    maxBytes: 2 * 1024 * 1024,
    why: 'which networks the readers come from',
  }),
  settings: ask({
    safety: 'metadata',
    from: 'inventory',
    encode: ({ broker, names }) =>
      question(
        'describeConfigs',
        1,
        list([Buffer.concat([int8(4), text(String(broker)), list(textsOf(names).map(text))])]),
        NO,
      ),
    says: 'DescribeConfigs of broker {broker}: {names}',
    tells: tell.configs,
    why: 'listeners, authorizer and defaults; only these settings are asked for, and secrets are never told',
  }),
  sizes: ask({
    safety: 'count',
    from: 'inventory',
    encode: () => question('describeLogDirs', 1, NOTHING),
    says: 'DescribeLogDirs',
    tells: tell.sizes,
    maxBytes: 4 * 1024 * 1024,
    why: 'how many bytes each topic has on this broker’s disks, as it keeps it',
  }),
} as const satisfies RequestTable;

export type KafkaChannel = Channel<typeof kafkaRequests>;
