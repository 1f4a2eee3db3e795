import { expect, test } from 'vitest';
import { askStomp, openwireEntry } from '../../src/engines/activemq/access.ts';
import { askConsole } from '../../src/engines/activemq/console.ts';
import { engine } from '../../src/engines/activemq/engine.ts';
import { takeDestinations } from '../../src/engines/activemq/inventory.ts';
import { destinationsIn } from '../../src/engines/activemq/lists.ts';
import { answerIn, answerLength, greetingIn, greetingLength } from '../../src/engines/activemq/openwire.ts';
import type { ProbeContext } from '../../src/model/engine.ts';
import { contractOf, play, transcriptOf } from '../kit/contract.ts';
import { type FakeAnswer, fakeChannel, replyOf } from '../kit/fake-channel.ts';

contractOf('activemq');

const stateOf = (state: string) => transcriptOf('activemq', state);

test('a name that cannot exist tells a broker that asks nobody from one that has a place for visitors', async () => {
  expect((await play(stateOf('5.18.3-open'))).facts?.access.securityLayer).toBe('absent');
  expect((await play(stateOf('5.18.3-anonymous-limited'))).facts?.access.securityLayer).toBe('present');
});

const context = {
  tokens: { control: 'unl-0000000000000000' },
  claim: { engine: 'activemq', confidence: 'certain', version: null, because: '', role: 'console' },
} as unknown as ProbeContext;
const bean = (name: string) => `org.apache.activemq:brokerName=${name},type=Broker`;
const shown = (name: string): FakeAnswer => ({
  status: 200,
  json: { status: 200, value: { [bean(name)]: { BrokerVersion: '5.18.3', BrokerName: name } } },
});

test('a console that shows a broker that cannot exist is not believed', async () => {
  const channel = fakeChannel({ console: shown('lab'), 'console-control': shown('unl-0000000000000000') });
  expect((await askConsole(channel as never, context)).access).toMatchObject({ proved: 'unknown', control: 'failed' });
});

test('a broker in which nothing lies is open all the same', async () => {
  const missing: FakeAnswer = { status: 200, json: { status: 404, error: 'no such bean' } };
  const channel = fakeChannel({ console: shown('lab'), 'console-control': missing, destinations: missing });
  expect((await askConsole(channel as never, context)).access).toMatchObject({ proved: 'metadata', inferred: 'admin' });
});

/** As 5.18.3 sends it, without the headers that say from where. */
const advisory = (name: string, kind = 'Queue') =>
  `MESSAGE\ndestination:/topic/ActiveMQ.Advisory.${kind}\ntype:Advisory\n\n{"DestinationInfo":{"commandId":0,"destination":{"@class":"ActiveMQ${kind}","string":"${name}"},"operationType":0}}\0\n`;
const receipt = (name: string) => `RECEIPT\nreceipt-id:${name}\n\n\0\n`;

test('by STOMP names are waited for until several rounds bring none, and nothing else is listened to', async () => {
  const asked: string[] = [];
  const answers: Readonly<Record<string, string>> = {
    stomp: 'CONNECTED\nserver:ActiveMQ/5.18.3\n\n\0\n',
    'stomp-control': 'CONNECTED\nserver:ActiveMQ/5.18.3\n\n\0\n',
    lists: receipt('listening-Queue') + receipt('listening-Topic'),
    'lists-round 2': advisory('orders') + receipt('round'),
    'lists-round 4': advisory('news', 'Topic') + advisory('ActiveMQ.Advisory.Queue', 'Topic') + receipt('round'),
    'lists-end': receipt('left-Queue') + advisory('customer-mail') + receipt('left-Topic'),
  };
  const channel = {
    ask: (name: string, params: Record<string, unknown> = {}) => {
      const question = name === 'lists-round' ? `${name} ${String(params['round'])}` : name;
      asked.push(question);
      const bytes = Buffer.from(answers[question] ?? receipt('round'));
      return Promise.resolve({ ok: true, kind: 'bytes', exchange: asked.length, bytes });
    },
  };
  const stomp = { ...context, login: true, limits: { collections: 10 } } as unknown as ProbeContext;
  const facts = await askStomp(channel as never, stomp);
  expect(facts.access).toMatchObject({ proved: 'metadata', inferred: 'admin', securityLayer: 'absent' });
  expect(asked.slice(0, 3)).toEqual(['stomp-control', 'stomp', 'lists']);
  expect(asked.slice(-2)).toEqual(['lists-round 8', 'lists-end']);
  const { collections } = await takeDestinations(channel as never, facts, stomp);
  expect(collections.map(({ name, kind }) => [name, kind])).toEqual([
    ['customer-mail', 'queue'],
    ['news', 'topic'],
    ['orders', 'queue'],
  ]);
});

