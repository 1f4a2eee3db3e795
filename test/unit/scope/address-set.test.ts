import { expect, test } from 'vitest';
import { AddressSet } from '../../../src/scope/address-set.ts';

const ADDRESSES = [
  '0.0.0.1',
  '127.0.0.1',
  '255.255.255.254',
  '203.0.113.0',
  '::1',
  'fd00::',
  'fd00::100',
  'fd00::ff',
  'fd00::1:0',
  '2001:db8:0:1:1:1:1:0',
  '2001:db8:0:1:1:1:1:1ff',
];

test('gives back what was put in, and nothing else', () => {
  const set = new AddressSet();
  for (const address of ADDRESSES) {
    expect(set.has(address)).toBe(false);
    expect(set.add(address)).toBe(true);
    expect(set.add(address)).toBe(false);
  }
  expect(set.size).toBe(ADDRESSES.length);
  expect([...set].toSorted()).toEqual(ADDRESSES.toSorted());
  expect(set.has('127.0.0.2')).toBe(false);
  expect(set.has('fd00::1')).toBe(false);
});
