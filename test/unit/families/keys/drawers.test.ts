import { expect, test } from 'vitest';
import { attributeOf, drawersOf } from '../../../../src/families/keys/drawers.ts';

const patterns = (keys: readonly string[]): string[] =>
  drawersOf(keys).map(({ pattern, count }) => `${pattern} ${count}`);

test.for<[string, readonly string[], readonly string[]]>([
  ['numbers', ['user:1', 'user:2', 'user:31'], ['user:* 3']],
  [
    'what stands behind a number is the builder’s word',
    ['user:1:email', 'user:2:email', 'user:2:phone'],
    ['user:*:email 2', 'user:*:phone 1'],
  ],
  ['people’s names are not listed', ['user:ada', 'user:bela', 'user:cleo'], ['user:* 3']],
  ['nor addresses', ['mail:ada@example.com', 'mail:bela@example.com'], ['mail:* 2']],
  ['a lone key with parts shows its first word only', ['invite:ada'], ['invite:* 1']],
  [
    'words that many share',
    ['shop:cart:1', 'shop:cart:2', 'shop:stock:7', 'shop:stock:8'],
    ['shop:cart:* 2', 'shop:stock:* 2'],
  ],
  ['other marks', ['cache/page/1', 'cache/page/2'], ['cache/page/* 2']],
  ['a dash before a number', ['session-19af', 'session-22', 'cart_7'], ['session-* 2', 'cart_* 1']],
  ['keys without parts', ['jobs', 'leaderboard', 'users'], ['jobs 1', 'leaderboard 1', 'users 1']],
  ['a crowd of them', Array.from({ length: 40 }, (_, index) => `ada${'x'.repeat(index)}`), ['* 40']],
  ['what is no name', ['a b', '☃', ''], ['* 3']],
  ['the same key twice', ['user:1', 'user:1'], ['user:* 1']],
])('%s', ([, keys, expected]) => {
  expect(patterns(keys)).toEqual(expected);
});

test('too many words at one level are somebody’s', () => {
  const names = Array.from(
    { length: 30 },
    (_, index) => 'abcdefghijklmnopqrstuvwxyz'.charAt(index % 26) + 'x'.repeat(index),
  );
  const keys = names.flatMap((name) => [`user:${name}:mail`, `user:${name}:phone`]);
  expect(patterns(keys)).toEqual(['user:*:mail 30', 'user:*:phone 30']);
});

test('the word behind a part that varies says what the value is', () => {
  expect(['user:*:email', 'tester/*/body/height', 'user:*', 'user', 'email:*', 'a:*:b:*'].map(attributeOf)).toEqual([
    'email',
    'body.height',
    null,
    null,
    null,
    null,
  ]);
});

test('a crowd of first words: those that keys share are kept', () => {
  const names = Array.from(
    { length: 80 },
    (_, index) => 'abcdefghijklmnopqrstuvwxyz'.charAt(index % 26) + 'y'.repeat(index / 4),
  );
  const keys = [...new Set(names)].map((name) => `${name}:mail`);
  expect(patterns([...keys, 'cart:1', 'cart:2'])).toEqual(['*:mail 80', 'cart:* 2']);
});

test('a key that stands for others is counted with them', () => {
  expect(drawersOf(['user:1', 'user:2', 'job:1'], (key) => (key === 'user:2' ? 40 : 1))).toMatchObject([
    { pattern: 'user:*', count: 41 },
    { pattern: 'job:*', count: 1 },
  ]);
});
