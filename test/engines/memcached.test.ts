import { expect, test } from 'vitest';
import { undatagram } from '../../src/engines/memcached/datagrams.ts';
import { readClients } from '../../src/engines/memcached/inventory.ts';
import { packetLength, textLength } from '../../src/engines/memcached/protocol.ts';
import { contractOf, play, transcriptOf } from '../kit/contract.ts';
import { wholeAudit } from '../kit/whole-audit.ts';

contractOf('memcached');

const stateOf = (state: string) => transcriptOf('memcached', state);

test('keys are counted by what their builder wrote, and no key that exists is ever asked for', async () => {
  const { inventory, exchanges } = await play(stateOf('1.6.18-open'));
  const told = inventory?.collections ?? [];
  expect(new Set(told.map(({ name }) => name))).toEqual(new Set(['session:*', 'user:*', 'user:*:email']));
  // The hottest fifth of the items is never named: what is not is estimated, and adds up to the server's number.
  expect(told.reduce((sum, { records }) => sum + (records ?? 0), 0)).toBe(180);
  expect(told.every(({ records }) => Math.abs((records ?? 0) - 60) <= 3)).toBe(true);
  expect(inventory?.notes.join()).toContain('of 180 keys were looked at; counts by prefix are estimates');
  const own = exchanges.filter(({ engine }) => engine === 'memcached').map(({ request }) => request);
  expect(own.filter((request) => request.startsWith('get '))).toEqual(['get unl-0000000000000000']);
});

test('what is told of the answers holds no key and no address', async () => {
  const { exchanges } = await play(stateOf('1.6.18-open'));
  const told = exchanges.map((exchange) => exchange.told ?? '').join('\n');
  expect(told).toContain('STAT curr_items 180');
  expect(told).not.toMatch(/user:|session:|tcp:/);
});

test('where keys are not named, their number is what is told', async () => {
  const { inventory } = await play(stateOf('1.6.18-nodump'));
  expect(inventory?.collections).toMatchObject([{ name: '*', records: 180 }]);
  expect(inventory?.notes.join()).toContain('keys are not named');
});

test('UDP is known by the settings', async () => {
  expect((await play(stateOf('1.6.18-udp'))).facts?.settings).toMatchObject({ udpPort: 11211 });
  expect((await play(stateOf('1.6.18-open'))).facts?.settings).toMatchObject({ udpPort: 0, sasl: false });
});

test('over UDP three datagrams are sent, each once, and the answers tell how many times as large they are', async () => {
  const { facts, exchanges, inventory } = await play(stateOf('1.6.18-over-udp'));
  expect(facts?.settings).toMatchObject({ protocol: 'udp', items: 180, udpPort: null, amplification: 148 });
  expect(exchanges.map(({ request }) => request)).toEqual(['version', 'get unl-0000000000000000', 'stats']);
  expect(inventory?.collections).toMatchObject([{ name: '*', records: 180 }]);
});

test('that it answers datagrams is a finding of its own', async () => {
  const { findings } = await wholeAudit(stateOf('1.6.18-over-udp'));
  const [found] = findings.filter(({ rule }) => rule === 'memcached/udp-answers');
  expect(found).toMatchObject({ severity: 'medium', transport: 'udp' });
  expect(found?.evidence.map(({ request }) => request)).toEqual(['stats', 'get unl-0000000000000000']);
});

const put = (received: readonly string[]) =>
  undatagram(
    received.map((hex) => Buffer.from(hex, 'hex')),
    'unl-1234000000000000',
  )?.toString();

test.each<[string, readonly string[], string | undefined]>([
  ['one datagram', ['12340000000100004f4b'], 'OK'],
  ['two, the last one first', ['12340001000200004b', '12340000000200004f'], 'OK'],
  ['two, one of them twice', ['12340000000200004f', '12340000000200004f'], undefined],
  ['nothing yet', [], undefined],
])('an answer over UDP: %s', (_, received, whole) => {
  expect(put(received)).toBe(whole);
});

test.each<[string, readonly string[]]>([
  ['another question', ['12350000000100004f4b']],
  ['a header alone', ['1234000000010000']],
  ['no datagrams', ['12340000000000004f']],
  ['one behind the last', ['12340001000100004f']],
  ['more than any answer has', ['12340000ffff00004f']],
  ['a number that changes', ['12340000000200004f', '12340001000300004b']],
])('no answer over UDP: %s', (_, received) => {
  expect(() => put(received)).toThrow(RangeError);
});

test('binary alone, with a login and without', async () => {
  expect((await play(stateOf('1.6.18-sasl'))).facts?.access).toMatchObject({
    protection: 'authentication',
    proved: 'banner',
  });
  expect((await play(stateOf('1.6.18-binary'))).facts?.settings).toMatchObject({ protocol: 'binary', items: 0 });
});

const bytes = (text: string) => Buffer.from(text, 'latin1');

test.for<[string, string, number | undefined]>([
  ['a version', 'VERSION 1.6.18\r\n', 16],
  ['a part of it', 'VERS', undefined],
  ['a list', 'STAT pid 1\r\nSTAT uptime 2\r\nEND\r\n', 32],
  ['a list that goes on', 'STAT pid 1\r\nSTAT EN', undefined],
  ['an empty list', 'END\r\n', 5],
  ['a refusal', 'CLIENT_ERROR unauthenticated\r\n', 30],
  ['nothing', '', undefined],
  ['what may be an error yet', 'ERR', undefined],
])('%s in text is measured', ([, text, length]) => {
  expect(textLength(bytes(text))).toBe(length);
});

test.for(['HTTP/1.1 400 Bad Request\r\n', '-ERR unknown command\r\n', '220 mail ESMTP\r\n', '\x16\x03\x01'])(
  '%j is none of memcached',
  (text) => {
    expect(() => textLength(bytes(text))).toThrow(RangeError);
  },
);

test('a packet is measured by its header, and none is endless', () => {
  const header = Buffer.alloc(24);
  header.writeUInt8(0x81, 0);
  header.writeUInt32BE(6, 8);
  expect(packetLength(header)).toBe(undefined);
  expect(packetLength(Buffer.concat([header, bytes('1.6.18')]))).toBe(30);
  header.writeUInt32BE(0x7fffffff, 8);
  expect(() => packetLength(header)).toThrow(RangeError);
  expect(() => packetLength(bytes('VERSION 1.6.18\r\n'))).toThrow(RangeError);
});

test('clients by their networks, without listeners and without us', () => {
  const statistics = new Map([
    ['22:addr', 'tcp:0.0.0.0:11211'],
    ['22:state', 'conn_listening'],
    ['24:addr', 'tcp:192.0.2.1:44816'],
    ['24:state', 'conn_parse_cmd'],
    ['25:addr', 'tcp:198.51.100.7:44817'],
    ['25:state', 'conn_read'],
    ['26:addr', 'tcp6:[2001:db8::9]:44817'],
    ['26:state', 'conn_read'],
  ]);
  expect(readClients(statistics).map(({ location }) => location)).toEqual(['198.51.100.0/24', '2001:db8::/48']);
});
