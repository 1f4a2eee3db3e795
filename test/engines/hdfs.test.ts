import { expect, test } from 'vitest';
import { isAskable } from '../../src/engines/hdfs/access.ts';
import { readAnswer, readListing } from '../../src/engines/hdfs/answers.ts';
import { engine } from '../../src/engines/hdfs/engine.ts';
import { readNodes } from '../../src/engines/hdfs/inventory.ts';
import { contractOf, play, transcriptOf } from '../kit/contract.ts';
import { type FakeAnswer, replyOf } from '../kit/fake-channel.ts';

contractOf('hdfs');

const stateOf = (state: string) => transcriptOf('hdfs', state);

test('files are counted by the directories that hold them, partitions of a table put together; no file is opened', async () => {
  const { inventory, facts, exchanges } = await play(stateOf('3.4.1-open'));
  expect(
    inventory?.collections.map(({ name, records, fields }) => [name, records, fields.map((one) => one.name)]),
  ).toEqual([
    ['/shop/orders', 2, ['country']],
    ['/shop/users', 3, []],
  ]);
  expect(facts?.access).toMatchObject({ filtered: true, securityLayer: 'absent' });
  const asked = exchanges.filter(({ engine: id }) => id === 'hdfs').map(({ request }) => request);
  expect(asked.every((request) => /^GET \/(?:jmx|webhdfs)/.test(request))).toBe(true);
  expect(asked.join(' ')).not.toMatch(/op=(?:OPEN|GETCONTENTSUMMARY|GETDELEGATIONTOKEN)/);
});

test('closed by the rights of the root alone: protected, and any name is believed', async () => {
  const { facts } = await play(stateOf('3.4.1-closed'));
  expect(facts?.access).toMatchObject({ protection: 'authentication', securityLayer: 'absent' });
  expect(facts?.settings).toMatchObject({ securityEnabled: false, anyName: true });
});

test('Kerberos: no name is believed', async () => {
  const { facts } = await play(stateOf('3.4.1-kerberos'));
  expect(facts?.settings).toMatchObject({ securityEnabled: true, anyName: false });
  expect(facts?.access.securityLayer).toBe('present');
});

test('a standby, an exception and a listing are told apart', () => {
  const thrown = (status: number, exception: string): FakeAnswer => ({
    status,
    json: { RemoteException: { exception, javaClassName: `org.apache.hadoop.${exception}`, message: '' } },
  });
  const meaning = (answer: FakeAnswer) => readAnswer(replyOf(answer)).meaning;
  expect(meaning(thrown(403, 'StandbyException'))).toBe('standby');
  expect(meaning(thrown(403, 'AccessControlException'))).toBe('refused');
  expect(meaning(thrown(404, 'FileNotFoundException'))).toBe('missing');
  expect(meaning({ status: 404, text: 'nothing here' })).toBe('unsupported');
  expect(meaning({ failure: 'timeout' })).toBe('failed');
  expect(
    readListing({ FileStatuses: { FileStatus: [{ pathSuffix: 'a', type: 'FILE', length: 3 }, 7] } })?.entries,
  ).toMatchObject([{ name: 'a', directory: false, bytes: 3 }]);
  expect(readListing({ FileStatuses: {} })).toBeNull();
});

test('names that would lead elsewhere are not put into a path', () => {
  expect(['users', 'country=DE', 'a b'].every(isAskable)).toBe(true);
  expect(['', '.', '..', '_logs', '.Trash', 'a/b', 'a,b', '*'].some(isAskable)).toBe(false);
});

test('DataNodes, as text within JSON', () => {
  expect(readNodes('{"dn1:9866":{"xferaddr":"203.0.113.7:9866"},"dn2:9866":{"lastContact":1}}')).toEqual([
    { kind: 'member', name: 'dn1:9866', location: '203.0.113.7:9866', host: '203.0.113.7' },
  ]);
  expect([readNodes('{'), readNodes(undefined), readNodes('[]')]).toEqual([[], [], []]);
});

test('a login before everything says nothing of whose it is: YARN and its kin ask for the same', () => {
  const headers = { 'www-authenticate': 'Negotiate', 'set-cookie': 'hadoop.auth=; Path=/; HttpOnly' };
  expect(engine.identify[1]?.claim(replyOf({ status: 401, text: '', headers }))).toBeNull();
  expect(engine.identify[0]?.claim(replyOf({ status: 200, json: { beans: [] } }))).toBeNull();
});
