import { expect, test } from 'vitest';
import { contractOf, play, transcriptOf } from '../kit/contract.ts';

contractOf('tidb');

test('people are known by the statistics of columns, and the cluster by its own list', async () => {
  const open = transcriptOf('tidb', '7.5.0-open');
  const { measurement, inventory, facts, exchanges } = await play(open, {
    measure: { collection: 'shop.customers', field: 'owner_email' },
  });
  expect(measurement).toMatchObject({ distinct: 1_200, skipped: null });
  expect(inventory?.egress.map(({ kind, name, host }) => `${kind} ${name} ${host}`)).toEqual([
    'member tidb 198.51.100.11',
    'member pd 198.51.100.12',
    'member tikv 198.51.100.13',
  ]);
  // It takes no read-only session; then its statements are all that keeps it from writing, and it is said.
  expect(facts?.settings['readOnlyBy']).toBe('statement');
  const asked = exchanges.filter(({ engine }) => engine === 'tidb').map(({ request }) => request);
  expect(asked.length).toBeGreaterThan(10);
  expect(asked.filter((one) => !/^(?:greeting|SELECT|SHOW|SET SESSION|login)\b/.test(one))).toEqual([]);
});
