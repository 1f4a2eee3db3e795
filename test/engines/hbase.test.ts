import { expect, test } from 'vitest';
import { isAskable } from '../../src/engines/hbase/access.ts';
import { readFamilies, readStatus, readTableSizes, readTables } from '../../src/engines/hbase/answers.ts';
import { engine } from '../../src/engines/hbase/engine.ts';
import { contractOf, play, transcriptOf } from '../kit/contract.ts';
import { replyOf } from '../kit/fake-channel.ts';

contractOf('hbase');

const stateOf = (state: string) => transcriptOf('hbase', state);

test('tables with their column families; no row that exists is read, and no scanner is made', async () => {
  const { inventory, exchanges } = await play(stateOf('2.4.17-open'));
  const own = (inventory?.collections ?? []).filter(({ system }) => !system);
  expect(own.map(({ name, records, fields }) => [name, records, fields.map((field) => field.name)])).toEqual([
    ['orders', null, ['order']],
    ['users', null, ['contact', 'device']],
  ]);
  const asked = exchanges.filter(({ engine: id }) => id === 'hbase').map(({ request }) => request);
  expect(asked.join(' ')).not.toContain('scanner');
  expect(asked.filter((request) => request.includes('unl-0000000000000000'))).toEqual([
    'GET /unl-0000000000000000/exists',
    'GET /orders/unl-0000000000000000',
  ]);
});

test('the page of a master names tables by its numbers', async () => {
  const { facts, inventory } = await play(stateOf('2.4.17-master'));
  expect(facts?.settings['role']).toBe('master');
  expect((inventory?.collections ?? []).filter(({ system }) => !system).map(({ name }) => name)).toEqual([
    'orders',
    'users',
  ]);
});

test('regions are known by base64, and only their tables are kept', () => {
  const name = Buffer.from('shop:users,jane@example.com,1700000000000.abc.').toString('base64');
  const region = { name, storefileSizeMB: 3 };
  const told = readStatus({
    regions: 2,
    LiveNodes: [{ name: 'rs1.example:16020', Region: [region, region, { name: '' }, 7] }],
  });
  expect([...told.bytes]).toEqual([['shop:users', 6 * 1024 * 1024]]);
  expect([told.regions, told.servers]).toEqual([2, ['rs1.example:16020']]);
  expect(readStatus('x').servers).toEqual([]);
});

test('shapes that are none give nothing', () => {
  expect([readTables({ table: {} }), readTables({ table: [{ name: 'a' }, 3] })]).toEqual([null, ['a']]);
  expect(readFamilies({ ColumnSchema: [{ name: 'cf' }, {}] })).toEqual(['cf']);
  const beans = (name: string) => ({
    beans: [
      {
        name: `Hadoop:service=HBase,name=${name}`,
        Namespace_shop_table_a_b_metric_storeFileSize: 5,
        Namespace_default_table_t_metric_storeFileSize: 1,
      },
    ],
  });
  expect([...readTableSizes(beans('RegionServer,sub=Tables'))]).toEqual([
    ['shop:a_b', 5],
    ['t', 1],
  ]);
  expect(readTableSizes(beans('Other')).size).toBe(0);
});

test('names that would lead elsewhere are not put into a path', () => {
  expect(['users', 'shop:users', 'a.b-c_d'].every(isAskable)).toBe(true);
  expect(['', '..', '_x', 'a/b', 'a,b', '*'].some(isAskable)).toBe(false);
});

test('what is no HBase', () => {
  const [gateway, master, regionServer] = engine.identify;
  expect(gateway?.claim(replyOf({ status: 200, json: { version: '1', Server: 'x' } }))).toBeNull();
  expect(gateway?.claim(replyOf({ status: 401, text: 'Unauthorized' }))).toBeNull();
  const beans = { beans: [{ name: 'Hadoop:service=NameNode,name=Master,sub=Server', 'tag.clusterId': 'a' }] };
  expect(master?.claim(replyOf({ status: 200, json: beans }))).toBeNull();
  expect(regionServer?.claim(replyOf({ status: 200, json: beans }))).toBeNull();
});
