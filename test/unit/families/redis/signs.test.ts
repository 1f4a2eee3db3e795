import { expect, test } from 'vitest';
import { lookForSigns } from '../../../../src/families/redis/signs.ts';
import type { Collection, Setting } from '../../../../src/model/facts.ts';

const collection = (name: string): Collection => ({
  name,
  kind: 'string',
  records: 1,
  bytes: null,
  created: null,
  system: false,
  state: [],
  aliases: [],
  fields: [],
  fieldsOmitted: 0,
});

const signs = (
  names: readonly string[],
  more: { settings?: Record<string, Setting>; modules?: string[]; keys?: number } = {},
) =>
  lookForSigns({
    collections: names.map(collection),
    keys: more.keys ?? 1_000,
    settings: more.settings ?? {},
    modules: more.modules ?? [],
  }).map(({ kind, certainty, because }) => `${kind} ${certainty} ${because.join()}`);

test('notes are suspicious by their names, the more so where little else is left', () => {
  expect(signs(['READ_ME_TO_RECOVER'])).toEqual(['ransom-note suspicious name,few-documents']);
  expect(signs(['db2.WARNING'], { keys: 1 })).toEqual(['ransom-note suspicious name,few-documents,few-keys']);
  expect(signs(['warnings:*', 'user:*', 'thread_metadata:*', 'backup:*', 'weather'])).toEqual([]);
});

test('traces of those who run programs here', () => {
  expect(signs(['backup1', 'backup2'])).toEqual([
    'miner suspicious name,its-kin-beside-it',
    'miner suspicious name,its-kin-beside-it',
  ]);
  expect(signs([], { settings: { snapshotDirectory: '/var/spool/cron', snapshotFile: 'root' } })).toEqual([
    'miner confirmed snapshot-directory,snapshot-file',
  ]);
  expect(signs([], { settings: { snapshotDirectory: '/var/lib/redis', snapshotFile: 'dump.rdb' } })).toEqual([]);
  expect(signs([], { modules: ['system'] })).toEqual(['miner confirmed module']);
  expect(signs([], { modules: ['ReJSON', 'search', 'vectorset'] })).toEqual([]);
});
