import { expect, test } from 'vitest';
import { answerOf, rightsIn } from '../../src/engines/nats/answers.ts';
import { engine } from '../../src/engines/nats/engine.ts';
import { entryLength, hear, infoLength, pongLength, replyLength } from '../../src/engines/nats/protocol.ts';
import { isToken, natsRequests } from '../../src/engines/nats/requests.ts';
import { contractOf, play, transcriptOf } from '../kit/contract.ts';
import { replyOf } from '../kit/fake-channel.ts';
import { probeContext } from '../kit/probe-context.ts';

contractOf('nats');

const stateOf = (state: string) => transcriptOf('nats', state);

test('no subject of others is listened to or published to, and nothing is made', async () => {
  const { exchanges, inventory } = await play(stateOf('2.9.10-open'));
  const own = exchanges.filter(({ engine: id }) => id === 'nats').map(({ request }) => request);
  expect(own).toEqual([
    'info',
    'CONNECT with the name unl-0000000000000000 and an empty password, PING',
    'CONNECT without a name or password, PING',
    'SUB unl-0000000000000000..x, UNSUB, PING',
    'SUB unl-0000000000000000, UNSUB, PING',
    'request $SYS.REQ.USER.INFO',
    'request $JS.API.STREAM.LIST from 0',
    'request $JS.API.STREAM.INFO.CUSTOMERS with its subjects',
    'request $JS.API.STREAM.INFO.KV_sessions with its subjects',
  ]);
  expect(inventory?.collections).toMatchObject([
    { name: 'CUSTOMERS', kind: 'stream', records: 80 },
    { name: 'KV_sessions', kind: 'key-value bucket', records: 40 },
  ]);
});

test('what is told of the answers holds no subject of a stream', async () => {
  const { exchanges } = await play(stateOf('2.14.0-open'));
  const told = exchanges.map((exchange) => exchange.told ?? '').join('\n');
  expect(told).toContain('stream_list_response, total 2');
  expect(told).not.toMatch(/customer|KV_sessions/);
});

test('before 2.10 a name that cannot exist tells a server that asks nobody from one with a user for the nameless', async () => {
  const settingsOf = async (state: string) => (await play(stateOf(state))).facts?.settings['noAuthUser'];
  expect(await settingsOf('2.9.10-open')).toBe(false);
  expect(await settingsOf('2.9.10-nobody')).toBe(true);
  expect(await settingsOf('2.14.0-nobody')).toBe(true);
});

test('with --no-login no name is given at all', async () => {
  const asked: string[] = [];
  const { exchanges } = await play(stateOf('2.9.10-nobody'));
  const replies = new Map(exchanges.map(({ name, excerpt }) => [name, excerpt]));
  const channel = {
    ask: (name: string) => {
      asked.push(name);
      const bytes = replies.get(name) ?? new Uint8Array();
      return Promise.resolve({ ok: true, kind: 'bytes', exchange: asked.length, bytes });
    },
  };
  const facts = await engine.access(
    channel as never,
    probeContext({ engine: 'nats', version: '2.9.10', role: 'clients' }, { depth: 'access', login: false }),
  );
  expect(asked).not.toContain('connect-control');
  expect(facts.access).toMatchObject({ proved: 'read', inferred: 'read' });
});

test('the port for monitoring is judged by itself', async () => {
  const { facts, inventory } = await play(stateOf('2.9.10-monitoring'));
  expect(facts?.settings).toMatchObject({ role: 'monitoring', loginAsked: true, jetstream: true });
  expect(inventory?.collections.map(({ name }) => name)).toEqual(['CUSTOMERS', 'KV_sessions']);
});

const bytes = (text: string) => Buffer.from(text, 'latin1');

