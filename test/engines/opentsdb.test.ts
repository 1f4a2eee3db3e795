import { describe, expect, test } from 'vitest';
import { hasPoints, namesIn, readConfig, readTsdb } from '../../src/engines/opentsdb/answers.ts';
import { engine } from '../../src/engines/opentsdb/engine.ts';
import type { OpentsdbChannel } from '../../src/engines/opentsdb/requests.ts';
import type { Json } from '../../src/model/request.ts';
import { contractOf, play, transcriptOf } from '../kit/contract.ts';
import { type FakeAnswer, fakeChannel, replyOf } from '../kit/fake-channel.ts';
import { probeContext } from '../kit/probe-context.ts';

contractOf('opentsdb');

const stateOf = (state: string) => transcriptOf('opentsdb', state);

test('metrics by their first words, its ZooKeepers as members, and no values of tags', async () => {
  const { inventory, exchanges } = await play(stateOf('2.4.0-open'));
  expect(inventory?.settings).toEqual({ metricWords: ['shop', 'sys'] });
  expect(inventory?.egress.map(({ location }) => location)).toEqual(['192.0.2.5:2181', '192.0.2.6']);
  const own = exchanges.filter(({ engine: id }) => id === 'opentsdb').map(({ request }) => request);
  expect(own.filter((request) => /tagv|\/q\?|diediedie|dropcaches/.test(request))).toEqual([]);
});

describe('what is no success', () => {
  const context = probeContext({ engine: 'opentsdb', version: '2.4.1', role: 'http' });
  const climbed = async (answers: Parameters<typeof fakeChannel>[0]) =>
    (await engine.access(fakeChannel(answers) as unknown as OpentsdbChannel, context)).access;
  const fine = (json: Json): FakeAnswer => ({ status: 200, json });
  const nameless: FakeAnswer = {
    status: 400,
    json: { error: { code: 400, message: "No such name for 'metrics': 'x'" } },
  };
  const points = fine([{ metric: 'x', dps: { 1: 2 } }]);

  test('a metric that cannot exist has numbers: nothing is believed', async () => {
    const said = await climbed({ control: points, metrics: fine(['x']) });
    expect(said).toMatchObject({ proved: 'unknown', control: 'failed' });
  });

  test('a server in trouble is not called protected', async () => {
    expect(await climbed({ control: { status: 503, text: '' } })).toMatchObject({
      proved: 'unknown',
      protection: null,
    });
  });

  test('rights follow from its configuration alone', async () => {
    const rights = async (config: Record<string, string>) =>
      (await climbed({ control: nameless, metrics: fine(['x']), config: fine(config), count: points })).inferred;
    expect(await rights({ 'tsd.mode': 'rw', 'tsd.no_diediedie': 'false' })).toBe('admin');
    expect(await rights({ 'tsd.mode': 'rw', 'tsd.no_diediedie': 'true' })).toBe('write');
    expect(await rights({ 'tsd.mode': 'ro', 'tsd.no_diediedie': 'true' })).toBe('read');
    expect(await rights({ 'tsd.mode': 'rw', 'tsd.core.authentication.enable': 'true' })).toBe('read');
    expect(await rights({ other: 'rw' })).toBe('read');
  });

  test('answers of another shape are read as nothing', () => {
    const read = (json: Json) => readTsdb(replyOf({ status: 200, json }));
    expect(namesIn(read(['a', 1]))).toBeNull();
    expect(namesIn(read({ a: 1 }))).toBeNull();
    expect(hasPoints(read([{ dps: [] }, 1, null]))).toBe(false);
    expect(readConfig(read([]))).toBeNull();
    expect(readConfig(read({ 'tsd.mode': 'rw', 'tsd.storage.hbase.zk_quorum': 'a b,<x>,c:2181' }))?.zookeepers).toEqual(
      ['c:2181'],
    );
  });

  test.for<[string, FakeAnswer]>([
    ['a version of somebody else', fine({ version: '2.4.1', revision: 'a' })],
    ['a page', { status: 200, text: 'OpenTSDB 2.4.1' }],
    ['an error', { status: 500, json: { version: '2.4.1', short_revision: '', full_revision: '', repo_status: '' } }],
  ])('%s is no OpenTSDB', ([, answer]) => {
    expect(engine.identify[0]?.claim(replyOf(answer))).toBeNull();
  });
});
