import { describe, expect, test } from 'vitest';
import { closedBy, frameLength, framesOf, pairLength, startIn } from '../../src/engines/rabbitmq/amqp.ts';
import { engine } from '../../src/engines/rabbitmq/engine.ts';
import { managedInventory } from '../../src/engines/rabbitmq/inventory.ts';
import { readMetrics } from '../../src/engines/rabbitmq/metrics.ts';
import type { ProbeContext } from '../../src/model/engine.ts';
import type { Json } from '../../src/model/request.ts';
import { contractOf, play, transcriptOf } from '../kit/contract.ts';
import { type FakeAnswer, fakeChannel, replyOf } from '../kit/fake-channel.ts';

contractOf('rabbitmq');

const stateOf = (state: string) => transcriptOf('rabbitmq', state);

const asked = async (state: string) => {
  const { exchanges } = await play(stateOf(state));
  return exchanges.filter(({ engine: id }) => id === 'rabbitmq').map(({ request }) => request);
};

test('no login is made where none is offered to visitors without a name', async () => {
  expect(await asked('3.10.8-locked')).toEqual(['the header of AMQP 0-9-1']);
});

test('an anonymous login is made where it is offered, and no queue that exists is named', async () => {
  expect(await asked('4.2.1-anonymous')).toEqual([
    'the header of AMQP 0-9-1',
    'connection.start-ok by ANONYMOUS',
    'connection.tune-ok, connection.open of the virtual host /',
    'channel.open, basic.get of the queue unl-0000000000000000',
  ]);
  const { facts } = await play(stateOf('4.2.1-loopback'));
  expect(facts?.settings).toMatchObject({ anonymousOffered: true, anonymousRefused: true });
});

test('management that is shown to everybody: queues, and as whom one is taken', async () => {
  const { facts, inventory } = await play(stateOf('3.10.8-welcome'));
  expect(facts?.access.anonymous).toEqual({ user: 'lab', roles: ['administrator'] });
  expect(inventory?.collections).toMatchObject([
    { name: 'customer-mail', kind: 'queue', records: 30 },
    { name: 'orders', kind: 'queue', records: 30 },
  ]);
});

describe('where messages are passed on to', () => {
  const context = { claim: { role: 'management' }, limits: { collections: 10 } } as unknown as ProbeContext;
  const shown = (json: Json): FakeAnswer => ({ status: 200, json });

  test('addresses are kept without logins, clients by their networks', async () => {
    const channel = fakeChannel({
      queues: shown({ items: [{ name: 'a', vhost: 'shop', messages: 2, exclusive: true }], total_count: 12 }),
      connections: shown({ items: [{ peer_host: '198.51.100.7' }, { peer_host: 'unknown' }] }),
      federation: shown([{ name: 'up', value: { uri: ['amqps://u:secret@mq.example/%2f?x=1'] } }]),
      shovels: shown([{ name: 'sh', value: { 'src-uri': 'amqp://', 'dest-uri': 'amqp://u:secret@203.0.113.9' } }]),
    });
    const { collections, omitted, egress } = await managedInventory(channel as never, context);
    expect(collections).toMatchObject([{ name: 'shop/a', records: 2, state: ['exclusive'] }]);
    expect(omitted?.collections).toBe(11);
    expect(egress).toMatchObject([
      { kind: 'remote-cluster', name: 'up', location: 'amqps://mq.example/%2f', host: 'mq.example' },
      { kind: 'remote-cluster', name: 'sh', host: null },
      { kind: 'replica', name: 'sh', location: 'amqp://203.0.113.9', host: '203.0.113.9' },
      { kind: 'client', location: '198.51.100.0/24' },
    ]);
  });
});

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');

test('frames are measured by their sizes, and none is endless', () => {
  const openOk = hex('01 0000 00000005 000a 0029 00 ce');
  expect(frameLength(openOk.subarray(0, 11))).toBe(undefined);
  expect(frameLength(openOk)).toBe(13);
  expect(pairLength(openOk)).toBe(undefined);
  expect(pairLength(Buffer.concat([openOk, openOk]))).toBe(26);
  expect(pairLength(hex('01 0000 0000000b 000a 0032 0212 00 0000 0000 ce'))).toBe(19);
  expect(() => frameLength(hex('01 0000 7fffffff 000a 0029'))).toThrow(RangeError);
  expect(() => frameLength(hex('01 0000 00000005 000a 0029 00 00'))).toThrow(RangeError);
  for (const text of ['AMQP\0\u0001\0\0', 'HTTP/1.1 400', '+OK\r\n']) {
    expect(() => frameLength(Buffer.from(text))).toThrow(RangeError);
  }
});

test('a first frame that is cut, or has lengths beyond its end, says nothing', () => {
  const start = hex('01 0000 0000000d 000a 000a 0009 ffffffff 000000 ce');
  expect(startIn(start)).toBeNull();
  expect(startIn(hex('01 0000 0000000c 000a 000a 0009 00000000 0000 ce'))).toBeNull();
  expect(framesOf(start).map(closedBy)).toEqual([null]);
});

test('another product with the same protocol is no claim', () => {
  const [answer] = stateOf('3.10.8-locked').exchanges.map((exchange) => exchange.answer);
  const bytes = Buffer.from(answer !== undefined && 'hex' in answer ? answer.hex : '', 'hex');
  const [header] = engine.identify;
  const said = (from: Buffer) => ({ ok: true, kind: 'bytes', exchange: 0, bytes: from }) as const;
  expect(header?.claim(said(bytes))).toMatchObject({ version: '3.10.8', role: 'amqp' });
  const other = Buffer.from(bytes.toString('latin1').replace('RabbitMQ', 'LavinMQ\u0020'), 'latin1');
  expect(header?.claim(said(other))).toBeNull();
});

test('the management is known by its realm, and another realm is no claim', () => {
  const [, overview] = engine.identify;
  const realm = (name: string) => replyOf({ status: 401, headers: { 'www-authenticate': `Basic realm="${name}"` } });
  expect(overview?.claim(realm('RabbitMQ Management'))).toMatchObject({ role: 'management' });
  expect(overview?.claim(realm('ActiveMQRealm'))).toBeNull();
  expect(overview?.claim(replyOf({ status: 200, json: { version: '3.10.8' } }))).toBeNull();
});

test('metrics: queues by their labels, in the new form and in the old one, with marks in names', () => {
  const identity =
    'rabbitmq_build_info{rabbitmq_version="3.9.1",x="y"} 1\nrabbitmq_identity_info{rabbitmq_node="a"} 1\n';
  expect(readMetrics(identity)?.queues).toBeNull();
  const old = String.raw`rabbitmq_queue_messages{queue="a \"b\"",vhost="/"} 12`;
  expect(readMetrics(`${identity}${old}\n`)?.queues).toEqual([{ host: '/', name: 'a "b"', messages: 12 }]);
  expect(readMetrics('go_info{version="go1.2"} 1\n')).toBeNull();
  expect(readMetrics('rabbitmq_build_info{rabbitmq_version="3.9.1"} 1\n')).toBeNull();
});
