import { expect, test } from 'vitest';
import { readClients, readEnsemble } from '../../src/engines/zookeeper/inventory.ts';
import { lettersOf, zookeeperRequests } from '../../src/engines/zookeeper/requests.ts';
import { answerLength, CLOSE, CONNECT, readSession, sessionLength } from '../../src/engines/zookeeper/wire.ts';
import { clientsLength, readClientLines, readServer, serverLength } from '../../src/engines/zookeeper/words.ts';
import { contractOf, play, transcriptOf } from '../kit/contract.ts';

contractOf('zookeeper');

const stateOf = (state: string) => transcriptOf('zookeeper', state);

test('nodes are counted by the names that their builder gave, and no node but the server’s own is read', async () => {
  const { inventory, exchanges } = await play(stateOf('3.8.0-open'));
  expect(inventory?.collections.map(({ name, records }) => [name, records])).toEqual([
    ['/shop/users/*', 8],
    ['/shop/users/*/email', 8],
    ['/shop/*', 2],
    ['/shop', 1],
  ]);
  const read = exchanges.filter(({ request }) => request.startsWith('getData'));
  expect(read.map(({ request }) => request)).toEqual(['getData /zookeeper/config']);
});

test('a root that is an account’s, a login that every session wants, and a branch that is closed are three things', async () => {
  const locked = await play(stateOf('3.8.0-locked'));
  expect(locked.facts?.settings).toMatchObject({ loginWanted: false, rightsOnRoot: null });
  const sasl = await play(stateOf('3.8.0-sasl'));
  expect(sasl.facts?.settings).toMatchObject({ loginWanted: true });
  const limited = await play(stateOf('3.8.0-anonymous-limited'));
  expect(limited.facts?.settings).toMatchObject({ rightsOnRoot: 'r', rightsBelow: 'r' });
  expect(limited.facts?.access).toMatchObject({ filtered: true, anonymous: { user: 'world:anyone' } });
});

test('Kafka is known by its nodes, and so are its accounts', async () => {
  const { inventory } = await play(stateOf('3.8.0-kafka'));
  // The one client is ourselves.
  expect(inventory?.egress).toEqual([]);
  expect(inventory?.settings).toEqual({
    applications: ['Kafka'],
    secretNodes: ['/config/users', '/config/users/alice'],
    allWords: true,
  });
});

test('words that cost the server a walk are in no question', () => {
  const sent = Object.values(zookeeperRequests).flatMap((request) =>
    request.kind === 'stream' ? [Buffer.from(request.encode({ path: '/', control: 'unl-0' })).toString('latin1')] : [],
  );
  expect(sent).toContain('srvr\r\n\r\n');
  for (const words of sent) expect(words).not.toMatch(/wchp|wchc|dump|kill|crst|srst/);
});

const bytes = (text: string) => Buffer.from(text, 'latin1');
const reply = (text: string) => ({ ok: true, kind: 'bytes', exchange: 0, bytes: bytes(text) }) as const;

test('words are measured by their last line; what no ZooKeeper says is refused at once', () => {
  const told =
    'Zookeeper version: 3.4.14-4c25d480e66aadd371de8bd2fd8da255ac140bcf, built on 03/06/2019 16:18 GMT\nMode: follower\nNode count: 12\n';
  expect(serverLength(bytes(told))).toBe(told.length);
  expect(serverLength(bytes(told.slice(0, -1)))).toBeUndefined();
  expect(serverLength(bytes('Zook'))).toBeUndefined();
  expect(readServer(reply(told))).toMatchObject({ version: '3.4.14', mode: 'follower', nodes: 12 });
  expect(readServer(reply('srvr is not executed because it is not in the whitelist.\n'))).toMatchObject({
    kind: 'refused',
  });
  const keeper =
    'ClickHouse Keeper version: v23.3.1.2823-testing-46e85357ce2da2a99f56ee83a079e892d7ec3726\nMode: standalone\nNode count: 4\n';
  expect(readServer(reply(keeper))).toMatchObject({ product: 'ClickHouse Keeper', version: '23.3.1.2823' });
  for (const other of ['HTTP/1.1 400 Bad Request\r\n', '-ERR unknown command\r\n', '\0\0\0\x29']) {
    expect(() => serverLength(bytes(other)), other).toThrow(RangeError);
  }
});

test('clients by their networks, without whoever asks', () => {
  const list =
    ' /203.0.113.9:43210[1](queued=0,recved=5,sent=5)\n /0:0:0:0:0:0:0:1:40000[1](queued=0)\n /198.51.100.4:1[0](queued=0)\n /192.0.2.8:1[1](queued=0,sid=0xa1,lop=PING)\n\n';
  expect(clientsLength(bytes(list))).toBe(list.length);
  expect(clientsLength(bytes(list.slice(0, -1)))).toBeUndefined();
  const places = readClientLines(reply(list), 'a1');
  expect(places).toEqual(['203.0.113.9:43210', '0:0:0:0:0:0:0:1:40000']);
  expect(readClients(places ?? []).map(({ location }) => location)).toEqual(['::/48', '203.0.113.0/24']);
});

test('members of the ensemble, without what is no member', () => {
  const config =
    'server.1=zk1.example:2888:3888:participant;0.0.0.0:2181\nserver.2=[2001:db8::2]:2888:3888\nversion=100000000';
  expect(readEnsemble(config).map(({ name, host }) => [name, host])).toEqual([
    ['server 1', 'zk1.example'],
    ['server 2', '2001:db8::2'],
  ]);
});

test('lengths that cannot be, and answers to somebody else, are refused', () => {
  expect(() => sessionLength(bytes('\0\0\0\x80'))).toThrow(RangeError);
  expect(() => sessionLength(bytes('HTTP'))).toThrow(RangeError);
  expect(() => answerLength(bytes('\0\0\0\x10\0\0\0\x01'))).toThrow(RangeError);
  expect(answerLength(bytes('\0\0\0\x10una'))).toBeUndefined();
  expect(readSession(bytes('\0\0\0\x04\0\0\0\0'))).toBeNull();
  expect([CONNECT.length, CLOSE.length]).toEqual([49, 12]);
  expect(lettersOf(31)).toBe('cdrwa');
});
