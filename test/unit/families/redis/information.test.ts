import { expect, test } from 'vitest';
import { readClients, readNodes } from '../../../../src/families/redis/around.ts';
import { readInformation } from '../../../../src/families/redis/information.ts';

const said = (...lines: readonly string[]): string => `${lines.join('\r\n')}\r\n`;

test.for<[string, string, string, string | null]>([
  ['Redis', said('# Server', 'redis_version:7.0.15'), 'Redis', '7.0.15'],
  ['Valkey', said('redis_version:7.2.4', 'server_name:valkey', 'valkey_version:9.1.2'), 'Valkey', '9.1.2'],
  ['KeyDB by its program', said('redis_version:6.3.4', 'executable:/usr/bin/keydb-server'), 'KeyDB', 'KeyDB 6.3.4'],
  ['KeyDB by its section', said('redis_version:6.3.4', '# KeyDB', 'mvcc_depth:0'), 'KeyDB', 'KeyDB 6.3.4'],
  ['Dragonfly', said('redis_version:7.4.0', 'dragonfly_version:df-v1.40.1'), 'Dragonfly', 'Dragonfly 1.40.1'],
  ['Kvrocks', said('version:2.9.0', 'kvrocks_version:2.9.0', 'redis_version:4.0.0'), 'Kvrocks', 'Kvrocks 2.9.0'],
  ['a build without a number', said('kvrocks_version:unstable', 'redis_version:4.0.0'), 'Kvrocks', null],
  ['a version that is none', said('redis_version:\u001b[31m7'), 'Redis', null],
])('%s says what it is', ([, text, product, version]) => {
  expect(readInformation(text)).toMatchObject({ product, version });
});

test('what names no version is no INFO', () => {
  expect(readInformation(said('# Memory', 'used_memory:1'))).toBeNull();
});

test('databases, and a section that is missing is not an empty store', () => {
  const full = said('redis_version:7.0.15', '# Keyspace', 'db3:keys=7,expires=0,avg_ttl=0', 'db0:keys=5,expires=1');
  expect(readInformation(full)).toMatchObject({
    keys: 12,
    databases: [
      { number: 0, keys: 5 },
      { number: 3, keys: 7 },
    ],
  });
  expect(readInformation(said('redis_version:7.0.15', '# Keyspace'))).toMatchObject({ keys: 0, databases: [] });
  expect(readInformation(said('redis_version:7.0.15'))).toMatchObject({ keys: null });
});

test('a replica and its master are one store, and name each other', () => {
  const id = 'c0ffee'.repeat(7).slice(0, 40);
  const replica = readInformation(
    said(
      'redis_version:7.0.15',
      'run_id:1',
      'role:slave',
      'master_host:203.0.113.9',
      'master_port:6379',
      `master_replid:${id}`,
    ),
  );
  const master = readInformation(
    said('redis_version:7.0.15', 'role:master', 'slave0:ip=2001:db8::7,port=6380,state=online', `master_replid:${id}`),
  );
  expect(replica?.identity).toEqual(master?.identity);
  expect(replica?.links).toEqual([
    { kind: 'member', name: 'master', location: '203.0.113.9:6379', host: '203.0.113.9' },
  ]);
  expect(master?.links).toEqual([
    { kind: 'replica', name: 'slave0', location: '[2001:db8::7]:6380', host: '2001:db8::7' },
  ]);
});

test('clients by their networks, without us and without replicas', () => {
  const list = [
    'id=3 addr=198.51.100.7:51000 laddr=10.0.0.1:6379 name= flags=N cmd=get user=default',
    'id=4 addr=198.51.100.7:51001 flags=N cmd=set',
    'id=5 addr=[2001:db8::9]:51001 flags=N cmd=get',
    'id=6 addr=203.0.113.5:40000 flags=S cmd=replconf',
    'id=7 addr=192.0.2.1:40000 flags=N cmd=client|list',
    'id=8 addr=192.0.2.2:40000 flags=N cmd=client',
    '',
  ].join('\n');
  expect(readClients(list).map(({ location, host }) => `${location} ${host}`)).toEqual([
    '198.51.100.0/24 198.51.100.7',
    '2001:db8::/48 2001:db8::9',
  ]);
});

test('members of a cluster, without the one that answers', () => {
  const list = [
    '07c37dfeb235213a872192d90877d0cd55635b91 127.0.0.1:30004@31004,host4 slave e7d1eec 0 1 4 connected',
    '67ed2db8d677e59ec4a4cefb06858cf2a1a89fa1 203.0.113.2:30002@31002 master - 0 1 2 connected 5461-10922',
    'e7d1eecce10fd6bb5eb35b9f99a514335d9ba9ca 127.0.0.1:30001@31001 myself,master - 0 0 1 connected 0-5460',
    '',
  ].join('\n');
  expect(readNodes(list).map(({ name, location, host }) => `${name} ${location} ${host}`)).toEqual([
    '07c37dfe 127.0.0.1:30004 127.0.0.1',
    '67ed2db8 203.0.113.2:30002 203.0.113.2',
  ]);
});