const said = (bytes: Buffer) => ({ ok: true, kind: 'bytes', exchange: 0, bytes }) as const;

test('what is gone is not listed, and what is no message about a queue is none', () => {
  const message = (body: string) => `MESSAGE\ndestination:/topic/x\n\n${body}\0\n`;
  const destination = { '@class': 'ActiveMQQueue', string: 'orders' };
  const info = (operationType: number) => JSON.stringify({ DestinationInfo: { destination, operationType } });
  const list = (...bodies: readonly string[]) => destinationsIn(said(Buffer.from(bodies.map(message).join(''))));
  expect(list(info(0), info(1), 'null', '{')).toEqual([{ kind: 'queue', name: 'orders', messages: null }]);
  expect(destinationsIn(said(Buffer.from('ERROR\nmessage:no\n\n\0')))).toBeNull();
});

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');
const exception = (name: string) => {
  const words = [name, 'words'].map((word) => Buffer.concat([Buffer.from([1, 0, word.length]), Buffer.from(word)]));
  const body = Buffer.concat([hex('1f 00000000 00 00000001 01'), ...words]);
  const size = Buffer.alloc(4);
  size.writeUInt32BE(body.length);
  return Buffer.concat([size, body]);
};

test('refusals of OpenWire are about a login, and other exceptions are none', () => {
  expect(openwireEntry(said(exception('java.lang.SecurityException')))).toMatchObject({
    kind: 'refused',
    said: 'java.lang.SecurityException: words',
  });
  expect(openwireEntry(said(exception('javax.jms.InvalidClientIDException')))).toMatchObject({ kind: 'other' });
  expect(answerIn(hex('0000000a 1e 00000000 00 00000001'))).toMatchObject({ granted: true });
  expect(answerIn(hex('00000001 1f'))).toEqual({ granted: false, said: '' });
});

test('commands are measured by their sizes, and none is endless', () => {
  expect(greetingLength(hex('0000'))).toBe(undefined);
  expect(greetingLength(hex('00000152 01 4163'))).toBe(undefined);
  expect(() => greetingLength(hex('00000152 02 4163'))).toThrow(RangeError);
  expect(() => greetingLength(Buffer.from('INFO {"a":1}\r\n'))).toThrow(RangeError);
  expect(answerLength(hex('00000001 02 0000000a 1e 00000000 00 000001'))).toBe(undefined);
  expect(answerLength(hex('00000001 02 0000000a 1e 00000000 00 00000001'))).toBe(19);
  expect(() => answerLength(hex('7fffffff 02'))).toThrow(RangeError);
  expect(() => answerLength(hex('00000000 02'))).toThrow(RangeError);
});

test('a greeting that is cut in its properties tells what came before', () => {
  const [answer] = stateOf('5.18.3-open').exchanges.map((exchange) => exchange.answer);
  const whole = Buffer.from(answer !== undefined && 'hex' in answer ? answer.hex : '', 'hex');
  expect(greetingIn(whole)).toEqual({ provider: 'ActiveMQ', version: '5.18.3' });
  const short = Buffer.from(whole.subarray(0, 60));
  short.writeUInt32BE(short.length - 4, 0);
  expect(greetingIn(short)).toEqual({ provider: null, version: null });
});

test('Artemis, and other consoles, are no claim', () => {
  const [, stomp, console] = engine.identify;
  const connected = (server: string) => said(Buffer.from(`CONNECTED\nserver:${server}\n\n\0`));
  expect(stomp?.claim(connected('ActiveMQ/5.18.3'))).toMatchObject({ version: '5.18.3' });
  expect(stomp?.claim(connected('ActiveMQ-Artemis/2.40.0 ActiveMQ Artemis Messaging Engine'))).toBeNull();
  expect(stomp?.claim(connected('RabbitMQ/3.10.8'))).toBeNull();
  const realm = (name: string) => replyOf({ status: 401, headers: { 'www-authenticate': `basic realm="${name}"` } });
  expect(console?.claim(realm('ActiveMQRealm'))).toMatchObject({ role: 'console' });
  expect(console?.claim(realm('RabbitMQ Management'))).toBeNull();
});