test.for<[string, (received: Uint8Array) => number | undefined, string, number | undefined]>([
  ['a greeting', infoLength, 'INFO {"a":1} \r\n', 15],
  ['a part of it', infoLength, 'INF', undefined],
  ['an entry', entryLength, '+OK\r\nPONG\r\n', 11],
  ['a refusal', entryLength, "-ERR 'Authorization Violation'\r\n", 32],
  ['a grant without its end', pongLength, '+OK\r\n', undefined],
  ['an answer before the end', replyLength, 'MSG a 1 2\r\n{}\r\nPONG\r\n', 21],
  ['an answer behind it', replyLength, '+OK\r\nPONG\r\nMSG a 1 2\r\n{}\r\n', 26],
  ['an answer that is cut', replyLength, '+OK\r\nPONG\r\nMSG a 1 2\r\n{', undefined],
  ['nobody there', replyLength, 'PONG\r\nHMSG a 1 16 16\r\nNATS/1.0 503\r\n\r\n\r\n', 40],
  ['the server asks whether we are there', replyLength, 'PONG\r\nPING\r\n', undefined],
])('%s is measured', ([, length, text, whole]) => {
  expect(length(bytes(text))).toBe(whole);
});

test.for([
  'HTTP/1.1 400 Bad Request\r\n',
  '220 mail ESMTP\r\n',
  'MSG a 1 99999999999\r\n',
  'HMSG a 1 9 2\r\n',
  'MSG a 1 x\r\n',
])('%j is none of NATS', (text) => {
  expect(() => hear(bytes(text))).toThrow(RangeError);
});

test('a line that does not end is given up', () => {
  expect(() => hear(bytes(`+OK${'x'.repeat(70_000)}`))).toThrow(RangeError);
  expect(() => infoLength(bytes(`INFO {${'x'.repeat(70_000)}`))).toThrow(RangeError);
});

test('a greeting of another server, and another server’s JSON at /varz, are no claim', () => {
  const [greeting, varz] = engine.identify;
  const said = (text: string) => ({ ok: true, kind: 'bytes', exchange: 0, bytes: bytes(text) }) as const;
  expect(greeting?.claim(said('INFO {"server_id":"A","version":"2.9.10"}\r\n'))).toBeNull();
  expect(greeting?.claim(said('INFO {"server_id":\r\n'))).toBeNull();
  expect(varz?.claim(replyOf({ status: 200, json: { version: '2.9.10', go: 'go1.19' } }))).toBeNull();
});

test('a limit on connections is no refusal of rights', () => {
  const said = (text: string) => answerOf({ ok: true, kind: 'bytes', exchange: 0, bytes: bytes(text) }).kind;
  expect(said("-ERR 'maximum connections exceeded'\r\n")).toBe('error');
  expect(said("-ERR 'Authorization Violation'\r\n")).toBe('refused');
  expect(said('-ERR \'Permissions Violation for Subscription to "x"\'\r\nPONG\r\n')).toBe('refused');
});

test('rights to publish: all, some, and those of the server’s own interfaces alone', () => {
  const level = (permissions: object | undefined, jetstream = true) =>
    rightsIn({ data: { user: 'guest', account: '$G', ...(permissions ? { permissions } : {}) } } as never)?.level(
      jetstream,
    );
  expect([level(undefined), level(undefined, false)]).toEqual(['admin', 'write']);
  expect(level({ publish: { allow: ['orders.>'] } })).toBe('write');
  expect(level({ publish: { allow: ['>'], deny: ['$JS.>'] } })).toBe('write');
  expect(level({ publish: { allow: ['$JS.API.INFO', '_INBOX.>'] } })).toBe('none');
  expect(rightsIn({ data: {} })).toBeNull();
});

test('a name of a stranger that is no word of a subject goes into no question', () => {
  expect(['a b', 'a.b', 'a*', '>', 'a\r\nPUB x', ''].map(isToken)).toEqual(Array.from({ length: 6 }, () => false));
  const ask = () => natsRequests.subjects.encode({ control: 'unl-0', stream: 'a b' });
  expect(ask).toThrow(TypeError);
});
