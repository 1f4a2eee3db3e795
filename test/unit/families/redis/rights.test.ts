import { expect, test } from 'vitest';
import { readRights } from '../../../../src/families/redis/rights.ts';
import type { Resp } from '../../../../src/wire/resp.ts';

const user = (commands: string, keys: Resp, more: readonly Resp[] = []): Resp => [
  'flags',
  ['on', 'nopass'],
  'passwords',
  [],
  'commands',
  commands,
  'keys',
  keys,
  ...more,
];

test.for<[string, Resp, string, boolean]>([
  ['all rights', user('+@all', '~*'), 'admin', false],
  ['all rights, as 6.2 says it', user('+@all', ['*']), 'admin', false],
  ['all but what is dangerous', user('+@all -@dangerous', '~*'), 'write', true],
  ['reading and writing', user('-@all +@read +@write', '~*'), 'write', true],
  ['reading alone', user('-@all +@read +ping', '~*'), 'read', true],
  ['reading of some keys', user('-@all +@read', '~public:*'), 'read', true],
  ['a single command', user('-@all +get', '~*'), 'read', true],
  ['what was given and taken again', user('+@all -@all +ping', '~*'), 'banner', true],
  ['no keys', user('-@all +@read +@write', ''), 'banner', true],
  ['keys for reading alone', user('-@all +@read +@write', '%R~*'), 'read', true],
  ['a part of a command', user('-@all +config|set', ''), 'admin', true],
  ['a part of a command that reads', user('-@all +config|get +acl|whoami', ''), 'banner', true],
  [
    'a selector',
    user('-@all', '', ['selectors', [['commands', '-@all +@write', 'keys', '~tmp:*', 'channels', '']]]),
    'write',
    true,
  ],
])('%s', ([, answer, level, filtered]) => {
  expect(readRights(answer)).toEqual({ level, filtered, open: true });
});

test.for<[string, Resp]>([
  ['nothing', null],
  ['a text', 'OK'],
  ['another list', ['a', 'b']],
])('%s is no answer about rights', ([, answer]) => {
  expect(readRights(answer)).toBeNull();
});
