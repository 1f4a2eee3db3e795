import { expect, test } from 'vitest';
import { askBroker, entryOf } from '../../src/engines/mqtt/access.ts';
import { engine } from '../../src/engines/mqtt/engine.ts';
import { takeRetained } from '../../src/engines/mqtt/inventory.ts';
import {
  connackCode,
  connackLength,
  delivered,
  partLength,
  pongLength,
  subscribe,
} from '../../src/engines/mqtt/packets.ts';
import { contractOf, play, transcriptOf } from '../kit/contract.ts';
import { probeContext } from '../kit/probe-context.ts';

contractOf('mqtt');

const stateOf = (state: string) => transcriptOf('mqtt', state);

test('no topic of others is subscribed to, nothing is published, and the broker counts what it retains', async () => {
  const { exchanges, inventory } = await play(stateOf('2.0.11-open'));
  const own = exchanges.filter(({ engine: id }) => id === 'mqtt').map(({ request }) => request);
  expect(own).toEqual([
    'CONNECT of MQTT 3.1.1: client unl-0000000000000000, a clean session, without a name or password',
    'SUBSCRIBE unl-0000000000000000 and $SYS/#, PINGREQ',
    'UNSUBSCRIBE unl-0000000000000000 and $SYS/#, PINGREQ',
  ]);
  expect(inventory?.collections).toMatchObject([{ name: '#', records: 80 }]);
  const told = exchanges.map((exchange) => exchange.told ?? '').join('\n');
  expect(told).toContain('SUBACK (2 granted, 0 refused)');
});

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');
const bytes = (data: Buffer) => ({ ok: true, kind: 'bytes', exchange: 0, bytes: data }) as const;

test.for<[string, string, 'in' | 'refused' | 'other', string | null]>([
  ['accepted', '20 02 00 00', 'in', null],
  ['bad name or password', '20 02 00 04', 'refused', 'authentication'],
  ['not authorized', '20 02 00 05', 'refused', 'authentication'],
  ['in trouble', '20 02 00 03', 'other', null],
  ['the client’s name is not taken', '20 02 00 02', 'other', null],
  ['not authorized, of version 5', '20 03 00 87 00', 'refused', 'authentication'],
  ['bad name or password, of version 5', '20 03 00 86 00', 'refused', 'authentication'],
  ['busy, of version 5', '20 03 00 89 00', 'other', null],
  ['the host is banned, of version 5', '20 03 00 8a 00', 'refused', 'network'],
  ['a session that cannot be there', '20 02 01 00', 'other', null],
])('an answer to CONNECT: %s', ([, answer, kind, protection]) => {
  expect(entryOf(bytes(hex(answer)))).toMatchObject({ kind, protection });
});

test('a broker that speaks version 5 alone is asked in it at once', () => {
  const [old, five] = engine.identify;
  const refusal = bytes(hex('20 02 00 01'));
  expect(old?.claim(refusal)).toBeNull();
  expect(five?.when?.([refusal])).toBe(true);
  expect(five?.when?.([bytes(hex('20 02 00 05'))])).toBe(false);
  expect(five?.claim(bytes(hex('20 06 00 00 03 22 00 0a')))).toMatchObject({ role: 'MQTT 5' });
});

const context = probeContext({ engine: 'mqtt', role: 'MQTT 3.1.1' });

/** A broker that takes in everybody, with these answers. */
function broker(answers: Readonly<Record<string, string>>) {
  return {
    ask: (name: string) =>
      Promise.resolve(bytes(hex({ connect: '20 02 00 00', unsubscribe: 'd0 00', ...answers }[name] ?? ''))),
  } as never;
}

test('a grant beside a refusal is a proof, a grant of all is none, and none is protected', async () => {
  const asked = async (suback: string) => (await askBroker(broker({ subscribe: `${suback} d0 00` }), context)).access;
  expect(await asked('90 04 00 01 00 80')).toMatchObject({ proved: 'read', inferred: 'read', filtered: true });
  expect(await asked('90 04 00 01 00 00')).toMatchObject({ proved: 'metadata', inferred: 'unknown' });
  expect(await asked('90 04 00 01 80 80')).toMatchObject({ proved: 'banner', protection: 'authentication' });
});

const published = (topic: string, payload: string) => {
  const body = Buffer.concat([Buffer.from([0, topic.length]), Buffer.from(topic + payload)]);
  return Buffer.concat([Buffer.from([0x31, body.length]), body]).toString('hex');
};

test('a message of a topic that nobody knows: nothing is believed', async () => {
  const answer = `90 04 00 01 00 00 ${published('unl-0000000000000000', 'x')} d0 00`;
  const { access } = await askBroker(broker({ subscribe: answer }), context);
  expect(access).toMatchObject({ proved: 'unknown', control: 'failed' });
});

test('with --sample topics are counted by their words, and fields are named; without it they are not asked for', async () => {
  const seen: string[] = [];
  const sink = { see: (collection: string, field: string) => seen.push(`${collection} ${field}`) };
  const messages = [1, 2, 3]
    .map((number) => published(`home/${number}/owner`, '{"owner_email":"a@example.org"}'))
    .join('');
  const channel = broker({ topics: `90 03 00 01 00 ${messages} d0 00` });
  const facts = await askBroker(broker({ subscribe: '90 04 00 01 00 00 d0 00' }), context);
  const { collections, settings } = await takeRetained(channel, facts, { ...context, sample: { records: 1, sink } });
  expect(collections).toMatchObject([{ name: 'home/*/owner', records: 3, fields: [{ name: 'owner_email' }] }]);
  expect(settings).toEqual({ delivered: 3 });
  expect(seen).toEqual(['home/*/owner owner_email']);
  expect((await takeRetained(channel, facts, context)).settings).toEqual({ delivered: null });
});

test('packets are measured by their lengths, and none is endless', () => {
  expect(connackLength(hex('20 02 00'))).toBe(undefined);
  expect(connackLength(hex('20 02 00 05'))).toBe(4);
  expect(pongLength(hex('90 03 00 01 00'))).toBe(undefined);
  expect(pongLength(hex('90 03 00 01 00 d0 00'))).toBe(7);
  expect(partLength(4)(hex('90 03 00 01 00 31 05'))).toBe(5);
  expect(() => pongLength(hex('31 ff ff ff ff'))).toThrow(RangeError);
  expect(() => pongLength(hex('31 ff ff ff 7f'))).toThrow(RangeError);
  for (const text of ['HTTP/1.1 400', '-ERR unknown', '+OK\r\n'])
    expect(() => pongLength(Buffer.from(text))).toThrow(RangeError);
  expect(() => connackLength(hex('d0 00'))).toThrow(RangeError);
  expect([connackCode(hex('20 00')), connackCode(hex('90 03 00 01 00'))]).toEqual([null, null]);
});

test('version 5 has properties behind a topic, and 3.1.1 has none', () => {
  const message = hex('31 08 00 01 61 02 01 01 62 63');
  expect(delivered(message, '5').messages).toMatchObject([{ topic: 'a', payload: Buffer.from('bc') }]);
  expect(delivered(hex('31 05 00 01 61 62 63'), '3.1.1').messages).toMatchObject([
    { topic: 'a', payload: Buffer.from('bc') },
  ]);
  expect(delivered(hex('31 02 00 09'), '3.1.1').messages).toEqual([]);
  expect(subscribe(['a'.repeat(200)], '5').length).toBe(1 + 2 + 2 + 1 + 203 + 2);
});
