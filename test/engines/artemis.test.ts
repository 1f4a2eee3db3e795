import { expect, test } from 'vitest';
import { askConsole, takeQueues } from '../../src/engines/artemis/console.ts';
import { engine } from '../../src/engines/artemis/engine.ts';
import type { ProbeContext } from '../../src/model/engine.ts';
import { contractOf, play, transcriptOf } from '../kit/contract.ts';
import { type FakeAnswer, fakeChannel, replyOf } from '../kit/fake-channel.ts';

contractOf('artemis');

const stateOf = (state: string) => transcriptOf('artemis', state);

test('nothing is subscribed to: a session is had, and is left', async () => {
  const { exchanges, facts } = await play(stateOf('2.40.0-open'));
  const own = exchanges.filter(({ engine: id }) => id === 'artemis').map(({ request }) => request);
  expect(own).toEqual([
    'STOMP CONNECT without a login',
    'STOMP CONNECT as unl-0000000000000000, with an empty password',
    'STOMP CONNECT without a login',
  ]);
  expect(facts?.notes.join()).toContain('whether with all rights or with those of a guest is not told');
});

test('brokers of the family are told apart by the name that STOMP tells, and by their words of refusal', () => {
  const [stomp, console] = engine.identify;
  const said = (text: string) => ({ ok: true, kind: 'bytes', exchange: 0, bytes: Buffer.from(text) }) as const;
  const refusal = (words: string) => said(`ERROR\nmessage:${words}\ncontent-type:text/plain\n\n\0`);
  expect(stomp?.claim(refusal('Security Error occurred\\c User name [null] or password is invalid'))).not.toBeNull();
  expect(stomp?.claim(refusal('User name [null] or password is invalid.'))).toBeNull();
  expect(stomp?.claim(said('CONNECTED\nserver:ActiveMQ/5.18.3\n\n\0'))).toBeNull();
  expect(console?.claim(replyOf({ status: 403, headers: { 'hawtio-forbidden-reason': 'NONE' } }))).toMatchObject({
    confidence: 'likely',
  });
  expect(console?.claim(replyOf({ status: 403, text: 'Forbidden' }))).toBeNull();
});

const context = {
  tokens: { control: 'unl-0000000000000000' },
  claim: { engine: 'artemis', confidence: 'certain', version: null, because: '', role: 'console' },
  limits: { collections: 10, fieldsPerCollection: 10 },
} as unknown as ProbeContext;

test('a console that asks nobody: queues and what they hold', async () => {
  const shown = (beans: Readonly<Record<string, Readonly<Record<string, string | number>>>>): FakeAnswer => ({
    status: 200,
    json: { status: 200, value: beans },
  });
  const name = 'org.apache.activemq.artemis:broker="0.0.0.0"';
  const channel = fakeChannel({
    console: shown({ [name]: { Version: '2.40.0', Name: 'lab' } }),
    'console-control': { status: 200, json: { status: 404 } },
    queues: shown({
      [`${name},queue="orders"`]: { Name: 'orders', MessageCount: 3 },
      [`${name},queue="$sys"`]: { Name: '$sys.mqtt.sessions', MessageCount: 0 },
    }),
  });
  const facts = await askConsole(channel as never, context);
  expect(facts.access).toMatchObject({ proved: 'metadata', inferred: 'admin', control: 'passed' });
  expect((await takeQueues(channel as never, facts, context)).collections).toMatchObject([
    { name: '$sys.mqtt.sessions', system: true },
    { name: 'orders', records: 3, system: false },
  ]);
});
