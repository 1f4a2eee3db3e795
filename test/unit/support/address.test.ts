import { expect, test } from 'vitest';
import { hostOf, networkOf } from '../../../src/support/address.ts';

test.each([
  ['https://backup.example.org/x', 'backup.example.org'],
  ['https://user:secret@backup.example.org:8443', 'backup.example.org'],
  ['10.0.0.7:9300', '10.0.0.7'],
  ['[2001:db8::7]:9300', '2001:db8::7'],
  ['2001:db8::7', '2001:db8::7'],
  ['file:/mnt/backup', null],
  ['', null],
])('the host of %s is %s', (place, host) => {
  expect(hostOf(place)).toBe(host);
});

test.each([
  ['198.51.100.23', '198.51.100.0/24'],
  ['2001:db8:1:2::3', '2001:db8:1::/48'],
  ['::ffff:198.51.100.23', '198.51.100.0/24'],
  ['example.org', null],
  [null, null],
])('the network of %s is %s', (host, network) => {
  expect(networkOf(host)).toBe(network);
});
