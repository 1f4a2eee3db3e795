import { expect, test } from 'vitest';
import { readClients, readCors, readRemotes, readRepositories } from '../../../../src/families/search/around.ts';
import { dynamicScripting, readNodes } from '../../../../src/families/search/nodes.ts';
import type { HttpReply } from '../../../../src/model/channel.ts';
import { replyOf } from '../../../kit/fake-channel.ts';

test('repositories say where they lead, without who logs in', () => {
  const answer = {
    s3: { type: 's3', settings: { bucket: 'nightly' } },
    url: { type: 'url', settings: { url: 'https://user:secret@backup.example.org/es?token=1' } },
    disk: { type: 'fs', settings: { location: '/mnt/backup' } },
  };
  expect(readRepositories(answer)?.map(({ location, host }) => [location, host])).toEqual([
    ['s3 nightly', null],
    ['url https://backup.example.org/es', 'backup.example.org'],
    ['fs /mnt/backup', null],
  ]);
});

test('remote clusters by seeds or proxy', () => {
  const answer = {
    far: { connected: true, mode: 'sniff', seeds: ['198.51.100.7:9300'] },
    near: { mode: 'proxy', proxy_address: 'proxy.example.org:9400' },
  };
  expect(readRemotes(answer)?.map(({ name, host }) => [name, host])).toEqual([
    ['far', '198.51.100.7'],
    ['near', 'proxy.example.org'],
  ]);
});

test('clients are named by their network, compared by their address, and we are left out', () => {
  const clients = [
    { remote_address: '198.51.100.23:40000', agent: 'curl' },
    { remote_address: '198.51.100.99:40001' },
    { remote_address: '[2001:db8:1:2::9]:40002' },
    { remote_address: '203.0.113.5:1', agent: 'unlatched/0.1.0' },
    { remote_address: 'nonsense' },
  ];
  expect(readClients({ nodes: { a: { http: { clients } } } }).map(({ location, host }) => [location, host])).toEqual([
    ['198.51.100.0/24', '198.51.100.23'],
    ['198.51.100.0/24', '198.51.100.99'],
    ['2001:db8:1::/48', '2001:db8:1:2::9'],
  ]);
});

test.each([
  ['*', true],
  ['https://unlatched.invalid', true],
  ['https://app.example.org', false],
])('an Access-Control-Allow-Origin of %s: any page may read is %s', (allowed, any) => {
  const reply = replyOf({ status: 200, headers: { 'access-control-allow-origin': allowed } }) as HttpReply;
  expect(readCors(reply)).toMatchObject({ cors: allowed, corsAny: any });
});

test.each([
  ['1.1.2', [], true],
  ['1.7.6', [], false],
  ['1.7.6', ['script.disable_dynamic=false'], true],
  ['1.4.2', [], true],
  ['1.4.3', [], false],
  ['2.4.6', ['script.inline=true'], true],
  ['2.4.6', ['script.inline=sandbox'], false],
  ['8.4.3', ['script.inline=true'], false],
  [null, [], null],
] as const)('scripts by anybody in %s with %j: %s', (version, settings, open) => {
  expect(dynamicScripting(version, settings)).toBe(open);
});

test('nodes: settings that switch security off have to be those of every node', () => {
  const off = { version: '8.4.3', settings: { xpack: { security: { enabled: 'false' } } } };
  expect(readNodes({ nodes: { a: off, b: off } })).toMatchObject({
    count: 2,
    securityOff: true,
    securitySetting: false,
  });
  expect(readNodes({ nodes: { a: off, b: { version: '8.4.3' } } })).toMatchObject({ securityOff: false });
  expect(
    readNodes({
      nodes: {
        a: {
          version: '1.7.6',
          http: { bound_address: 'inet[/0:0:0:0:0:0:0:0:9200]', publish_address: 'inet[/10.0.0.1:9200]' },
        },
      },
    }),
  ).toMatchObject({ members: [{ address: '10.0.0.1:9200' }] });
});
